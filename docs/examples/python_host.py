"""A host in Python with python-osc over UDP: checks the daemon, asks for sounds, puts the best on its timeline.

python python_host.py PORT TOKEN ID PROMPT SECONDS COUNT FOLDER     (`foley-bridge token` prints port and token)

Run again with the same ID, it gets what it has not imported yet.
"""

import hashlib
import hmac
import queue
import secrets
import sys
import threading
from collections.abc import Iterator
from typing import Any

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer
from pythonosc.udp_client import SimpleUDPClient

SILENCE_S, TRIES = 5.0, 12
Answer = tuple[Any, ...]  # address, the request's id, then what the table says


class Host:
    """Sends from one socket and hears answers at another, which every message names in the pair `reply`."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.client = SimpleUDPClient("127.0.0.1", port)
        self.answers: queue.Queue[Answer] = queue.Queue()
        dispatcher = Dispatcher()
        dispatcher.set_default_handler(lambda *answer: self.answers.put(answer))
        self.server = BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def check_daemon(self) -> None:
        """Does the program at the port know the token? Asked before it is shown to anybody, so without `reply`."""
        nonce = secrets.token_hex(128)
        said = f"foley-bridge osc protocol 1 welcome port {self.port} nonce {nonce}"
        proof = hmac.new(self.token.encode(), said.encode(), hashlib.sha256).hexdigest()
        for _ in range(TRIES):
            self.client.send_message("/foley/hello", ["hello", 1, "my host", nonce])
            for welcome in self.client.get_messages(0.5):
                if hmac.compare_digest(str(welcome.params[3]), proof):
                    return
                sys.exit("it is not the daemon that answers")
        sys.exit("the daemon does not answer")

    def ask(self, address: str, own_id: str, *arguments: str | float) -> Iterator[Answer]:
        """All answers; after a silence the message is sent again, because UDP may have lost it or its answer."""
        pairs = ("token", self.token, "reply", self.server.server_address[1])
        for _ in range(TRIES):
            self.client.send_message(address, [own_id, *arguments, *pairs])
            try:
                while True:
                    answer = self.answers.get(timeout=SILENCE_S)
                    if answer[1] == own_id:
                        yield answer
            except queue.Empty:
                continue
        sys.exit("the daemon does not answer any more")


def main(port: str, token: str, own_id: str, prompt: str, seconds: str, count: str, folder: str) -> None:
    """One request."""
    host = Host(int(port), token)
    host.check_daemon()
    offered: dict[int, tuple[int, str]] = {}  # index -> rank and path
    wanted = (prompt, float(seconds), int(count), "destination", folder)
    for address, _, *values in host.ask("/foley/generate", own_id, *wanted):
        print(address, *values, flush=True)
        if address == "/foley/candidate":
            offered[values[0]] = (values[1], values[4])
        elif address == "/foley/ranking":
            offered = {index: (values.index(index) + 1, path) for index, (_, path) in offered.items()}
        elif address in ("/foley/done", "/foley/failed"):
            break
    if offered:
        best = min(offered, key=lambda index: offered[index])
        # Here a real host makes its item, with own_id and best written into it, unless it finds such an item already.
        imported = next(host.ask("/foley/imported", f"{own_id}-{best}", own_id, best))
        print(*imported, offered[best][1])


if __name__ == "__main__":
    main(*sys.argv[1:])
