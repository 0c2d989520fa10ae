"""Makes osc.json, the bytes that the codec of every host is held to: `python -m tests.hosts.golden.make_osc`.

The parts of the file, each a list of named cases; an argument is a pair of type tag and value, bytes are hexadecimal:

- `messages`: `address` and `arguments` are encoded as `hex`, and `hex` is decoded as them;
- `packets`: `hex` is decoded as `messages`, in this order (bundles, and what other programs write differently);
- `broken`: `hex` is no packet: a decoder says so and goes on living;
- `unsendable`: an encoder refuses `address` and `arguments`.
"""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from tests.hosts.golden import cases

FILE = Path(__file__).with_name("osc.json")


def golden() -> dict[str, Any]:
    """The content of the file."""
    return {
        "format": 1,
        "messages": [
            {"name": name, **described(message), "hex": encode_message(message).hex()}
            for name, message in cases.MESSAGES.items()
        ],
        "packets": [
            {"name": name, "hex": data.hex(), "messages": [described(message) for message in decode_packet(data)]}
            for name, data in cases.PACKETS.items()
        ],
        "broken": [{"name": name, "hex": data.hex()} for name, data in cases.BROKEN.items()],
        "unsendable": [{"name": name, **described(message)} for name, message in cases.UNSENDABLE.items()],
    }


def described(message: Message) -> dict[str, Any]:
    """A message as it stands in the file."""
    return {"address": message.address, "arguments": [[tag(one), one] for one in message.arguments]}


def message_of(case: dict[str, Any]) -> Message:
    """The message that a case describes."""
    kinds: dict[str, type[Argument]] = {"i": int, "f": float, "s": str}
    return Message(case["address"], tuple(kinds[tag](value) for tag, value in case["arguments"]))


def tag(argument: Argument) -> str:
    """The type tag of an argument."""
    return {int: "i", float: "f", str: "s"}[type(argument)]


def text(content: dict[str, Any]) -> str:
    """The file's text, one case a line, in ASCII."""
    return "{\n" + ",\n".join(_parts(content)) + "\n}\n"


def _parts(content: dict[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        if isinstance(value, list):
            lines = ",\n".join("    " + json.dumps(case) for case in value)
            yield f'  "{name}": [\n{lines}\n  ]'
        else:
            yield f'  "{name}": {json.dumps(value)}'


def as_float(value: float) -> float:
    """What 32 bits hold of a number."""
    (held,) = struct.unpack(">f", struct.pack(">f", value))
    return float(held)


if __name__ == "__main__":
    FILE.write_text(text(golden()), encoding="ascii")
