"""Longer work that hosts ask for as a whole: a cue sheet, an export, hits to picture; each in a process of its own."""
