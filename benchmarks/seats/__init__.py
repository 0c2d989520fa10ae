"""Two seats and a server in networks of their own, with cables that are pulled."""
