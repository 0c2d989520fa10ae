"""The panel that shows the requests of all hosts."""
