"""Cue sheets: many sounds with their places in time, asked for as one job, put on tracks, and reported."""
