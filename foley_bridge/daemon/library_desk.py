"""Does what hosts ask of the library, in threads of its own: a search may have to wait for the engine."""

import logging
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from foley_bridge.daemon.adapters import AdapterShelf
from foley_bridge.daemon.inbox import Visit
from foley_bridge.daemon.packs import PackShelf
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.visit_line import VisitLine
from foley_bridge.journal.journal import Journal
from foley_bridge.library.ears import Ear
from foley_bridge.library.library import Library, Search, State
from foley_bridge.library.ranker import ranker_of
from foley_bridge.library.records import Hit, Ranker
from foley_bridge.osc.message import Argument
from foley_bridge.protocol import answers
from foley_bridge.protocol.parse import Call, shown
from foley_bridge.protocol.variation import candidate_in
from foley_models.errors import CancelledError, FoleyError, RequestError, UnknownIdError
from foley_models.limits import PROMPT_LIMIT_CHARACTERS

PROGRESS_EVERY_S = 5.0
REFUSED_TOLD = 200
BYTES_PER_MB = 1_000_000
DEFAULT_LIMIT = 20
ACTIONS = ("status", "add", "remove", "scan", "refused")
_log = logging.getLogger(__name__)


class Listeners:
    """Whose ear listens: that of the pack in use, or of one that a host names."""

    def __init__(self, shelf: PackShelf, adapters: AdapterShelf) -> None:
        self._shelf, self._adapters = shelf, adapters
        self._known: dict[str, Ranker] = {}  # by digest of a pack

    def in_use(self) -> tuple[Ear, Ranker]:
        """The ear of the pack in use, without an adapter: what files are heard with. PackError."""
        return self._of(self._shelf.in_use, "")

    def asked(self, call: Call) -> tuple[Ear, Ranker]:
        """The ear that a search names. PackError, RequestError."""
        pack = str(call.pairs.get("pack", "")) or self._shelf.in_use
        self._shelf.check(pack)
        said = call.pairs.get("adapter")
        return self._of(pack, self._adapters.of_order(pack, None if said is None else str(said)))

    def _of(self, pack: str, adapter: str) -> tuple[Ear, Ranker]:
        digest = self._adapters.digest_of(pack)
        if digest not in self._known:
            self._known[digest] = ranker_of(self._shelf.folder(pack))
        return Ear(self._shelf.place(pack), digest, adapter), self._known[digest]


class LibraryDesk:
    """Takes visits from the dispatcher's thread and answers them from its own."""

    def __init__(self, library: Library | FoleyError, listeners: Listeners, journal: Journal, *, post: Post) -> None:
        """`library` is an error where it cannot be opened: everything else goes on, and who asks for it is told."""
        self._library, self._listeners, self._journal, self._post = library, listeners, journal, post
        self._closed = threading.Event()
        self._lines = {
            word: VisitLine(word, self._answer, self._closed, what="questions to the library")
            for word in ("search", "library")
        }

    def start(self) -> None:
        """Begin to answer."""
        for line in self._lines.values():
            line.start()

    def close(self) -> None:
        """Stop; what waits is not answered."""
        self._closed.set()
        for line in self._lines.values():
            line.close()

    def search(self, visit: Visit) -> None:
        """Let a search wait for its turn. BusyError where too many do."""
        if self._lines["search"].put(visit):
            self._say_waiting(visit)

    def library(self, visit: Visit) -> None:
        """The same for what concerns the library as a whole."""
        if visit.call.text("action") not in ACTIONS:
            raise RequestError(f"action is {shown(visit.call.text('action'))}: it must be {', '.join(ACTIONS)}.")
        self._lines["library"].put(visit)

    def _answer(self, visit: Visit) -> None:
        try:
            if isinstance(self._library, FoleyError):
                raise self._library
            if visit.call.address.word == "search":
                self._search(self._library, visit)
            else:
                self._affair(self._library, visit)
        except CancelledError:
            return  # the daemon ends
        except FoleyError as error:
            self._post.send(visit.route, answers.refused(visit.call.id, error))
        except Exception:  # noqa: BLE001  # the one broad catch of these threads: the next visit is served as well
            _log.exception("%s failed by a fault of the daemon's own", visit.call.address.path)
            text = "A fault of the daemon's own: its log says more."
            self._post.send(visit.route, answers.failed(visit.call.id, FoleyError.code, text))

    def _search(self, library: Library, visit: Visit) -> None:
        told_s = time.monotonic()

        def cancelled() -> bool:
            nonlocal told_s
            if time.monotonic() - told_s > PROGRESS_EVERY_S:
                told_s = time.monotonic()
                self._say_waiting(visit)
            return self._closed.is_set()

        ear, ranker = self._listeners.asked(visit.call)
        hits = library.search(self._asked(visit.call), ear, ranker, cancelled)
        for hit in hits:
            self._tell(visit, "found", *_found(hit))
        self._tell(visit, "searched", len(hits), library.state().totals.heard)

    def _affair(self, library: Library, visit: Visit) -> None:
        action = visit.call.text("action")
        if action in ("add", "remove"):
            folder = str(visit.call.pairs.get("folder", ""))
            if not folder:
                raise RequestError(f"The action {action} needs the pair folder: an absolute path.")
            (library.add if action == "add" else library.remove)(Path(folder))
        elif action == "scan":
            library.scan()
        elif action == "refused":
            for path, reason in library.refused(REFUSED_TOLD):
                self._tell(visit, "library-refused", path, reason)
        state = library.state()
        for one in state.folders:
            counts = (one.files, one.heard, one.refused, one.away)
            self._tell(visit, "library-folder", one.path, *counts, one.problem)
        self._post.send(visit.route, answers.event_of_pairs(visit.call.id, "library", _values(state)))

    def _asked(self, call: Call) -> Search:
        pairs = call.pairs
        words = " ".join(call.text("words").split())
        if len(words) > PROMPT_LIMIT_CHARACTERS:
            raise RequestError(
                f"words has {len(words)} characters: at most {PROMPT_LIMIT_CHARACTERS} are searched for."
            )
        like, own = self._like(str(pairs.get("like", "")))
        folder = str(pairs.get("folder", ""))
        there = int(pairs.get("there", 0))
        if there not in (0, 1):
            raise RequestError(f"there is {there}: it must be 0 or 1.")
        return Search(
            words=words,
            like=like,
            limit=int(pairs.get("limit", DEFAULT_LIMIT)),
            folder=Path(folder) if folder else None,
            least_s=float(pairs.get("least", 0.0)),
            most_s=float(pairs.get("most", "inf")),
            there=bool(there),
            own=own,
        )

    def _like(self, said: str) -> tuple[Path | None, bool]:
        """The file that a sound is to be like, and whether it must lie in an added folder: a candidate need not."""
        if not said:
            return None, True
        if Path(said).is_absolute():
            return Path(said), True
        request, index = candidate_in(said, "like")
        for one in self._journal.candidates(request):
            if one.index == index and one.published:
                return Path(one.path), False
        raise UnknownIdError(f"The request {request!r} has no candidate {index}: use one that was offered.")

    def _say_waiting(self, visit: Visit) -> None:
        message = answers.progress(visit.call.id, "search", fraction=0.0, left_s=answers.NO_ESTIMATE)
        self._post.send(visit.route, message)

    def _tell(self, visit: Visit, kind: str, *arguments: Argument) -> None:
        self._post.send(visit.route, answers.event(visit.call.id, kind, *arguments))


def _found(hit: Hit) -> tuple[Argument, ...]:
    where = (hit.path, float(hit.start_s), float(hit.seconds))
    return hit.rank, float(hit.score), *where, hit.caption, float(hit.length_s), int(hit.there)


def _values(state: State) -> Mapping[str, Argument]:
    totals = state.totals
    return {
        "folders": len(state.folders),
        "files": totals.files,
        "heard": totals.heard,
        "refused": totals.refused,
        "away": totals.away,
        "windows": totals.windows,
        "doing": state.doing.word,
        "problem": state.doing.problem,
        "pack": state.pack,
        "memory": state.memory_bytes // BYTES_PER_MB,
    }
