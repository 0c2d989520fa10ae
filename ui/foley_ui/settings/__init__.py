"""The settings: the one place that has them while the tray runs, and the panel to change them in."""
