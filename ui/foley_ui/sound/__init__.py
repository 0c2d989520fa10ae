"""Sounds heard and seen: the player, pictures of sounds, and the view that shows a take and seeks in it."""
