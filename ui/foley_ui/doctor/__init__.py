"""The doctor's findings with what can be done about them from the window."""
