"""What a seat and its requests are called at the server: no two seats may mean the same request by one id."""

import hashlib
import re
import secrets
import socket

from foley_bridge.protocol.table import ID_MOST_CHARACTERS
from foley_models.errors import RequestError

MARK_CHARACTERS = 8
NAME_MOST_CHARACTERS = 40  # with the mark and a separator no more than a seat's name may have
_HASHED_CHARACTERS = 40


def new_mark() -> str:
    """What tells a seat from all others for ever, whatever it is called: 32 random bits."""
    return secrets.token_hex(MARK_CHARACTERS // 2)


def seat_name(said: str, mark: str) -> str:
    """The name in the server's queue: what a person said, or this machine's name, with the mark. RequestError."""
    name = said or re.sub("[^A-Za-z0-9_.-]", "-", socket.gethostname())[:NAME_MOST_CHARACTERS] or "seat"
    if not re.fullmatch(f"[A-Za-z0-9_.-]{{1,{NAME_MOST_CHARACTERS}}}", name):
        raise RequestError(
            f"The seat's name is {name!r}: it must be 1 to {NAME_MOST_CHARACTERS} letters, digits and -_. of ASCII."
        )
    return f"{name}.{mark}"


def id_there(own: str, mark: str) -> str:
    """The id that a seat's request has at the server: always the same for the same id of the host."""
    if len(own) + 1 + len(mark) <= ID_MOST_CHARACTERS:
        return f"{own}.{mark}"
    return f"{hashlib.sha256(own.encode()).hexdigest()[:_HASHED_CHARACTERS]}.{mark}"
