"""The list of a request's sounds, with all that can be done with one: shared by the panels that show sounds."""
