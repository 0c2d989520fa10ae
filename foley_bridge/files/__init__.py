"""Sounds as files: written whole or not at all, named and described, into folders that are theirs to write."""
