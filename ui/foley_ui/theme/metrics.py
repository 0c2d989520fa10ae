"""Distances and sizes in logical pixels (a grid of 8) and the type scale over the system's own font."""

SPACE_S = 4
SPACE = 8
SPACE_L = 16
SPACE_XL = 24

RADIUS = 6
CONTROL_HEIGHT = 30
ICON = 18
ICON_L = 40

SMALL_TEXT = 0.9  # times the system's size
SUB_TEXT = 1.1
HEADING_TEXT = 1.5
