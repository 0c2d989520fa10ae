"""The way from the windows to the daemon and to files, and back into Qt's thread."""
