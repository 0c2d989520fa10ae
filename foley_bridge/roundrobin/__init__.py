"""Round robins for engines: variants that differ, cut at their attack, equally loud, with a list of what they are."""
