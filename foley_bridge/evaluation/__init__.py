"""Sounds against recordings: read or generated, measured by class, shown as table, CSV, JSON and plot."""
