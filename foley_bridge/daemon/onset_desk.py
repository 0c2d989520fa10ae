"""Says where the hits of a sound begin, for hosts that cannot listen, in a thread that keeps nobody waiting."""

import logging
import threading
from collections.abc import Iterator

from foley_bridge.daemon.inbox import Visit
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.visit_line import VisitLine
from foley_bridge.osc.message import Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.begun_from import path_of
from foley_bridge.protocol.generation import number
from foley_bridge.protocol.parse import Call
from foley_bridge.recordings.reading import Reader
from foley_bridge.spotting.guide import events_in
from foley_bridge.spotting.told import said
from foley_models.errors import FoleyError, RequestError

LISTENED_MOST_S = 600.0
TOLD_AT_ONCE = 200  # of some 17 characters each: a datagram holds them
_log = logging.getLogger(__name__)


class OnsetDesk:
    """Takes visits from the dispatcher's thread and answers them from its own."""

    def __init__(self, reader: Reader, *, post: Post) -> None:
        """`reader` opens the files, in its process with limits."""
        self._reader, self._post = reader, post
        self._closed = threading.Event()
        self._line = VisitLine("onsets", self._answer, self._closed, what="sounds to listen to")

    def start(self) -> None:
        """Begin to answer."""
        self._line.start()

    def close(self) -> None:
        """Stop; what waits is not answered."""
        self._closed.set()
        self._line.close()

    def put(self, visit: Visit) -> None:
        """Let a question wait for its turn. RequestError for what is wrong whatever the file is, BusyError."""
        range_of(visit.call)
        path_of(visit.call)
        self._line.put(visit)
        self._post.send(visit.route, answers.event(visit.call.id, "looking", visit.call.text("path")))

    def _answer(self, visit: Visit) -> None:
        try:
            for message in self._told(visit.call):
                self._post.send(visit.route, message)
        except FoleyError as error:
            self._post.send(visit.route, answers.refused(visit.call.id, error))
        except Exception:  # noqa: BLE001  # the one broad catch of this thread: the next visit is served as well
            _log.exception("%s failed by a fault of the daemon's own", visit.call.address.path)
            text = "A fault of the daemon's own: its log says more."
            self._post.send(visit.route, answers.failed(visit.call.id, FoleyError.code, text))

    def _told(self, call: Call) -> Iterator[Message]:
        path, (start_s, end_s) = path_of(call), range_of(call)
        found = events_in(self._reader, path, start_s, end_s, most_s=LISTENED_MOST_S)
        if not found:
            raise RequestError(f"{path} has no hits there: steady sounds have none.")
        for first in range(0, len(found), TOLD_AT_ONCE):
            some = found[first : first + TOLD_AT_ONCE]
            yield answers.event(call.id, "hits", first + 1, said(some))
        yield answers.event(call.id, "onsets", len(found))


def range_of(call: Call) -> tuple[float, float | None]:
    """The range that is listened to; no end where none is said. RequestError."""
    start_s, end_s = number(call.pairs, "start") or 0.0, number(call.pairs, "end")
    if start_s < 0:
        raise RequestError(f"start is {start_s:g}: a sound begins at 0 seconds.")
    if end_s is not None and not 0 < end_s - start_s <= LISTENED_MOST_S:
        raise RequestError(
            f"start is {start_s:g} and end {end_s:g}: say over 0 to {LISTENED_MOST_S:g} seconds that are to be "
            "listened to."
        )
    return start_s, end_s
