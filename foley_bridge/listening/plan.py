"""A listening test as it lies on the disk: what is compared, item by item, and the copies that are played.

    FOLDER/test.json      this plan; whoever listens should not read it, for it says which system is which
    FOLDER/sounds/        playback copies, equally loud, of one format, under names that tell nothing
    FOLDER/answers/       one file of answers for each listener

The test needs nothing else: the folder can be handed on, and the compared folders may be gone.
"""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from foley_bridge.files.atomic import publish
from foley_models.errors import RequestError

TEST_FILE = "test.json"
AB, RATE = "ab", "rate"
SCHEMA = 1
ITEMS_MOST = 10_000
SYSTEMS_MOST = 32
_BYTES_MOST = 1 << 26
_SOUND_NAME = re.compile(r"[0-9a-f]{32}\.wav")
_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class Item:
    """One thing that every system made a sound of; `sounds` are names in the test's folder, by system."""

    number: int
    key: str  # what its sounds were matched by
    category: str  # "" where none is known
    prompt: str  # "" where none is known
    sounds: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the listener is told that it should be."""
        return self.prompt or self.category


@dataclass(frozen=True)
class ListeningTest:
    """The whole of it. `reference` is the system of real recordings, presented like any other."""

    folder: Path
    id: str
    kind: str  # AB or RATE
    seed: int
    systems: tuple[str, ...]
    sources: tuple[str, ...]  # the folders that were compared, for people
    items: tuple[Item, ...]
    reference: str | None = None

    @property
    def sounds_folder(self) -> Path:
        """Where the playback copies are."""
        return self.folder / "sounds"

    @property
    def answers_folder(self) -> Path:
        """Where the answers are."""
        return self.folder / "answers"

    @property
    def categories(self) -> tuple[str, ...]:
        """All there are, in order of the alphabet; items without one are in none."""
        return tuple(sorted({item.category for item in self.items if item.category}))


def write_test(test: ListeningTest) -> None:
    """Write `test.json`, which appears whole or not at all. NameTakenError where there is one."""
    values = {key: value for key, value in asdict(test).items() if key != "folder"} | {"schema": SCHEMA}
    publish(test.folder, {TEST_FILE: json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8")})


def has_test(folder: Path) -> bool:
    """Whether a test lies in this folder."""
    return (folder / TEST_FILE).is_file()


def read_test(folder: Path) -> ListeningTest:
    """The test in a folder. RequestError where there is none, or one that this version cannot trust."""
    path = folder / TEST_FILE
    try:
        if path.stat().st_size > _BYTES_MOST:
            raise RequestError(f"{path} is larger than any listening test: it is none of this program's.")
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RequestError(
            f"{folder} holds no listening test: begin one with `foley-bridge listen ab` or `foley-bridge listen rate`."
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise RequestError(
            f"{path} cannot be read ({error}): take the listening test from where it was made."
        ) from error
    try:
        return _checked(folder, values)
    except (KeyError, TypeError, ValueError) as error:
        raise RequestError(
            f"{path} is no listening test of this version ({error}): make it again, or use the version that made it."
        ) from error


def _checked(folder: Path, values: dict[str, Any]) -> ListeningTest:
    """Everything that later code relies on; above all that no sound's name leads out of the folder."""
    _require(values["schema"] == SCHEMA, f"schema {values['schema']!r}")
    items = tuple(_item(number, one) for number, one in enumerate(values["items"]))
    systems = _texts(values["systems"], "systems")
    test = ListeningTest(
        folder=folder,
        id=_text(values["id"], "id"),
        kind=values["kind"],
        seed=values["seed"],
        systems=systems,
        sources=_texts(values["sources"], "sources"),
        items=items,
        reference=values["reference"],
    )
    _require(_ID.fullmatch(test.id) is not None, "id")
    _require(test.kind in (AB, RATE), f"kind {test.kind!r}")
    _require(type(test.seed) is int, "seed")
    _require(1 <= len(systems) <= SYSTEMS_MOST and len(set(systems)) == len(systems), "systems")
    _require(test.kind != AB or len(systems) == 2, "systems of a comparison")
    _require(test.reference is None or test.reference in systems, "reference")
    _require(1 <= len(items) <= ITEMS_MOST, "items")
    _require(all(len(item.sounds) == len(systems) for item in items), "sounds of an item")
    return test


def _item(number: int, values: dict[str, Any]) -> Item:
    sounds = _texts(values["sounds"], "sounds")
    _require(values["number"] == number, "numbers of items")
    _require(all(_SOUND_NAME.fullmatch(name) for name in sounds), "name of a sound")
    key, category, prompt = (_text(values[name], name) for name in ("key", "category", "prompt"))
    return Item(number, key, category, prompt, sounds)


def _texts(values: Any, where: str) -> tuple[str, ...]:
    _require(isinstance(values, list), where)
    return tuple(_text(one, where) for one in values)


def _text(value: Any, where: str) -> str:
    _require(isinstance(value, str), where)
    return str(value)


def _require(condition: bool, what: str) -> None:  # noqa: FBT001  # a condition is what it is about
    if not condition:
        raise ValueError(what)
