"""Whole sheets of cues made by several workers at a time: engine processes of this machine, or of a cluster."""
