"""The journal: what was accepted and what became of it, on disk before anyone is told."""
