"""Packs and adapters as a person deals with them: what is there and what it allows; install, verify and remove."""
