"""The daemon: transports, journal and engine put together."""
