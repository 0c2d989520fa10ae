"""To picture: whole cue sheets, and a hit for every event of a guide."""
