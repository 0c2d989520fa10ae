"""The systems of the papers' tables: how each is trained, what it is asked with, and how its sounds are chosen.

K is Karchkhadze et al., "Latent CLAP loss for better Foley sound synthesis"; Y is Yuan et al., "Text-driven Foley sound
generation with latent diffusion model".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from foley_models.errors import RequestError

TableName = Literal["k1", "y1", "y2", "lambda"]
TABLES: tuple[TableName, ...] = ("k1", "y1", "y2", "lambda")
TITLES: dict[TableName, str] = {
    "k1": "Systems with and without the latent CLAP loss (K, table I)",
    "y1": "Step by step (Y, table 1)",
    "y2": "What candidates are chosen by (Y, table 2)",
    "lambda": "Weight of the latent CLAP loss (K, fig. 3)",
}
Condition = Literal["text", "audio"]
Texts = Literal["captions", "labels"]
WEIGHTS = (0.0, 0.3, 1.0, 3.0, 10.0)
WEIGHT_MOST = 1e6

NONE, FILTER = "none", "filter"
LABEL_TEXT, OTHER_TEXTS, TUNED, AUDIO = "label text", "other texts", "tuned embedding", "audio embeddings"
SELECTIONS = (NONE, LABEL_TEXT, OTHER_TEXTS, TUNED, AUDIO)
BEFORE, REAL = "before", "real audio"


@dataclass(frozen=True)
class Stage:
    """One training: what moves besides the denoiser, which loss takes part, and what it is conditioned on."""

    tuning: bool = False
    latent: bool = False
    weight: float | None = None  # lambda; None: what fits the size of the gradients
    condition: Condition = "text"
    texts: Texts = "captions"


@dataclass(frozen=True)
class System:
    """A name for tables, trainings one after the other (none: the pack as it is), and what it is asked with."""

    name: str
    stages: tuple[Stage, ...] = ()
    texts: Texts = "captions"


@dataclass(frozen=True)
class Line:
    """One line of a table: a system under one way of choosing, and the lines that it is compared with."""

    system: System
    choice: str
    against: tuple[tuple[str, str], ...] = ()  # (name of a system, choice)

    @property
    def name(self) -> tuple[str, str]:
        """What others are compared with it by."""
        return self.system.name, self.choice


@dataclass(frozen=True)
class Table:
    """A table's lines; sounds of `pooled` ones are chosen from a whole pool, so that all choices see the same."""

    name: TableName
    lines: tuple[Line, ...]
    pooled: bool = False

    @property
    def systems(self) -> tuple[System, ...]:
        """Each system once, in the order of the lines."""
        return tuple(dict.fromkeys(one.system for one in self.lines))


def tables(wanted: Sequence[str], weights: Sequence[float]) -> tuple[Table, ...]:
    """The tables that were asked for, in the order of TABLES. RequestError for a weight that cannot be."""
    for one in weights:
        if not 0 <= one <= WEIGHT_MOST:
            raise RequestError(f"lambda is {one:g}: choose numbers from 0 to {WEIGHT_MOST:g}.")
    if "lambda" in wanted and len(set(weights)) < 2:
        raise RequestError("A sweep over one lambda is none: say --weight at least twice, with different numbers.")
    made: dict[TableName, Callable[[], Table]] = {
        "k1": _k1,
        "y1": _y1,
        "y2": _y2,
        "lambda": lambda: _sweep(tuple(sorted(set(weights)))),
    }
    return tuple(made[name]() for name in TABLES if name in wanted)


def _k1() -> Table:
    systems = (
        System(BEFORE),
        System("LDM", (Stage(),)),
        System("+Tuning", (Stage(tuning=True),)),
        System("+Latent", (Stage(latent=True),)),
        System("+Tuning+Latent", (Stage(tuning=True, latent=True),)),
    )
    without = {"+Latent": "LDM", "+Tuning+Latent": "+Tuning"}
    lines = [
        Line(system, choice, _against(system, choice, without.get(system.name)))
        for choice in (NONE, FILTER)
        for system in systems
    ]
    return Table("k1", tuple(lines))


def _y1() -> Table:
    pre = Stage(condition="audio")
    labels, captions = Stage(texts="labels"), Stage()
    steps = (
        (System("LDM-S", (labels,), "labels"), NONE),
        (System("+Pre", (pre, labels), "labels"), NONE),
        (System("+Text", (pre, captions)), NONE),
        (System("+Filter", (pre, captions)), FILTER),
        (System("+Tuned", (pre, replace(captions, tuning=True))), FILTER),
    )
    before = System(BEFORE)
    lines = [Line(before, NONE), Line(before, FILTER)]
    for system, choice in steps:
        last = lines[-1].name
        lines.append(Line(system, choice, ((BEFORE, choice), *([last] if last[0] != BEFORE else []))))
    return Table("y1", tuple(lines))


def _y2() -> Table:
    system = System(BEFORE)
    lines = [Line(system, choice, () if choice == NONE else ((BEFORE, NONE),)) for choice in SELECTIONS]
    return Table("y2", tuple(lines), pooled=True)


def _sweep(weights: tuple[float, ...]) -> Table:
    lines = [Line(System(BEFORE), NONE)]
    for name, tuning in (("+Latent", False), ("+Tuning+Latent", True)):
        least = _weighted(name, weights[0], tuning=tuning)
        for weight in weights:
            system = _weighted(name, weight, tuning=tuning)
            lines.append(Line(system, NONE, _against(system, NONE, None if system == least else least.name)))
    return Table("lambda", tuple(lines))


def _weighted(name: str, weight: float, *, tuning: bool) -> System:
    """A weight of 0 is the training without that loss, and found again as such."""
    stage = Stage(tuning=tuning, latent=True, weight=weight) if weight else Stage(tuning=tuning)
    return System(f"{name}, lambda {weight:g}", (stage,))


def _against(system: System, choice: str, other: str | None) -> tuple[tuple[str, str], ...]:
    if system.name == BEFORE:
        return ()
    return ((BEFORE, choice), *([] if other is None else [(other, choice)]))
