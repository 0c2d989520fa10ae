"""What several parts of the protocol's table say in the same words."""

from foley_bridge.protocol.spec import Argument, Pair

PROTOCOL = 1
ID_MOST_CHARACTERS = 64

REQUEST = Argument("request", "s", "id of the request that is meant")

TOKEN = Pair("token", "s", "the daemon's token: needed on UDP and TCP; the spool folder's permissions stand for it")
REPLY = Pair(
    "reply",
    "i",
    "loopback port for the answers (UDP); default: the sender's, where a hello without the token is always answered",
)
SEAT = Pair(
    "seat",
    "s",
    "name of the workplace that asks, 1 to 64 characters: seats take turns in the queue; default: the machine that a "
    "TCP connection comes from, else the daemon's own",
)
ON_ANY = (TOKEN, REPLY, SEAT)
