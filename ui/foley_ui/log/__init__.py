"""The daemon's log, read while it is written, and what a person sends when asking for help."""
