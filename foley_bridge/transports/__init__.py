"""Ways for OSC packets in and out: UDP, the spool folder, TCP."""
