"""The embedded pack's own networks: small enough that two CPU cores train and run them."""
