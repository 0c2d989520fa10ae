"""Requests that begin from a recording: looked at by a process with limits, in a thread that keeps no host waiting."""

import logging
import threading
from collections.abc import Callable

from foley_bridge.daemon.inbox import Visit
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.visit_line import VisitLine
from foley_bridge.protocol import answers
from foley_bridge.protocol.begun_from import check_said, order_from, path_of
from foley_bridge.protocol.generation import Defaults
from foley_bridge.protocol.order import Order, Recording
from foley_bridge.recordings.reading import Reader
from foley_bridge.recordings.records import UnusableError
from foley_models.errors import FoleyError, RequestError

_log = logging.getLogger(__name__)
Accept = Callable[[Visit, Callable[[], Order]], None]  # asks for the order only where the request is a new one


class RecordingDesk:
    """Takes visits from the dispatcher's thread and has their orders accepted from its own."""

    def __init__(self, accept: Accept, defaults: Callable[[], Defaults], *, post: Post) -> None:
        self._accept, self._defaults, self._post = accept, defaults, post
        self.reader = Reader()
        self._closed = threading.Event()
        self._line = VisitLine("recordings", self._answer, self._closed, what="recordings to begin from")

    def start(self) -> None:
        """Begin to answer."""
        self._line.start()

    def close(self) -> None:
        """Stop; what waits is not answered, and its host sends it again."""
        self._closed.set()
        self._line.close()
        self.reader.close()

    def put(self, visit: Visit) -> None:
        """Let a request wait for its recording to be looked at. RequestError for what is wrong whatever that is."""
        check_said(visit.call)
        if self._line.put(visit):  # so that no host takes the daemon for gone where a disk or a machine is slow
            self._post.send(visit.route, answers.event(visit.call.id, "looking", visit.call.text("path")))

    def _answer(self, visit: Visit) -> None:
        try:
            self._accept(visit, lambda: order_from(visit.call, self._looked_at(visit), self._defaults()))
        except FoleyError as error:
            self._post.send(visit.route, answers.refused(visit.call.id, error))
        except Exception:  # noqa: BLE001  # the one broad catch of this thread: the next visit is served as well
            _log.exception("%s failed by a fault of the daemon's own", visit.call.address.path)
            text = "A fault of the daemon's own: its log says more."
            self._post.send(visit.route, answers.failed(visit.call.id, FoleyError.code, text))

    def _looked_at(self, visit: Visit) -> Recording:
        path = path_of(visit.call)
        try:
            facts = self.reader.describe(path)
        except UnusableError as error:
            raise RequestError(f"The sound {path} cannot be used: {error}.") from error
        return Recording(
            str(facts.path),
            facts.sha256,
            facts.rate_hz,
            channels=facts.channels,
            frames=facts.frames,
            subtype=facts.subtype,
        )
