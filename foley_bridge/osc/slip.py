"""SLIP: packets in a stream of bytes (RFC 1055; both ends marked, as OSC 1.1 wants it)."""

from foley_bridge.osc.layout import LIMIT_BYTES

END = b"\xc0"
_ESCAPE = b"\xdb"
_ESCAPED_END = b"\xdb\xdc"
_ESCAPED_ESCAPE = b"\xdb\xdd"


def encode(packet: bytes) -> bytes:
    """The packet's frame."""
    return END + packet.replace(_ESCAPE, _ESCAPED_ESCAPE).replace(END, _ESCAPED_END) + END


class Decoder:
    """Takes a stream in pieces and gives the packets that they complete; what it holds is bounded.

    Of a packet longer than `limit_bytes` come the first `limit_bytes` + 1 bytes, so that who decodes it can say that it
    is too long; the next packet is read as if nothing had been. Frames with a broken escape and empty ones are skipped.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._most_bytes = 2 * (limit_bytes + 1)  # of an open frame: each byte may be escaped
        self._open = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The packets that are complete with these bytes, in order."""
        first, *rest = data.split(END)
        frames = [self._open + first[: self._most_bytes - len(self._open)], *rest]
        self._open = frames.pop()[: self._most_bytes]
        packets = (_unescaped(frame[: self._most_bytes]) for frame in frames)
        return [packet[: self._limit_bytes + 1] for packet in packets if packet]


def _unescaped(frame: bytes) -> bytes:
    """The packet of a frame; empty where an escape says nothing."""
    if _ESCAPE not in frame:
        return frame
    if frame.count(_ESCAPE) != frame.count(_ESCAPED_END) + frame.count(_ESCAPED_ESCAPE):
        return b""
    return frame.replace(_ESCAPED_END, END).replace(_ESCAPED_ESCAPE, _ESCAPE)
