"""A run that gives a pack a latent CLAP encoder: recordings read once, a plan that a resumed run keeps to, the part."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path

from foley_models.errors import RequestError, TrainingError
from foley_models.latent_clap import LatentClapShape
from foley_models.pack import Pack
from foley_models.pack_writing import NewPart
from foley_models.training.clips import Clip, ReadClip
from foley_models.training.latent_clap import (
    EncoderSettings,
    EncoderStep,
    Label,
    Labelled,
    Lesson,
    label_recordings,
    label_with,
    segment_samples,
    shape_for,
    train_latent_clap,
)
from foley_models.training.sounds import digest_of, keep_recordings

PART = "latent_clap"
PLAN, CHECKPOINT = "plan.json", "latent_clap.pt"
FILES = (PLAN, CHECKPOINT, "latent_clap.log.jsonl", "latent_clap.tmp")
SOUNDS = ("train.i16", "train.json", "validation.i16", "validation.json")
TIMED_STEPS = 5  # of which the first two are not counted
MINUTES_MOST = 100_000
STEPS_LEAST, STEPS_MOST = 20, 100_000  # that a number of minutes can mean


@dataclass(frozen=True)
class Plan:
    """What a run must have in common with the one that it goes on from."""

    pack: str  # digest
    recordings: str  # digest
    steps: int
    batch: int
    seed: int


@dataclass(frozen=True)
class Watching:
    """Who is told how a run goes, and who may end it."""

    on_reading: Callable[[int, int], None] | None = None  # recordings read, of all
    on_step: Callable[[EncoderStep], None] | None = None
    cancelled: Callable[[], bool] | None = None


def train_part(
    pack: Pack,
    clips: Sequence[Clip],
    read: ReadClip,
    work: Path,
    *,
    settings: EncoderSettings,
    minutes: float | None = None,
    watching: Watching | None = None,
) -> NewPart:
    """Trains an encoder for a pack on clips and gives the part to be put into it.

    `work` keeps what a resumed run needs: where it holds a run that was begun, that one goes on, bit for bit;
    RequestError where it was another. With `minutes` the number of steps is what fits into them on this machine,
    measured once and kept. TrainingError where no recording is held out or none is left to learn from,
    NotAvailableError where the pack cannot hear, CancelledError.
    """
    watched, parts = watching or Watching(), pack.parts
    check_minutes(minutes)
    label, shape = label_with(parts), shape_for(parts)
    _check_splits(clips)
    work.mkdir(parents=True, exist_ok=True)
    lesson = _lesson(pack, clips, read, work, label=label, watched=watched)
    wanted = Plan(pack.digest, digest_of(clips, parts.spec.rate_hz), settings.steps, settings.batch, settings.seed)
    known = read_plan(work)
    if known is not None:
        settings = _same(known, wanted, settings, any_steps=minutes is not None)
    elif minutes is not None:
        settings = replace(settings, steps=_steps_in(minutes, shape, lesson, settings))
    plan = replace(wanted, steps=settings.steps)
    (work / PLAN).write_text(json.dumps(asdict(plan)), encoding="utf-8")
    trained = train_latent_clap(
        shape,
        lesson,
        settings,
        checkpoint=work / CHECKPOINT,
        on_progress=watched.on_step,
        cancelled=watched.cancelled,
    )
    measured = _measured(plan, clips, trained.cosine, segments=len(lesson.validation.audio))
    return NewPart(PART, trained.model.cpu().state_dict(), asdict(shape), measured)


def _measured(plan: Plan, clips: Sequence[Clip], cosine: float, *, segments: int) -> dict[str, object]:
    """What the card is to say."""
    return {
        "validation_cosine": round(cosine, 4),
        "validation_segments": segments,
        "validation_recordings": sum(clip.split == "validation" for clip in clips),
        "training_recordings": sum(clip.split == "train" for clip in clips),
        "recordings_sha256": plan.recordings,
        "steps": plan.steps,
        "batch": plan.batch,
        "seed": plan.seed,
    }


def check_minutes(minutes: float | None) -> None:
    """RequestError where a number of minutes makes no sense."""
    if minutes is not None and not 0 < minutes <= MINUTES_MOST:
        raise RequestError(f"minutes is {minutes:g}: choose a number over 0 and up to {MINUTES_MOST}.")


def read_plan(work: Path) -> Plan | None:
    """The plan of a run that was begun in a folder; None where there is none."""
    path = work / PLAN
    if not path.is_file() or not (work / CHECKPOINT).is_file():
        return None
    try:
        return Plan(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise RequestError(f"{path} is no plan of a training: remove {work} and begin anew.") from error


def forget(work: Path) -> None:
    """Removes what a finished run left in its folder, and the folder if nothing else is in it."""
    for name in (*FILES, *SOUNDS):
        (work / name).unlink(missing_ok=True)
    if work.is_dir() and not any(work.iterdir()):
        work.rmdir()


def _lesson(
    pack: Pack, clips: Sequence[Clip], read: ReadClip, work: Path, *, label: Label, watched: Watching
) -> Lesson:
    """The training recordings to draw from, and the held-out ones labelled."""
    parts, done = pack.parts, 0
    kept = {}
    for split in ("train", "validation"):
        own, before = [clip for clip in clips if clip.split == split], done
        kept[split] = keep_recordings(
            own,
            read,
            work / f"{split}.i16",
            length=segment_samples(parts),
            rate_hz=parts.spec.rate_hz,
            on_progress=_shifted(watched.on_reading, before, len(clips)),
            cancelled=watched.cancelled,
        )
        done += len(own)
    validation = label_recordings(label, kept["validation"], channels=parts.channels)
    device = parts.unconditional.device
    return Lesson(kept["train"], parts.spec.rate_hz, label, validation, device, parts.channels)


def _shifted(told: Callable[[int, int], None] | None, before: int, total: int) -> Callable[[int, int], None] | None:
    """Tells of one split as part of all clips."""
    return None if told is None else lambda done, _: told(before + done, total)


def _check_splits(clips: Sequence[Clip]) -> None:
    if not any(clip.split == "train" for clip in clips):
        raise TrainingError(f"There is nothing to learn from: none of {len(clips)} clips is for training.")
    if not any(clip.split == "validation" for clip in clips):
        raise TrainingError(
            f"None of {len(clips)} clips is held out, so nobody could tell whether the encoder hears right: "
            "give at least two recordings, and a share for validation over 0."
        )


def _same(known: Plan, wanted: Plan, settings: EncoderSettings, *, any_steps: bool) -> EncoderSettings:
    """The settings of a run that was begun. RequestError names what is another now."""
    for name, old in asdict(known).items():
        new = getattr(wanted, name)
        if old != new and not (name == "steps" and any_steps):
            raise RequestError(
                f"The training that was begun had {name} {_short(old)}, now it is {_short(new)}: go on with the same, "
                "or begin anew in another folder."
            )
    return replace(settings, steps=known.steps)


def _short(value: object) -> str:
    return f"{value:.12}…" if isinstance(value, str) else str(value)


def _steps_in(minutes: float, shape: LatentClapShape, lesson: Lesson, settings: EncoderSettings) -> int:
    """How many steps fit into minutes, by the time of a few that are thrown away."""
    times = [time.perf_counter()]
    few = Labelled(lesson.validation.latents[:2], lesson.validation.audio[:2])
    with tempfile.TemporaryDirectory() as folder:
        train_latent_clap(
            shape,
            replace(lesson, validation=few),
            replace(settings, steps=TIMED_STEPS, report_every=1, judge_every=TIMED_STEPS),
            checkpoint=Path(folder) / CHECKPOINT,
            on_progress=lambda _: times.append(time.perf_counter()),
        )
    step_s = statistics.median(after - before for before, after in pairwise(times[2:]))
    return max(STEPS_LEAST, min(STEPS_MOST, int(minutes * 60 / max(step_s, 1e-4))))
