"""A range of a recording made anew, or a recording continued: the window in which both are asked for."""
