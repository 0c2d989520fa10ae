"""The main window: side bar, panels, notices, status strip."""
