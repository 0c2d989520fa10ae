"""The library as the daemon has it: its index, who keeps it, and the search in it."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.files.ucs import Catalogue
from foley_bridge.library.ears import Ear, EngineEars
from foley_bridge.library.librarian import SETTLE_S, Doing, Librarian, WhoListens
from foley_bridge.library.limits import LIMIT_MOST
from foley_bridge.library.looking import Looker, check_inside, listened
from foley_bridge.library.records import FolderState, Hit, Ranker, Totals
from foley_bridge.library.searching import Question, mean_question, search
from foley_bridge.library.store import Store
from foley_bridge.library.vectors import Filter, Vectors
from foley_bridge.recordings.reading import Reader
from foley_bridge.recordings.records import UnusableError
from foley_models.errors import FoleyError, NotAvailableError, RequestError


@dataclass(frozen=True)
class Search:
    """A question: words, a sound to be like, or half of each; and what may be found."""

    words: str = ""
    like: Path | None = None
    limit: int = 20
    folder: Path | None = None
    least_s: float = 0.0
    most_s: float = float("inf")
    there: bool = False
    own: bool = True  # whether `like` lies in an added folder, and not among what was generated


@dataclass(frozen=True)
class State:
    """All that is known of the library at the moment."""

    folders: tuple[FolderState, ...]
    totals: Totals
    doing: Doing
    pack: str  # whose ear listens; "" where there is none
    memory_bytes: int


class Library:
    """A context manager; `search` in one thread at a time, everything else from any."""

    def __init__(
        self,
        file: Path,
        engine: EngineSupervisor,
        *,
        who_listens: WhoListens,
        busy: Callable[[], bool],
        reserved: Sequence[Path] = (),
        on_change: Callable[[], None] = lambda: None,
        settle_s: float = SETTLE_S,
    ) -> None:
        """Open the index in `file`; `reserved` folders are never searched. DiskFullError, DestinationError."""
        self._store = Store(file)
        self.set_aside = self._store.set_aside
        self._reserved = tuple(one.resolve() for one in reserved)
        self._who_listens = who_listens
        self._ears = EngineEars(engine, self._store)
        self._vectors: Vectors | None = None
        self._changing = threading.Lock()  # of the vectors
        self._librarian = Librarian(
            self._store,
            self._ears,
            Looker(Catalogue.load()),
            who_listens=who_listens,
            busy=busy,
            passed_by=self._reserved,
            on_change=on_change,
            settle_s=settle_s,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Begin to look."""
        self._librarian.start()

    def close(self) -> None:
        """Stop, and give the file back."""
        self._librarian.close()
        self._store.close()

    def add(self, folder: Path) -> bool:
        """Search a folder from now on; False where it was added before. RequestError where it cannot be."""
        path = self._checked(folder)
        new = self._store.add_root(path)
        self._librarian.wake()
        return new

    def remove(self, folder: Path) -> None:
        """Search a folder no more; nothing in it is touched. RequestError where it was not added."""
        self._store.remove_root(folder)
        self._librarian.wake()

    def scan(self) -> None:
        """Look through all folders now."""
        self._librarian.wake()

    def refused(self, most: int) -> tuple[tuple[str, str], ...]:
        """Files that cannot be heard, and why."""
        return self._store.refused(most)

    def state(self) -> State:
        """What is known at the moment."""
        number, pack = 0, ""
        with suppress(FoleyError):
            _, ranker = self._who_listens()
            number, pack = self._store.use_ranker(ranker), ranker.name
        memory_bytes = self._vectors.memory_bytes if self._vectors is not None else 0
        totals = self._store.totals(number)
        return State(self._store.folder_states(number), totals, self._librarian.doing, pack, memory_bytes)

    def search(self, asked: Search, ear: Ear, ranker: Ranker, cancelled: Callable[[], bool]) -> tuple[Hit, ...]:
        """Files for a question, best first, as an ear that this index was heard with judges.

        RequestError where the question cannot be asked, NotAvailableError where another ear was to be the judge.
        """
        self._check(asked)
        own = self._who_listens()[1]
        if ranker.digest != own.digest:
            raise NotAvailableError(
                f"The library was heard with the pack {own.name!r}, and {ranker.name!r} has another ear: its scores "
                f"cannot be compared. Use it for all (foley-bridge send use {ranker.name}), or search without it."
            )
        number = self._store.use_ranker(own)
        questions, without = self._questions(asked, ear, number, cancelled)
        folders = self._store.folders_below(str(asked.folder)) if asked.folder is not None else None
        return search(
            self._store,
            self._vectors_of(number),
            questions,
            limit=asked.limit,
            wanted=Filter(folders, asked.least_s, asked.most_s),
            without=without,
            there=asked.there,
        )

    def _questions(self, asked: Search, ear: Ear, ranker: int, cancelled: Callable[[], bool]) -> tuple[Question, str]:
        """Embeddings (question, 512), and the content that is not to be found: that of the sound itself."""
        text = self._ears.read(ear, asked.words, cancelled) if asked.words else None
        if asked.like is None:
            return np.stack([text]) if text is not None else np.zeros((0, 0), np.float32), ""
        sounds, without = self._sound(asked.like, ear, ranker, cancelled, own=asked.own)
        if text is None:
            return sounds, without
        return np.stack([mean_question(text, sound) for sound in sounds]), without

    def _sound(
        self, path: Path, ear: Ear, ranker: int, cancelled: Callable[[], bool], *, own: bool
    ) -> tuple[Question, str]:
        """What the ear makes of a file: from the index, else by listening to it."""
        kept = self._store.embeddings_of(path, ranker)
        if kept:
            numbers = np.frombuffer(b"".join(kept), dtype="<f2").reshape(len(kept), -1).astype(np.float32)
            return numbers, self._store.content_of(path)
        try:
            if own:
                check_inside(path, self._root_of(path))
            rate_hz = self._ears.rate_hz(ear, cancelled, aside=True)
            with Reader() as reader:  # of its own: a question does not wait for a long file of the library
                facts = reader.describe(path)
                heard = listened(reader, path, facts.seconds, rate_hz)
        except UnusableError as error:
            raise RequestError(f"Nothing can be like {path}: {error}.") from error
        return self._ears.hear(ear, heard.sounds, cancelled, aside=True), facts.sha256

    def _vectors_of(self, ranker: int) -> Vectors:
        with self._changing:
            if self._vectors is None or self._vectors.ranker != ranker:
                self._vectors = None  # two at once would be memory for nothing
                self._vectors = Vectors(self._store, ranker)
            return self._vectors

    def _check(self, asked: Search) -> None:
        if not asked.words and asked.like is None:
            raise RequestError("The search has neither words nor like: say what is looked for.")
        if not 1 <= asked.limit <= LIMIT_MOST:
            raise RequestError(f"limit is {asked.limit}: choose 1 to {LIMIT_MOST}.")
        if not 0.0 <= asked.least_s <= asked.most_s:
            raise RequestError(f"least is {asked.least_s:g} and most {asked.most_s:g}: least must not be over most.")
        if asked.folder is not None:
            self._root_of(asked.folder)

    def _root_of(self, path: Path) -> Path:
        roots = list(self._store.roots().values())
        found = next((one for one in roots if path.is_relative_to(one)), None)
        if found is None or ".." in path.parts:
            there = ", ".join(map(str, roots[:5])) or "none"
            raise RequestError(f"{path} lies in no folder of the library (there are: {there}): add its folder first.")
        return found

    def _checked(self, folder: Path) -> Path:
        if not folder.is_absolute() or ".." in folder.parts:
            raise RequestError(f"{folder} is no absolute path: name the folder in full.")
        try:
            resolved = folder.resolve(strict=True)
        except (OSError, RuntimeError) as error:
            raise RequestError(f"{folder} is not there: name a folder of recordings.") from error
        if not resolved.is_dir():
            raise RequestError(f"{folder} is a file: name the folder it lies in.")
        if resolved.parent == resolved:
            raise RequestError(f"{folder} is the whole disk: name the folder of the recordings.")
        if any(resolved.is_relative_to(one) for one in self._reserved):
            raise RequestError(f"{folder} is one of this program's own folders: name one of recordings.")
        return resolved
