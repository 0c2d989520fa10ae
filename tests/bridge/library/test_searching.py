"""The search: as complete as exact cosines, filtered, following the index."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from foley_bridge.library.ears import Vectors as Numbers
from foley_bridge.library.listening import stored
from foley_bridge.library.records import Facts, Heard, Ranker, Stamp, Window
from foley_bridge.library.searching import mean_question, search
from foley_bridge.library.store import Store
from foley_bridge.library.vectors import Filter, Vectors
from foley_bridge.library.walking import SeenFolder

EAR = Ranker("an ear", "core")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library.sqlite3") as opened:
        opened.add_root(Path("/sounds"))
        yield opened


def embeddings(count: int, seed: int = 1) -> Numbers:
    """Families of directions, as those of recordings are: (count, 512), L2-normalised."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((20, 512))[random.integers(0, 20, count)]
    return normal(centres + 0.5 * random.standard_normal((count, 512)))


def normal(rows: NDArray[Any]) -> Numbers:
    lengths: Numbers = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / lengths, np.float32)


def fill(store: Store, rows: Mapping[str, Numbers], *, folder: str = "/sounds", seconds: float = 12.0) -> int:
    """Files by name with the embeddings (window, 512) of their windows."""
    stamp = Stamp(1, 1, 1)
    (root,) = store.roots()
    store.compare(root, SeenFolder(folder, 7, dict.fromkeys(rows, stamp)))
    heard: dict[int, Sequence[Heard]] = {}
    for file in store.to_look(0, 100_000):
        store.looked(file, Facts(f"{folder}/{file.path.name}", seconds, 48_000, 1, file.path.stem, ""))
        heard[file.id] = [Heard(Window(10.0 * at, 10.0), stored(row)) for at, row in enumerate(rows[file.path.name])]
    number = store.use_ranker(EAR)
    store.hear(number, heard)
    return number


def names(store: Store, vectors: Vectors, question: Numbers, limit: int, wanted: Filter = Filter()) -> list[str]:  # noqa: B008
    return [Path(hit.path).name for hit in search(store, vectors, question[None], limit=limit, wanted=wanted)]


def test_the_first_twenty_are_those_of_exact_cosines_in_float32(store: Store) -> None:
    rows = embeddings(3000)
    ranker = fill(store, {f"{number}.wav": rows[2 * number : 2 * number + 2] for number in range(1500)})
    vectors = Vectors(store, ranker)
    shares = []
    for question in embeddings(40, seed=2):
        exact = (rows @ question).reshape(-1, 2).max(axis=1)
        best = {f"{number}.wav" for number in np.argsort(-exact)[:20]}
        shares.append(len(best & set(names(store, vectors, question, 20))) / 20)
    assert np.mean(shares) >= 0.99


def test_a_score_is_the_cosine_of_the_best_window_which_is_told(store: Store) -> None:
    rows = embeddings(40)
    vectors = Vectors(store, fill(store, {f"{number}.wav": rows[4 * number : 4 * number + 4] for number in range(10)}))
    question = normal(rows[17:18] + 0.02)[0]
    best = search(store, vectors, question[None], limit=3)[0]
    assert (best.path, best.rank, best.start_s, best.seconds) == ("/sounds/4.wav", 1, 10.0, 10.0)
    assert best.score == pytest.approx(float(rows[17] @ question), abs=2e-4)


def test_folders_and_lengths_are_filtered(store: Store) -> None:
    rows = embeddings(30)
    fill(store, {f"a{number}.wav": rows[number : number + 1] for number in range(10)}, seconds=2.0)
    fill(store, {f"b{number}.wav": rows[10 + number : 11 + number] for number in range(10)}, folder="/sounds/steps")
    ranker = fill(
        store, {f"c{number}.wav": rows[20 + number : 21 + number] for number in range(10)}, folder="/sounds/st"
    )
    vectors = Vectors(store, ranker)
    wanted = Filter(folders=store.folders_below("/sounds/steps"))
    assert sorted(names(store, vectors, rows[0], 30, wanted)) == [f"b{number}.wav" for number in range(10)]
    assert sorted(names(store, vectors, rows[15], 30, Filter(most_s=5.0))) == [f"a{number}.wav" for number in range(10)]
    assert len(names(store, vectors, rows[0], 30, Filter(least_s=5.0))) == 20


def test_files_that_join_and_leave_are_followed(store: Store) -> None:
    rows = embeddings(6000)
    ranker = fill(store, {f"{number}.wav": rows[number : number + 1] for number in range(5000)})
    vectors = Vectors(store, ranker)
    assert names(store, vectors, rows[4999], 1) == ["4999.wav"]
    (root,) = store.roots()
    there = {f"{number}.wav": Stamp(1, 1, 1) for number in range(4000)}
    store.compare(root, SeenFolder("/sounds", 7, there))
    assert store.forget_gone() == 1000
    fill(store, {f"new{number}.wav": rows[number : number + 1] for number in range(5000, 6000)}, folder="/sounds/new")
    assert names(store, vectors, rows[5500], 1) == ["new5500.wav"]
    assert names(store, vectors, rows[3999], 1) == ["3999.wav"]
    assert names(store, vectors, rows[4999], 1) != ["4999.wav"]
    assert len(vectors) == 5000


def test_copies_of_one_sound_are_told_once_and_do_not_push_others_out(store: Store) -> None:
    rows = embeddings(300)
    copies = {f"copy{number}.wav": rows[:1] for number in range(290)}
    (root,) = store.roots()
    store.compare(root, SeenFolder("/sounds", 7, dict.fromkeys(copies, Stamp(1, 1, 1))))
    number = store.use_ranker(EAR)
    for file in store.to_look(0, 1000):
        store.looked(file, Facts("the same", 12.0, 48_000, 1, "", ""))
        store.hear(number, {file.id: [Heard(Window(0.0, 10.0), stored(rows[0]))]})
    fill(store, {f"other{number}.wav": rows[number : number + 1] for number in range(1, 6)}, folder="/sounds/others")
    found = names(store, Vectors(store, number), rows[0], 4)
    assert len(found) == 4
    assert sum(name.startswith("copy") for name in found) == 1


def test_what_is_away_is_told_as_such_or_left_out(store: Store) -> None:
    rows = embeddings(2)
    vectors = Vectors(store, fill(store, {"a.wav": rows[:1], "b.wav": rows[1:]}))
    store.leave("/sounds", away=True)
    found = search(store, vectors, rows[:1], limit=5)
    assert [hit.there for hit in found] == [False, False]
    assert search(store, vectors, rows[:1], limit=5, there=True) == ()


def test_an_empty_library_finds_nothing(store: Store) -> None:
    assert search(store, Vectors(store, store.use_ranker(EAR)), embeddings(1), limit=5) == ()


def test_half_words_and_half_sound_lies_as_near_to_either() -> None:
    first, second = embeddings(2)
    mean = mean_question(first, second)
    assert float(mean @ first) == pytest.approx(float(mean @ second), abs=1e-5)
    assert float(np.linalg.norm(mean)) == pytest.approx(1.0, abs=1e-5)
