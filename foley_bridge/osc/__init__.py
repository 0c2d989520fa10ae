"""Open Sound Control 1.0: bytes to messages and back, strictly."""
