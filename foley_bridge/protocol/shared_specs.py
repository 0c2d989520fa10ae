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
ON_ANY = (TOKEN, REPLY)
