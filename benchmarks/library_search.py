"""How quickly the library answers, and how completely: beside plain numpy in float32, in the same run.

    python -m benchmarks.library_search                                # 100,000 files; fails over 200 ms or under 0.99
    python -m benchmarks.library_search --sizes 1000,10000,50000,100000 --picture docs/pictures/library-search.png

The rows are synthetic: embeddings in families, as those of recordings lie, and questions between them. A search is the
whole of it, from the question's embedding to what is told of each file, read from the index on the disk. `recall` is
the share of the files that exact cosines in float32 put among the first 20 which the search tells, too.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.library.database import open_library
from foley_bridge.library.records import Ranker
from foley_bridge.library.searching import search
from foley_bridge.library.store import Store
from foley_bridge.library.vectors import Vectors

SIZE = 512
LIMIT = 20
FAMILIES = 400
MEDIAN_MOST_MS = 200.0
RECALL_LEAST = 0.99
FILES_AT_ONCE = 2000
Embeddings = NDArray[np.float32]


@dataclass(frozen=True)
class Row:
    """One size, measured."""

    files: int
    windows: int
    load_s: float
    median_ms: float
    slow_ms: float  # nine of ten are quicker
    peer_ms: float
    recall: float
    memory_mb: float
    peer_mb: float


def main() -> int:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="100000", help="numbers of files, separated by commas")
    parser.add_argument("--windows", type=int, default=2, help="windows of every file (default 2)")
    parser.add_argument("--questions", type=int, default=50, help="searches of each size (default 50)")
    parser.add_argument("--picture", type=Path, help="draw the times as a PNG")
    args = parser.parse_args()
    rows = []
    print(
        f"{'files':>8} {'windows':>8} {'load s':>7} {'ms':>7} {'90 % ms':>8} {'peer ms':>8} {'recall':>7} "
        f"{'MB':>6} {'peer MB':>8}"
    )
    for size in map(int, args.sizes.split(",")):
        rows.append(measured(size, args.windows, args.questions))
        print(_line(rows[-1]), flush=True)
    if args.picture is not None:
        draw(rows, args.picture)
    return int(any(row.median_ms >= MEDIAN_MOST_MS or row.recall < RECALL_LEAST for row in rows))


def measured(files: int, windows: int, questions: int) -> Row:
    """One size, in a folder that is gone afterwards."""
    random = np.random.default_rng(files)
    families = _normal(random.standard_normal((FAMILIES, SIZE)))
    asked = _normal(families[random.integers(0, FAMILIES, questions)] + _noise(random, questions))
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "library.sqlite3")) as store:
        ranker = store.use_ranker(Ranker("synthetic", "synthetic"))
        exact = _fill(Path(folder, "library.sqlite3"), ranker, files, windows, families)
        store.version += 1
        vectors = Vectors(store, ranker)
        load_s = _seconds(lambda _: vectors.refresh(), asked)
        told: list[tuple[str, ...]] = []
        best: list[NDArray[np.int64]] = []
        times: list[float] = []
        peer: list[float] = []
        for question in asked:
            times.append(_seconds(lambda one: told.append(_paths(store, vectors, one)), question))
            peer.append(_seconds(lambda one: best.append(_peer(exact, one, windows)), question))
        found = [
            len({_path(int(number)) for number in numbers} & set(paths)) / len(numbers)
            for numbers, paths in zip(best, told, strict=True)
        ]
        return Row(
            files=files,
            windows=len(vectors),
            load_s=load_s,
            median_ms=1e3 * float(np.median(times)),
            slow_ms=1e3 * float(np.quantile(times, 0.9)),
            peer_ms=1e3 * float(np.median(peer)),
            recall=float(np.mean(found)),
            memory_mb=vectors.memory_bytes / 1e6,
            peer_mb=exact.nbytes / 1e6,
        )


def draw(rows: Sequence[Row], path: Path) -> None:
    """Times by number of files, beside the peer's."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.0, 3.6), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    sizes = [row.files for row in rows]
    axes.plot(sizes, [row.median_ms for row in rows], "o-", label="library: 8 bits in memory, answer read from disk")
    axes.plot(sizes, [row.peer_ms for row in rows], "s--", label="numpy, float32: cosines and order alone")
    axes.axhline(MEDIAN_MOST_MS, color="grey", linewidth=1, label="200 ms")
    axes.set(xscale="log", yscale="log", xlabel="files", ylabel="median of a search in ms")
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3)
    figure.savefig(path)


def _fill(file: Path, ranker: int, files: int, windows: int, families: Embeddings) -> Embeddings:
    """Write the rows as the library does, and give the embeddings back as they were in float32."""
    random = np.random.default_rng(1)
    kept = np.empty((files * windows, SIZE), np.float32)
    database = open_library(file)
    with database.write() as connection:
        connection.execute("INSERT INTO roots (id, path, problem) VALUES (1, '/sounds', '')")
        connection.execute("INSERT INTO folders (id, root, path, device) VALUES (1, 1, '/sounds', 0)")
    for first in range(0, files, FILES_AT_ONCE):
        numbers = range(first, min(first + FILES_AT_ONCE, files))
        centres = families[random.integers(0, FAMILIES, len(numbers))].repeat(windows, axis=0)
        made = _normal(centres + _noise(random, len(centres)))
        kept[first * windows : first * windows + len(made)] = made
        halves = made.astype("<f2")
        with database.write() as connection:
            connection.executemany(
                "INSERT INTO files (id, folder, name, size, mtime_ns, ctime_ns, looked, sha256, seconds, caption) "
                "VALUES (?, 1, ?, 1, 1, 1, 1, ?, 12.0, 'a sound')",
                [(number + 1, Path(_path(number)).name, f"{number:064d}") for number in numbers],
            )
            connection.executemany(
                "INSERT INTO windows (file, ranker, start_s, seconds, embedding) VALUES (?, ?, 0, 10, ?)",
                [(first + place // windows + 1, ranker, row.tobytes()) for place, row in enumerate(halves)],
            )
    database.close()
    return kept


def _paths(store: Store, vectors: Vectors, question: Embeddings) -> tuple[str, ...]:
    return tuple(hit.path for hit in search(store, vectors, question[None], limit=LIMIT))


def _peer(exact: Embeddings, question: Embeddings, windows: int) -> NDArray[np.int64]:
    """Numbers of the files with the highest cosines."""
    scores = (exact @ question).reshape(-1, windows).max(axis=1)
    most = min(LIMIT, len(scores))
    best: NDArray[np.int64] = np.argpartition(scores, len(scores) - most)[-most:]
    return best[np.argsort(-scores[best])]


def _path(number: int) -> str:
    return f"/sounds/{number:07d}.wav"


def _noise(random: np.random.Generator, count: int) -> Embeddings:
    return (random.standard_normal((count, SIZE)) * 0.03).astype(np.float32)


def _normal(rows: NDArray[np.floating]) -> Embeddings:
    normal: Embeddings = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return normal


def _seconds(work: Callable[[Embeddings], object], question: Embeddings) -> float:
    began_s = time.perf_counter()
    work(question)
    return time.perf_counter() - began_s


def _line(row: Row) -> str:
    return (
        f"{row.files:8d} {row.windows:8d} {row.load_s:7.2f} {row.median_ms:7.1f} {row.slow_ms:8.1f} "
        f"{row.peer_ms:8.1f} {row.recall:7.4f} {row.memory_mb:6.0f} {row.peer_mb:8.0f}"
    )


if __name__ == "__main__":
    sys.exit(main())
