"""The first words on a connection to a server: it proves that it knows the token, then takes the token from us."""

import hmac
import secrets
import socket
import time
from collections.abc import Iterator

from foley_bridge.daemon.session import proof
from foley_bridge.osc import slip
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message, OscError
from foley_bridge.protocol.answers import Answer, read_answer
from foley_bridge.protocol.table import PROTOCOL
from foley_models.errors import NotAvailableError, RequestError

FRAME_MOST_BYTES = 65_536
NONCE_BYTES = 128
PATIENCE_S = 10.0
_ID = "hello"


class RefusedError(NotAvailableError):
    """The server will not do, now or later, until somebody changes something."""


def shake_hands(connection: socket.socket, port: int, token: str, *, seat: str) -> Answer:
    """The server's welcome. RefusedError where it does not know the token, or takes another; OSError."""
    deadline_s = time.monotonic() + PATIENCE_S
    nonce = secrets.token_hex(NONCE_BYTES)
    heard = _answers(connection, deadline_s)
    _say(connection, Message("/foley/hello", (_ID, PROTOCOL, seat, nonce)))
    welcome = next(heard)
    if welcome.word != "welcome":
        raise RefusedError(f"What answers at TCP port {port} is no daemon of Foley Bridge that this seat understands.")
    if not hmac.compare_digest(str(welcome.values["proof"]), proof(token, nonce, port)):
        raise RefusedError(
            f"What answers at TCP port {port} does not know the token: compare the token file with what `foley-bridge "
            "token` prints on the server; and a tunnel must have the same port at both of its ends."
        )
    _say(connection, Message("/foley/ping", (_ID, "token", token)))
    if next(heard).word != "pong":
        raise RefusedError("The server does not take the token: copy it anew from `foley-bridge token` on the server.")
    return welcome


def _say(connection: socket.socket, message: Message) -> None:
    connection.sendall(slip.encode(encode_message(message)))


def _answers(connection: socket.socket, deadline_s: float) -> Iterator[Answer]:
    frames = slip.Decoder(FRAME_MOST_BYTES)
    while True:
        connection.settimeout(max(0.01, deadline_s - time.monotonic()))
        data = connection.recv(FRAME_MOST_BYTES)
        if not data:
            raise ConnectionResetError("it closed the connection")
        for packet in frames.feed(data):
            try:
                yield read_answer(decode_packet(packet, limit_bytes=FRAME_MOST_BYTES)[0])
            except (OscError, RequestError) as error:
                raise RefusedError(f"The server says what this seat does not understand: {error}") from error
