"""How good sounds are: distances to reference recordings in the spaces of several ears, fit to the text, diversity."""
