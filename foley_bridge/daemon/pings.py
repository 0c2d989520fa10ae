"""The plain ping, answered from its bytes: while a model works on every core, each line of Python meets cold caches.

What this does not know goes the long way through decoder and door, to the same answer.
"""

from hmac import compare_digest

from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.table import ID_MOST_CHARACTERS, TOKEN

_ID = "x" * 3  # stands for an id in the packets that are taken apart here: one field of four bytes
_ID_BYTES = bytes(set(range(ord("!"), ord("~") + 1)) - {ord("#")})  # what an id is made of


class Pings:
    """Answers `/foley/ping ID token TOKEN`, and nothing else."""

    def __init__(self, token: str) -> None:
        asked = encode_message(Message("/foley/ping", (_ID, TOKEN.name, token)))
        told = encode_message(answers.event(_ID, "pong"))
        field = encode_message(Message("/", (_ID,)))[-4:]
        head, _, tail = asked.partition(field)
        told_head, _, told_tail = told.partition(field)
        # In one tuple, and the id looked at by methods of bytes: a regular expression here took as long as all else.
        self._parts = head, tail, len(head), -len(tail), told_head, told_tail

    def answer_to(self, data: bytes) -> bytes | None:
        """The pong for a plain ping that holds the token; None for everything else."""
        head, tail, start, end, told_head, told_tail = self._parts
        if not data.startswith(head) or not compare_digest(data[end:], tail):
            return None
        field = data[start:end]
        name = field.rstrip(b"\0")
        if len(field) != 4 * (len(name) // 4 + 1) or not 0 < len(name) <= ID_MOST_CHARACTERS:
            return None  # each string ends with one to four zeros
        return None if name.translate(None, _ID_BYTES) else told_head + field + told_tail
