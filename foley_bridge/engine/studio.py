"""The studio of the engine process: the pack in memory, and the model stack that makes orders with it."""
