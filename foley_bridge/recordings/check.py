"""The check before training: each recording is usable, or refused with the reason; none is left out without a word."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.captions import captioned
from foley_bridge.recordings.groups import divided_sessions, group_names
from foley_bridge.recordings.measures import Measured, judge
from foley_bridge.recordings.phrases import sentences
from foley_bridge.recordings.reading import FileFacts, Reader
from foley_bridge.recordings.records import Checked, Gathered, Refused, Take, UnusableError, Usable
from foley_bridge.recordings.split import Grouped, split
from foley_models.errors import CancelledError

FEW = 20  # recordings: fewer can hardly tell better from worse


@dataclass(frozen=True)
class Examined:
    """A take that stood the check by itself, whatever others there are."""

    take: Take
    facts: FileFacts
    measured: Measured


class Examiner:
    """Looks into takes; what a file was is remembered as long as the file stays as it is."""

    def __init__(self, reader: Reader, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._reader = reader
        self._measured: dict[tuple[str, Path, float, float | None, bool], Measured] = {}

    def examine(self, take: Take) -> Examined:
        """UnusableError with the reason where it cannot be used."""
        facts = self._reader.describe(take.path)
        key = (facts.sha256, facts.path, take.start_s, take.end_s, take.cut_to_file)
        if key not in self._measured:
            self._measured[key] = self._reader.measure(take)
        judge(self._measured[key])
        return Examined(captioned(take, facts.texts, self.catalogue), facts, self._measured[key])


def check(
    gathered: Gathered,
    *,
    validation_share: float = 0.2,
    seed: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    examiner: Examiner | None = None,
) -> Checked:
    """Look into every take and split what can be used; `on_progress` hears how many of how many are done.

    An `examiner` that is passed in is kept open and remembers. Raises CancelledError when `cancelled` says so.
    """
    with ExitStack() as stack:
        looking = examiner or Examiner(stack.enter_context(Reader()), Catalogue.load())
        examined: list[Examined] = []
        refused = list(gathered.refused)
        for number, take in enumerate(gathered.takes):
            if cancelled is not None and cancelled():
                raise CancelledError(f"The check of {gathered.source} was stopped after {number} recordings.")
            try:
                examined.append(looking.examine(take))
            except UnusableError as error:
                refused.append(Refused(take.path, str(error), error.kind, take.label))
            if on_progress is not None:
                on_progress(number + 1, len(gathered.takes))
        unique = _without_doubles(examined, refused)
        usable, divided = _split(unique, looking.catalogue, validation_share, seed=seed)
    notes = tuple(_notes(usable, unique, divided))
    return Checked(gathered.source, usable, tuple(refused), gathered.others, notes)


def _without_doubles(examined: Sequence[Examined], refused: list[Refused]) -> list[Examined]:
    """The first of those that sound sample for sample alike; the others go to `refused`, with its name."""
    first: dict[str, Examined] = {}
    for one in examined:
        known = first.setdefault(one.measured.sound_sha256, one)
        if known is not one:
            reason = f"it {_likeness(one, known)} {known.take.label}"
            refused.append(Refused(one.take.path, reason, "duplicate", one.take.label))
    return list(first.values())


def _likeness(one: Examined, known: Examined) -> str:
    if one.facts.path == known.facts.path:
        return "is the same piece of the same file as"
    if one.facts.sha256 == known.facts.sha256:
        return "is the same file as"
    return "sounds, sample for sample, the same as"


def _split(
    examined: Sequence[Examined], catalogue: Catalogue, share: float, *, seed: int
) -> tuple[tuple[Usable, ...], tuple[str, ...]]:
    """What can be used with its split, and the categories whose only session was divided into files."""
    found = [(one.take, one.facts.path, one.facts.sha256) for one in examined]
    groups, divided = divided_sessions(group_names(found, catalogue), found)
    grouped = [Grouped(group, one.take.category) for group, one in zip(groups, examined, strict=True)]
    splits = split(grouped, validation_share=share, seed=seed)
    usable = tuple(
        Usable(
            take=one.take,
            sha256=one.facts.sha256,
            rate_hz=one.facts.rate_hz,
            channels=one.facts.channels,
            seconds=one.measured.seconds,
            captions=sentences(one.take.caption),
            group=group,
            split=half,
        )
        for one, group, half in zip(examined, groups, splits, strict=True)
    )
    return usable, divided


def _notes(usable: Sequence[Usable], examined: Sequence[Examined], divided: Sequence[str]) -> list[str]:
    """Sentences about the set as a whole."""
    notes = []
    groups = {one.group for one in usable}
    if len(usable) == 1:
        notes.append("Only one recording can be used: a model learns it by heart, and nothing is left to judge it by.")
    elif len(groups) == 1:
        notes.append(
            f"All {len(usable)} clips are of one recording ({usable[0].group}): none is held out, so nobody can tell "
            "whether the model got better. Add other recordings, or say which belong together in a column group."
        )
    elif 0 < len(usable) < FEW:
        notes.append(f"{len(usable)} clips are few: an improvement of the model can hardly be told from chance.")
    if divided:
        notes.append(
            f"The files of {', '.join(divided)} are numbered takes of one name: they are held out file by file, so "
            "what is held out is much like what is learnt, and the model will look better than on another recording."
        )
    lost = _only_held_out(usable)
    if lost:
        notes.append(f"Nothing is left to learn {', '.join(lost)} from: each has one recording, which is held out.")
    generated = sum(one.facts.texts.generated for one in examined)
    if generated:
        notes.append(f"{generated} of the clips say that a program generated them; a model learns little from those.")
    return notes


def _only_held_out(usable: Sequence[Usable]) -> list[str]:
    learnt = Counter(one.take.category for one in usable if one.split == "train")
    return sorted({one.take.category or "(no category)" for one in usable if learnt[one.take.category] == 0})
