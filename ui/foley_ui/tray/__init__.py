"""The icon in the tray: its picture, its menu, and whether there is a tray at all."""
