"""The few numbers and bytes that reading and writing OSC share."""

import struct

LIMIT_BYTES = 8192  # of a packet: hosts' own limits are about there, and no message of the protocol comes near
BUNDLE = b"#bundle\0"
ALIGNMENT_BYTES = 4  # every part of a packet begins at a multiple of it

INT = struct.Struct(">i")
FLOAT = struct.Struct(">f")
TIME = struct.Struct(">II")  # seconds since 1900, and 2**-32 seconds

SECONDS_FROM_1900_TO_1970 = 2_208_988_800  # RFC 5905, figure 4
IMMEDIATELY = (0, 1)
