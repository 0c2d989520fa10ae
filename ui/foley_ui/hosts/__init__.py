"""Connections: which hosts are there, how to connect one, what is sent to them."""
