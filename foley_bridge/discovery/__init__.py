"""Servers that say where they are in the local network, where a person switched that on."""
