"""Round robins for game engines from takes that are there: the window, and the work beside it."""
