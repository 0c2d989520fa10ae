"""A workplace without a model: looks like a daemon to its hosts, and has a server elsewhere make the sounds."""
