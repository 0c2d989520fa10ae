"""Keeps the index as the folders are: one thread that walks, looks into what is new, and lets the engine listen to it.

It gives way: while sounds are asked for, it sends the engine nothing. Whatever stops it, a crash included, the next
pass goes on where it was: every file is on the disk as soon as it is known, and again as soon as it was heard.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.library.comparing import drive_is_away
from foley_bridge.library.ears import Ear, EngineEars
from foley_bridge.library.listening import Listening
from foley_bridge.library.looking import Looker
from foley_bridge.library.records import FileRow, Ranker
from foley_bridge.library.store import Store
from foley_bridge.library.walking import walk
from foley_bridge.library.watching import FolderWatches
from foley_bridge.recordings.records import UnusableError
from foley_models.errors import CancelledError, FoleyError

SETTLE_S = 2.0  # for so long a file must not change before it is taken for complete
RESCAN_S = 300.0  # network drives tell of no changes, and systems lose some
TROUBLE_S = 30.0  # until a full disk, a missing pack or a crashed engine is tried again
FILES_AT_ONCE = 8
_log = logging.getLogger(__name__)
WhoListens = Callable[[], tuple[Ear, Ranker]]


@dataclass(frozen=True)
class Doing:
    """What it does (`idle`, `looking`, `listening`, `waiting`), and what keeps it from going on, "" where nothing."""

    word: str = "idle"
    problem: str = ""


class Librarian:
    """One thread from `start` to `close`; everything else may be called from any thread."""

    def __init__(
        self,
        store: Store,
        ears: EngineEars,
        looker: Looker,
        *,
        who_listens: WhoListens,
        busy: Callable[[], bool],
        passed_by: Sequence[Path] = (),
        on_change: Callable[[], None] = lambda: None,
        settle_s: float = SETTLE_S,
    ) -> None:
        """`busy` says that sounds are being made; `on_change` is called after a pass that changed something."""
        self._store, self._looker = store, looker
        self._who_listens, self._passed_by = who_listens, tuple(passed_by)
        self._on_change, self._settle_s = on_change, settle_s
        self._news, self._closed = threading.Event(), threading.Event()
        self._watches = FolderWatches(self._news)
        self._listening = Listening(store, ears, looker, busy=busy, closed=self._closed)
        self._unsettled = False
        self._passes = 0
        self._doing = Doing()
        self._thread = threading.Thread(target=self._work, name="librarian", daemon=True)

    @property
    def doing(self) -> Doing:
        """What it does at the moment; `idle` only where nothing is left to be looked into that could be."""
        now = self._doing
        if now.word == "listening" and self._listening.gives_way:
            return Doing("waiting", now.problem)
        if now.word == "idle" and not now.problem and (self._unsettled or self._news.is_set()):
            return Doing("looking")
        return now

    @property
    def passes(self) -> int:
        """How many passes came to their end."""
        return self._passes

    def start(self) -> None:
        """Begin with a pass."""
        self._news.set()
        self._thread.start()

    def wake(self) -> None:
        """Begin a pass now, or another one after the one that is going on."""
        self._news.set()

    def close(self) -> None:
        """Stop within a file, or within a step of the engine."""
        self._closed.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._closed.is_set():
            self._doing = Doing("looking", self._doing.problem)
            self._news.clear()
            version = self._store.version
            self._try()
            self._looker.rest()
            if self._store.version != version:
                self._on_change()
            if self._closed.is_set():
                break
            patience_s = TROUBLE_S if self._doing.problem else self._settle_s if self._unsettled else RESCAN_S
            if self._news.wait(patience_s):
                self._closed.wait(min(self._settle_s, 0.5))  # a copy of many files rings for each
        self._watches.close()

    def _try(self) -> None:
        try:
            self._pass()
            self._doing = Doing()
            self._passes += 1
        except CancelledError:
            pass  # it is closed
        except FoleyError as error:
            if self._doing.problem != str(error):
                _log.warning("the library waits: %s", error)
            self._doing = Doing("idle", str(error))
        except Exception as error:  # noqa: BLE001  # the one broad catch of this thread: the index goes on later
            _log.exception("the library met a fault of the daemon's own")
            self._doing = Doing("idle", f"A fault of the daemon's own ({type(error).__name__}): its log says more.")

    def _pass(self) -> None:
        self._unsettled = False
        roots = self._store.roots()
        self._watches.follow(list(roots.values()))
        self._doing = Doing("looking", self._doing.problem)
        for number, root in roots.items():
            self._walk(number, root)
        trouble = self._look_into_all(roots)
        self._store.forget_gone()
        if trouble is not None:
            raise trouble

    def _walk(self, number: int, root: Path) -> None:
        """Compare each folder with the index, then those that were not met."""
        met: set[str] = set()
        closed_off: list[str] = []
        unsayable = 0
        for seen in walk(root, passed_by=self._passed_by):
            self._check_closed()
            unsayable += seen.unsayable
            if seen.problem:
                closed_off.append(seen.path)
                if seen.path == str(root):
                    self._store.set_problem(number, seen.problem)
                continue
            met.add(seen.path)
            self._store.compare(number, seen)
        if str(root) in met:
            note = f"{unsayable} files have names that are no text and cannot be told of" if unsayable else ""
            shut = (
                f"{len(closed_off)} folders in it cannot be looked into, such as {closed_off[0]}" if closed_off else ""
            )
            self._store.set_problem(number, "; ".join(one for one in (shut, note) if one))
        for path, device in self._store.folders_of(number).items():
            if path not in met:
                self._store.leave(path, away=_is_away(path, device, root, closed_off))

    def _look_into_all(self, roots: Mapping[int, Path]) -> FoleyError | None:
        """Look and listen, some files at a time; what keeps the engine from listening, None where nothing does."""
        trouble: FoleyError | None = None
        after = 0
        while files := self._store.to_look(after, FILES_AT_ONCE):
            after = files[-1].id
            for file in files:
                self._check_closed()
                self._look(file, roots)
            if trouble is None:
                trouble = self._listen([file.id for file in files], roots)
        after = 0
        while trouble is None and roots:
            ids = self._unheard(after)
            if not ids:
                break
            after = ids[-1]
            trouble = self._listen(ids, roots)
        return trouble

    def _look(self, file: FileRow, roots: Mapping[int, Path]) -> None:
        self._doing = Doing("looking", self._doing.problem)
        if 0 <= time.time() - file.stamp.mtime_ns / 1e9 < self._settle_s:
            self._unsettled = True  # it may still be written
            return
        try:
            self._store.looked(file, self._looker.look(file, roots))
        except UnusableError as error:
            if error.kind == "changed":
                self._unsettled = True
            else:
                self._store.refuse(file, str(error))

    def _listen(self, ids: Sequence[int], roots: Mapping[int, Path]) -> FoleyError | None:
        self._doing = Doing("listening", self._doing.problem)
        try:
            self._unsettled |= self._listening.listen(ids, roots, *self._who_listens())
        except CancelledError:
            raise
        except FoleyError as error:
            return error
        return None

    def _unheard(self, after: int) -> list[int]:
        try:
            _, ranker = self._who_listens()
        except FoleyError:  # no pack: told by whoever listens
            return []
        number = self._store.use_ranker(ranker)
        return [file.id for file in self._store.unheard(number, after, FILES_AT_ONCE)]

    def _check_closed(self) -> None:
        if self._closed.is_set():
            raise CancelledError("The library was closed.")


def _is_away(path: str, device: int, root: Path, closed_off: Sequence[str]) -> bool:
    """Whether the files of a folder that was not met are kept: its drive is away, or somebody may not look into it."""
    if not os.path.isdir(root):  # noqa: PTH112  # an added folder is forgotten by `remove` alone
        return True
    behind = any(path == shut or path.startswith(shut.rstrip("/") + "/") for shut in closed_off)
    return behind or drive_is_away(path, device)
