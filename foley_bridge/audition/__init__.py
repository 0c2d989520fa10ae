"""Listening to sounds at this machine: read, measured, made equally loud, pictured, mixed and sent to the output."""
