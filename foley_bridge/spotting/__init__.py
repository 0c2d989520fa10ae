"""Foley to picture: moments on a timeline, a hit of its own for each, as items that stay editable or as one stem."""
