"""The engine: the model stack in a process of its own, and its supervision."""
