"""The plain ping, answered from its bytes: while a model works on every core, each line of Python meets cold caches.

What this does not know goes the long way through decoder and door, to the same answer.
"""

import re
from hmac import compare_digest

from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.table import ID_MOST_CHARACTERS, TOKEN

# An id as its field of a packet: its characters, then one to four zeros up to a multiple of four.
_ID_FIELD = re.compile(rb'[!-"$-~]{1,%d}\0{1,4}' % ID_MOST_CHARACTERS)
_ID = "x" * 3  # stands for an id in the packets that are taken apart here: one field of four bytes


class Pings:
    """Answers `/foley/ping ID token TOKEN`, and nothing else."""

    def __init__(self, token: str) -> None:
        asked = encode_message(Message("/foley/ping", (_ID, TOKEN.name, token)))
        told = encode_message(answers.event(_ID, "pong"))
        field = encode_message(Message("/", (_ID,)))[-4:]
        self._head, _, self._tail = asked.partition(field)
        self._told_head, _, self._told_tail = told.partition(field)

    def answer_to(self, data: bytes) -> bytes | None:
        """The pong for a plain ping that holds the token; None for everything else."""
        head, tail = self._head, self._tail
        field = data[len(head) : -len(tail)]
        if not data.startswith(head) or len(field) % 4 or not _ID_FIELD.fullmatch(field):
            return None
        if not compare_digest(data[-len(tail) :], tail):
            return None
        return self._told_head + field + self._told_tail
