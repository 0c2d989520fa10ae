"""Measures sounds against recordings, class by class: distances in each ear's space, fit to the text, diversity."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_bridge.evaluation.results import MEAN, POOLED, Row
from foley_bridge.evaluation.sounds import OnProgress, Sound, SoundSet
from foley_models.errors import RequestError
from foley_models.evaluation.diversity import FEWEST as FEWEST_DIVERSE
from foley_models.evaluation.diversity import clap_score, diversity
from foley_models.evaluation.frechet import Gaussian, fad
from foley_models.evaluation.kernel_distance import FEWEST, kad

if TYPE_CHECKING:
    from foley_models.evaluation.embedders import Embedder

Array = NDArray[np.float64]
EmbedTexts = Callable[[Sequence[str]], Array]
KAD, FAD, SCORE, DIVERSITY = "kad", "fad", "clap score", "diversity"


@dataclass(frozen=True)
class Measures:
    """Which numbers are wanted. `statistics` are references of single ears that stand for recordings in FAD."""

    with_fad: bool = False
    pca: int | None = None
    statistics: Mapping[str, Mapping[str, Gaussian]] = field(default_factory=dict)  # by ear, by class
    seed: int = 0


@dataclass(frozen=True)
class Heard:
    """One ear's windows (window, size) of each sound, by class."""

    windows: Mapping[str, list[Array]]
    size: int

    def of(self, labels: Sequence[str]) -> list[Array]:
        """The windows of all sounds of some classes, sound by sound."""
        return [one for label in labels for one in self.windows.get(label, ())]

    def clips(self, labels: Sequence[str]) -> Array:
        """One embedding a sound of some classes."""
        from foley_models.evaluation.embedders import clip_embeddings

        return clip_embeddings(self.of(labels), self.size)


def measure_all(
    own: SoundSet,
    reference: SoundSet | None,
    ears: "Sequence[Embedder]",
    measures: Measures,
    *,
    embed_texts: EmbedTexts | None = None,
    on_progress: OnProgress | None = None,
) -> tuple[Row, ...]:
    """Rows of every class of `own`, of all classes together, and of their mean, for each ear.

    A class with too few sounds or recordings has a row that says so, and takes part in neither of the last two.
    `embed_texts` is the text side of the ear `clap`.
    """
    told = on_progress or (lambda _what, _fraction: None)
    rows: list[Row] = []
    for ear in ears:
        heard = listen(ear, own, partial(told, f"{ear.name} on the sounds"))
        other = None
        if reference is not None:
            other = listen(ear, reference, partial(told, f"{ear.name} on the recordings"))
        rows += _rows_of(ear.name, heard, other, measures)
        if ear.name == "clap" and embed_texts is not None:
            rows += _scores(heard, own, embed_texts)
        rows += _diversities(ear.name, heard)
    return tuple(rows)


def listen(ear: "Embedder", sounds: SoundSet, on_progress: Callable[[float], None]) -> Heard:
    """What an ear makes of all sounds."""
    windows: dict[str, list[Array]] = {}
    for number, one in enumerate(sounds.sounds):
        on_progress(number / len(sounds.sounds))
        windows.setdefault(one.label, []).extend(ear.windows([one.samples], one.rate_hz))
    return Heard(dict(sorted(windows.items())), ear.size)


def missing_classes(own: SoundSet, reference: SoundSet) -> list[str]:
    """Sentences about classes that only one side has."""
    ours, theirs = own.by_label(), reference.by_label()
    return [
        *(f"The class {label!r} has no recordings to compare with." for label in ours if label not in theirs),
        *(f"The recordings of {label!r} have no sounds to be compared with." for label in theirs if label not in ours),
    ]


def _rows_of(name: str, heard: Heard, other: Heard | None, measures: Measures) -> Iterator[Row]:
    if other is not None:
        yield from _with_totals(list(heard.windows), lambda labels: _kad(name, heard, other, labels, measures.seed))
    known = measures.statistics.get(name, {})
    if measures.with_fad:
        labels = list(heard.windows)
        yield from _with_totals(labels, lambda some: _fad(name, heard, other, some, known=known, measures=measures))


def _with_totals(labels: Sequence[str], measure: Callable[[Sequence[str]], Row]) -> Iterator[Row]:
    """A row a class, and of those that could be measured the pooled one and the mean."""
    rows = [measure([label]) for label in labels]
    yield from rows
    good = [row for row in rows if math.isfinite(row.value)]
    if len(good) > 1:
        yield measure([row.label for row in good])
        yield _mean_row(good)


def _mean_row(rows: Sequence[Row]) -> Row:
    """Each class counts once; the classes' errors are independent."""
    first = rows[0]
    return Row(
        label=MEAN,
        embedding=first.embedding,
        measure=first.measure,
        value=float(np.mean([row.value for row in rows])),
        spread=float(np.sqrt(np.sum([row.spread**2 for row in rows])) / len(rows)),
        sounds=sum(row.sounds for row in rows),
        recordings=sum(row.recordings for row in rows),
    )


def _kad(name: str, heard: Heard, other: Heard, labels: Sequence[str], seed: int) -> Row:
    sounds, recordings = heard.clips(labels), other.clips(labels)
    try:
        found = kad(sounds, recordings, seed=seed)
    except RequestError as error:
        return _empty(name, KAD, labels, len(sounds), recordings=len(recordings), note=str(error))
    if found is None:
        note = f"too few: {len(sounds)} sounds, {len(recordings)} recordings, at least {FEWEST} of each are needed"
        return _empty(name, KAD, labels, len(sounds), recordings=len(recordings), note=note)
    return Row(_named(labels), name, KAD, found.value, found.spread, len(sounds), len(recordings))


def _fad(
    name: str,
    heard: Heard,
    other: Heard | None,
    labels: Sequence[str],
    *,
    known: Mapping[str, Gaussian],
    measures: Measures,
) -> Row:
    sounds = heard.of(labels)
    single = known.get(labels[0]) if len(labels) == 1 else None
    recordings = other.of(labels) if other is not None and not known else []
    if known and single is None:
        note = "no reference statistics of this class" if len(labels) == 1 else "the statistics are of single classes"
        return _empty(name, FAD, labels, len(sounds), recordings=0, note=note)
    try:
        found = fad(sounds, single or recordings, dimensions=measures.pca, seed=measures.seed)
    except RequestError as error:
        return _empty(name, FAD, labels, len(sounds), recordings=len(recordings), note=str(error))
    return Row(_named(labels), name, FAD, found.value, found.spread, len(sounds), len(recordings))


def _scores(heard: Heard, own: SoundSet, embed_texts: EmbedTexts) -> Iterator[Row]:
    sounds = own.by_label()
    texts = sorted({one.text for one in own.sounds if one.text})
    known = dict(zip(texts, embed_texts(texts), strict=True)) if texts else {}

    def measure(labels: Sequence[str]) -> Row:
        chosen: list[Sound] = [one for label in labels for one in sounds[label]]
        kept = np.array([bool(one.text) for one in chosen])
        if not kept.any():
            return _empty("clap", SCORE, labels, len(chosen), recordings=0, note="nothing says what these should be")
        target = np.stack([known[one.text] for one in chosen if one.text])
        found = clap_score(heard.clips(labels)[kept], target)
        assert found is not None  # there is one at least
        return Row(_named(labels), "clap", SCORE, found.value, found.spread, int(kept.sum()), 0)

    yield from _with_totals(list(heard.windows), measure)


def _diversities(name: str, heard: Heard) -> Iterator[Row]:
    for label in heard.windows:
        clips = heard.clips([label])
        found = diversity(clips)
        if found is None:
            note = f"too few: {len(clips)} sounds, at least {FEWEST_DIVERSE} are needed"
            yield _empty(name, DIVERSITY, [label], len(clips), recordings=0, note=note)
        else:
            yield Row(label, name, DIVERSITY, found.value, found.spread, len(clips), 0)


def _named(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else POOLED


def _empty(name: str, measure: str, labels: Sequence[str], sounds: int, *, recordings: int, note: str) -> Row:
    return Row(_named(labels), name, measure, float("nan"), float("nan"), sounds, recordings, note)
