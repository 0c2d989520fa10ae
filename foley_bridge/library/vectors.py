"""All windows of one ear in memory, 8 bits a number, and which of them come near a question.

A row holds the 512 numbers of an L2-normalised embedding as `code * scale`. They are only good enough to say which
windows may be among the best: the scores that are told come from the 16 bits in the index (see `searching`).
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foley_bridge.library.rows import WindowRow
from foley_bridge.library.store import Store

SIZE = 512
ROWS_AT_ONCE = 1024  # as float32 they stay in a core's cache
READ_AT_ONCE = 4096
_CODE_MOST = 127.0
_FIRST_ROWS = 4096
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Filter:
    """Which windows may be found: in these folders (None: in all), of files of this length."""

    folders: frozenset[int] | None = None
    least_s: float = 0.0
    most_s: float = float("inf")


class Vectors:
    """Follows the index of one ear; thread-safe."""

    def __init__(self, store: Store, ranker: int) -> None:
        self.ranker = ranker
        self._store = store
        self._version = 0
        self._count = 0
        self._lock = threading.Lock()
        self._allocate(_FIRST_ROWS)

    def __len__(self) -> int:
        return self._count

    @property
    def memory_bytes(self) -> int:
        """What its arrays take."""
        return sum(one.nbytes for one in self._arrays)

    @property
    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return (self._codes, self._scales, self._ids, self._folders, self._lengths)

    def refresh(self) -> None:
        """Take in what the index holds by now, drop what it holds no more."""
        with self._lock:
            version = self._store.version
            if version == self._version:
                return
            self._drop_lost()
            last = int(self._ids[self._count - 1]) if self._count else 0
            while rows := self._store.windows_after(self.ranker, last, READ_AT_ONCE):
                self._append(rows)
                last = rows[-1].id
            self._version = version

    def nearest(self, question: NDArray[np.float32], most: int, wanted: Filter) -> list[int]:
        """Ids of up to `most` windows whose rough cosine with a question (512,) is the highest, in no order."""
        with self._lock:
            scores = self._scores(question.astype(np.float32))
            allowed = self._allowed(wanted)
            if allowed is not None:
                scores[~allowed] = -np.inf
            if most < self._count:
                places = np.argpartition(scores, self._count - most)[self._count - most :]
            else:
                places = np.arange(self._count)
            return [int(one) for one in self._ids[places[np.isfinite(scores[places])]]]

    def _scores(self, question: NDArray[np.float32]) -> Scores:
        scores = np.empty(self._count, np.float32)
        wide = np.empty((ROWS_AT_ONCE, SIZE), np.float32)
        for start in range(0, self._count, ROWS_AT_ONCE):
            codes = self._codes[start : min(start + ROWS_AT_ONCE, self._count)]
            rows = wide[: len(codes)]
            np.copyto(rows, codes)
            # Not a BLAS product: its threads wait for one another at each of them, for seconds on a busy machine.
            np.einsum("ij,j->i", rows, question, out=scores[start : start + len(codes)])
        scores *= self._scales[: self._count]
        return scores

    def _allowed(self, wanted: Filter) -> NDArray[np.bool_] | None:
        if wanted == Filter():
            return None
        lengths = self._lengths[: self._count]
        allowed = (lengths >= wanted.least_s) & (lengths <= wanted.most_s)
        if wanted.folders is not None:
            allowed &= np.isin(self._folders[: self._count], list(wanted.folders))
        return allowed

    def _drop_lost(self) -> None:
        if not self._count:
            return
        kept = np.isin(self._ids[: self._count], np.asarray(self._store.window_ids(self.ranker), np.int64))
        if kept.all():
            return
        places = np.flatnonzero(kept)
        for array in self._arrays:
            for start in range(0, len(places), READ_AT_ONCE):  # in parts: no second copy of all
                part = places[start : start + READ_AT_ONCE]
                array[start : start + len(part)] = array[part]
        self._count = len(places)

    def _append(self, rows: Sequence[WindowRow]) -> None:
        first, last = self._count, self._count + len(rows)
        if last > len(self._ids):
            self._grow(last)
        numbers = np.frombuffer(b"".join(one.embedding for one in rows), dtype="<f2").reshape(-1, SIZE)
        wide = numbers.astype(np.float32)
        peaks = np.maximum(np.abs(wide).max(axis=1), 1e-6)
        self._codes[first:last] = np.rint(wide * (_CODE_MOST / peaks)[:, None])
        self._scales[first:last] = peaks / _CODE_MOST
        self._ids[first:last] = [one.id for one in rows]
        self._folders[first:last] = [one.folder for one in rows]
        self._lengths[first:last] = [one.length_s for one in rows]
        self._count = last

    def _allocate(self, rows: int) -> None:
        self._codes = np.zeros((rows, SIZE), np.int8)
        self._scales = np.zeros(rows, np.float32)
        self._ids = np.zeros(rows, np.int64)
        self._folders = np.zeros(rows, np.int64)
        self._lengths = np.zeros(rows, np.float32)

    def _grow(self, least: int) -> None:
        """Room for an eighth more than are needed, so that a file that joins copies nothing."""
        held = self._arrays
        self._allocate(least + least // 8 + READ_AT_ONCE)
        for new, old in zip(self._arrays, held, strict=True):
            new[: self._count] = old[: self._count]
