"""One listener's sitting: which trial is next, blind, and every answer on the disk before the next one is asked."""

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Self

from foley_bridge.files.atomic import NameTakenError, publish
from foley_bridge.files.disk_errors import explained
from foley_bridge.listening import ab, ratings
from foley_bridge.listening.answers import AnswerFile, Record
from foley_bridge.listening.material import AUTO, Match, match
from foley_bridge.listening.plan import AB, ITEMS_MOST, Item, ListeningTest, has_test, read_test, write_test
from foley_bridge.listening.playback import matched_copies
from foley_bridge.listening.trials import Given, Trial
from foley_bridge.recordings.reading import Reader
from foley_models.errors import RequestError

_SEED_BITS = 31


def prepare(
    out: Path,
    kind: str,
    folders: Mapping[str, Path],
    *,
    reference: str | None = None,
    rule: str = AUTO,
    partial: bool = False,
    per_category: int | None = None,
    seed: int | None = None,
) -> tuple[ListeningTest, tuple[str, ...]]:
    """Make a test of systems (name -> folder) in `out` and say what was left out; or go on with the one there.

    RequestError where another test lies there, or the sounds do not match; see `match` for `rule`, `partial` and
    `per_category`. Copies that an interrupted attempt left are used again.
    """
    sources = tuple(str(folder.resolve()) for folder in folders.values())
    if has_test(out):
        return _same(read_test(out), kind, tuple(folders), sources=sources), ()
    seed = secrets.randbits(_SEED_BITS) if seed is None else seed
    matched = match(folders, rule=rule, partial=partial, per_category=per_category, seed=seed)
    if len(matched.items) > ITEMS_MOST:
        raise RequestError(f"{len(matched.items)} items are more than {ITEMS_MOST}: take fewer with --per-class.")
    sounds = out / "sounds"
    with explained(sounds):
        sounds.mkdir(parents=True, exist_ok=True)
    with Reader() as reader:
        items = tuple(_item(number, one, sounds, reader=reader) for number, one in enumerate(matched.items))
    test = ListeningTest(
        folder=out,
        id=secrets.token_hex(16),
        kind=kind,
        seed=seed,
        systems=tuple(folders),
        sources=sources,
        items=items,
        reference=reference,
    )
    write_test(test)
    return test, matched.left_out


class Session:
    """A listener in a test; use as a context manager, for it holds the listener's file."""

    def __init__(self, test: ListeningTest, listener: str) -> None:
        self.test = test
        self._file = AnswerFile.open(test.answers_folder, listener, test_id=test.id)
        answers = self._file.answers
        self.listener = answers.listener
        self.torn = answers.torn
        self.trials: tuple[Trial, ...] = rules(test).draw_trials(test, answers.listener, answers.number)
        self._said = {
            one["trial"]: one for one in answers.records if type(one.get("trial")) is int
        }  # the later one of two holds

    @property
    def answered(self) -> int:
        """How many trials have an answer."""
        return sum(trial.number in self._said for trial in self.trials)

    def next_open(self) -> int | None:
        """The first trial without an answer, or None."""
        return next((trial.number for trial in self.trials if trial.number not in self._said), None)

    def said(self, number: int) -> dict[str, object] | None:
        """What was said to a trial, without what it means; None where nothing was."""
        record = self._said.get(number)
        names = ("choice",) if self.test.kind == AB else ratings.SCALES
        return None if record is None else {name: record.get(name) for name in names}

    def sound(self, number: int, index: int) -> Path:
        """The playback copy that trial `number` offers as its sound `index`."""
        return self.test.sounds_folder / self.trials[number].sounds[index]

    def answer(self, number: int, given: Given) -> None:
        """Store an answer; it is on the disk when this returns. RequestError where it is none."""
        trial, kind = self.trials[number], rules(self.test)
        said = kind.check(given.said)
        record: Record = {"record": "answer", "trial": number, "item": trial.item.number, "key": trial.item.key}
        record |= {"category": trial.item.category, **kind.record(self.test, trial, said)}
        record |= {"plays": given.plays, "seconds": round(given.seconds, 3)}
        record["at"] = datetime.now(UTC).isoformat(timespec="seconds")
        self._file.append(record)
        self._said[number] = record

    def close(self) -> None:
        """Let the listener go on elsewhere."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Stopwatch:
    """How long a trial takes and how often its sounds are started: stored beside the answer."""

    def __init__(self) -> None:
        self.plays = 0
        self._since_s = time.monotonic()

    def given(self, said: Mapping[str, object]) -> Given:
        """The answer, with what was counted."""
        return Given(dict(said), self.plays, time.monotonic() - self._since_s)


def rules(test: ListeningTest) -> ModuleType:
    """The module that knows this kind of test: its trials, its answers, its results."""
    return ab if test.kind == AB else ratings


def _same(test: ListeningTest, kind: str, systems: Sequence[str], *, sources: Sequence[str]) -> ListeningTest:
    if (test.kind, test.systems, test.sources) != (kind, tuple(systems), tuple(sources)):
        raise RequestError(
            f"{test.folder} holds another listening test ({test.kind}, of {', '.join(test.sources)}): go on with it by "
            f"`foley-bridge listen join`, or choose another --out."
        )
    return test


def _item(number: int, one: Match, sounds: Path, *, reader: Reader) -> Item:
    copies = matched_copies([source.path for source in one.sources], reader)
    return Item(number, one.key, one.category, one.prompt, tuple(_stored(copy, sounds) for copy in copies))


def _stored(data: bytes, sounds: Path) -> str:
    """Keep a copy under a name made of its content, which tells nothing and is the same at a second attempt."""
    name = f"{hashlib.sha256(data).hexdigest()[:32]}.wav"
    try:
        if not (sounds / name).exists():
            publish(sounds, {name: data})
    except NameTakenError:
        pass  # two systems with the same sound, or another process at the same work
    return name
