"""A host in Python with python-osc over TCP (SLIP, OSC 1.1): checks the daemon, asks for sounds, imports the best.

python python_tcp_host.py HOST PORT TOKEN ID PROMPT SECONDS COUNT     (`foley-bridge token` prints port and token)
"""

import hashlib
import hmac
import secrets
import sys
from collections.abc import Iterator
from typing import Any

from pythonosc.tcp_client import SimpleTCPClient

SILENCE_S = 60.0


def answers(client: SimpleTCPClient) -> Iterator[tuple[str, list[Any]]]:
    """Address and arguments of what comes; the daemon closes a connection that it cannot serve."""
    for message in client.get_messages(SILENCE_S):
        yield message.address, message.params
    sys.exit("the daemon does not answer any more: connect again and send the same id")


def main(host: str, port: str, token: str, own_id: str, prompt: str, seconds: str, count: str) -> None:
    """One request."""
    client = SimpleTCPClient(host, int(port))  # type: ignore[no-untyped-call]
    heard = answers(client)
    nonce = secrets.token_hex(128)
    client.send_message("/foley/hello", ["hello", 1, "my host", nonce])
    said = f"foley-bridge osc protocol 1 welcome port {port} nonce {nonce}"
    proof = hmac.new(token.encode(), said.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(str(next(heard)[1][3]), proof):
        sys.exit("it is not the daemon that answers")
    client.send_message("/foley/generate", [own_id, prompt, float(seconds), int(count), "token", token])
    offered: dict[int, tuple[int, str]] = {}  # index -> rank and path
    for address, (_, *values) in heard:
        print(address, *values, flush=True)
        if address == "/foley/candidate":
            offered[values[0]] = (values[1], values[4])
        elif address == "/foley/ranking":
            offered = {index: (values.index(index) + 1, path) for index, (_, path) in offered.items()}
        elif address in ("/foley/done", "/foley/failed"):
            break
    if offered:
        best = min(offered, key=lambda index: offered[index])
        client.send_message("/foley/imported", [f"{own_id}-{best}", own_id, best, "token", token])
        address, arguments = next(heard)
        print(address, *arguments, offered[best][1])


if __name__ == "__main__":
    main(*sys.argv[1:])
