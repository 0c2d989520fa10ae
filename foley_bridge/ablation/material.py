"""What an ablation is made with: clips to learn from, recordings to be judged by, and the sounds that are asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.ablation.options import Options
from foley_bridge.ablation.systems import Texts
from foley_bridge.evaluation.sounds import OnProgress, Sound, SoundSet, label_of, loudest
from foley_bridge.recordings.phrases import with_article
from foley_bridge.recordings.records import Checked, UnusableError, Usable, nothing_usable
from foley_models.card import Card
from foley_models.errors import RequestError
from foley_models.evaluation.kernel_distance import FEWEST
from foley_models.training.clips import Clip, Split

if TYPE_CHECKING:
    from foley_models.training.choosing import Ask

SEED_STEP = 100_000  # between the noise of two sets: no sound of the one shares noise with any of the other


@dataclass(frozen=True)
class Wanted:
    """One sound that every system makes: its class, what it should be, and the class's bare name as a text."""

    label: str
    caption: str
    sentences: tuple[str, ...]  # the same said in other ways
    bare: str
    threshold: float
    guidance: float

    def ask(self, texts: Texts, seed: int) -> "Ask":
        """What a system is asked with; `seed` is of this sound alone."""
        from foley_models.training.choosing import Ask  # brings torch

        return Ask(self.caption if texts == "captions" else self.bare, self.threshold, self.guidance, seed)


@dataclass(frozen=True)
class Material:
    """Recordings after the check, and what follows from them."""

    source: Path
    usable: tuple[Usable, ...]
    wanted: tuple[Wanted, ...]
    notes: tuple[str, ...]

    def clips(self, texts: Texts) -> tuple[Clip, ...]:
        """What is trained on, under its captions or under nothing but its class's name."""
        clips = [(one, replace(one.clip(), category=label_of(one, self.source))) for one in self.usable]
        if texts == "captions":
            return tuple(clip for _, clip in clips)
        return tuple(replace(clip, captions=(bare_text(clip.category),)) for _, clip in clips)

    def of(self, split: Split) -> tuple[Usable, ...]:
        """The recordings of one split."""
        return tuple(one for one in self.usable if one.split == split)


def look_into(options: Options, card: Card, on_progress: OnProgress) -> Material:
    """Check the recordings and say what is asked for. RequestError where they are too few to judge by."""
    from foley_bridge.recordings.check import check
    from foley_bridge.recordings.gather import gather

    gathered = gather(options.recordings)
    checked = check(
        gathered,
        validation_share=options.validation_share,
        seed=options.split_seed,
        on_progress=lambda done, of: on_progress("looking into recordings", done / of),
    )
    _require(checked)
    notes = [f"{one.label} is left out: {one.reason}." for one in checked.refused] + list(checked.notes)
    wanted, more = wanted_sounds(checked.usable, gathered.source, card, options.per_class)
    return Material(gathered.source, checked.usable, wanted, (*notes, *more))


def wanted_sounds(
    usable: Sequence[Usable], source: Path, card: Card, per_class: int
) -> tuple[tuple[Wanted, ...], list[str]]:
    """`per_class` sounds of each class of which recordings are held out; their captions take turns."""
    learnt = {label_of(one, source) for one in usable if one.split == "train"}
    held: dict[str, list[Usable]] = {}
    for one in usable:
        if one.split == "validation":
            held.setdefault(label_of(one, source), []).append(one)
    notes = [
        f"Nothing of {label!r} is held out: no sound of it is asked for." for label in sorted(learnt - held.keys())
    ]
    wanted = []
    for label in sorted(held):
        threshold, guidance = _rules(card, label)
        for number in range(per_class):
            captions = held[label][number % len(held[label])].captions
            wanted.append(Wanted(label, captions[0], captions, bare_text(label), threshold, guidance))
    unknown = sorted(label for label in held if label not in card.categories)
    if unknown:
        names = ", ".join(repr(one) for one in unknown)
        notes.append(f"{names}: no category of the pack; threshold and guidance are the pack's usual ones.")
    return tuple(wanted), notes


def asks_of(wanted: Sequence[Wanted], texts: Texts, *, noise: int) -> "list[Ask]":
    """The same noise `noise` gives the same seeds for every system."""
    return [one.ask(texts, noise * SEED_STEP + number) for number, one in enumerate(wanted)]


def bare_text(label: str) -> str:
    """A class's name as it would be said."""
    return with_article(label.replace("_", " ").strip()) or "a sound"


def read_sounds(
    chosen: Sequence[Usable], source: Path, *, rate_hz: int, seconds: float, on_progress: Callable[[float], None]
) -> tuple[SoundSet, list[str]]:
    """Recordings as they are listened to: each cut to its loudest seconds, as sounds are no longer."""
    from foley_bridge.recordings.reading import Reader

    sounds, notes = [], []
    with Reader() as reader:
        for number, one in enumerate(chosen):
            on_progress(number / len(chosen))
            take = one.take
            try:
                samples = reader.read_mono(take.path, take.start_s, take.end_s, rate_hz)
            except UnusableError as error:
                notes.append(f"{take.label} is left out: {error}.")
                continue
            cut = loudest(samples, rate_hz, seconds)
            sounds.append(Sound(label_of(one, source), one.captions[0], take.label, cut, rate_hz))
    return SoundSet(tuple(sounds)), notes


def counts(material: Material) -> Mapping[Split, int]:
    """How many recordings each split has."""
    return {"train": len(material.of("train")), "validation": len(material.of("validation"))}


def _require(checked: Checked) -> None:
    if not checked.usable:
        raise RequestError(nothing_usable(checked.source, checked.refused, checked.others))
    for split, what in (("train", "to learn from"), ("validation", "held out")):
        count = sum(one.split == split for one in checked.usable)
        if count < FEWEST:
            raise RequestError(
                f"{checked.source} has {count} recordings {what}, of {len(checked.usable)} that can be used; at least "
                f"{FEWEST} are needed: give more recordings, or another --validation-share."
            )


def _rules(card: Card, label: str) -> tuple[float, float]:
    """Threshold and guidance of a class."""
    if label in card.categories:
        return card.threshold_for(label), card.guidance_for(label)
    return card.defaults.threshold, card.defaults.guidance
