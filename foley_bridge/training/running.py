"""A training from its recordings to its adapter, inside the engine; begun again, it goes on where it was.

    check -> encode -> evaluate (before) -> train -> evaluate (after) -> adapter with both in its card

What a stage settled lies in the training's folder, so that a process that is killed anywhere repeats at most one
recording, or the steps since the last checkpoint. Between any two recordings, steps and sounds `between` is called:
there the engine makes what it was asked for meanwhile, and there a pause or cancel ends this with CancelledError.
"""

import math
import shutil
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.engine.events import Advanced
from foley_bridge.engine.patience import parts_of
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.naming import slug
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.measuring import Measure
from foley_bridge.training.peers import local_team, with_all_threads
from foley_bridge.training.project import EventLog, TrainingFolder, without_ours
from foley_bridge.training.told import Ended, FileRefused, Noted, Sampled, Stepped, TellTraining
from foley_models.errors import BusyError, TrainingError
from foley_models.training import events
from foley_models.training.clips import Clip
from foley_models.training.settings import TrainSettings

if TYPE_CHECKING:
    from foley_models.pack import Pack
    from foley_models.training.examples import Examples
    from foley_models.training.team import Team

# The team of a training while this is entered; what it is given is called while the other processes come.
Gather = Callable[[Callable[[], None]], AbstractContextManager["Team"]]
NO_LICENCE = "no licence chosen"
TRIAL_STEPS = 3
# Where each stage begins, as a part of the whole.
_STARTS = {"check": 0.0, "encode": 0.05, "before": 0.15, "train": 0.2, "after": 0.95}
_ENDS = {"check": 0.05, "encode": 0.15, "before": 0.2, "train": 0.95, "after": 1.0}


@dataclass(frozen=True)
class Material:
    """What is learnt from, as the check left it."""

    clips: tuple[Clip, ...]
    refused: int


class TrainingRun:
    """One training in one engine process, or in the main one of several: `gather` has the others come."""

    def __init__(
        self,
        order: TrainOrder,
        pack: "Pack",
        *,
        at_a_time: int,
        tell: TellTraining,
        between: Callable[[], None],
        gather: "Gather | None" = None,
    ) -> None:
        self._order, self._pack = order, pack
        self._gather = gather or self._gather_here
        self._at_a_time = at_a_time
        self._folder = TrainingFolder(Path(order.folder))
        self._log = EventLog(self._folder)
        self._told = tell
        self._between = with_all_threads(between) if order.processes > 1 else between

    def run(self) -> None:
        """Train to the end, telling everything, Ended last.

        BusyError where another process trains here; CancelledError from `between`; DiskFullError, DestinationError;
        else what check, trainer and pack raise.
        """
        with explained(self._folder.path):
            self._folder.path.mkdir(exist_ok=True)
        try:
            with single_instance(self._folder.lock), explained(self._folder.path):
                self._run()
        except AlreadyRunningError as error:
            raise BusyError(f"Another process trains in {self._folder.path}: wait until it is done.") from error

    def _run(self) -> None:
        material = self._material()
        examples = self._examples(material)
        with self._gather(lambda: self._advance("encode", 1, 1)) as self._team:
            settings = self._settings(examples)
            measure = Measure(self._pack, examples, seed=settings.seed)
            before = self._measured("before", measure, lambda: self._pack)
            trained = self._trained(examples, settings, measure)
        after = self._measured("after", measure, self._with_adapter)
        self._tell(self._ended(trained, material, before=before, after=after))

    def _material(self) -> Material:
        """The recordings: checked once, and the same from then on, whatever happens to their files."""
        kept = self._folder.kept("check.json")
        if kept is None:
            kept = self._checked()
            self._folder.keep("check.json", kept)
        clips = tuple(Clip(**one | {"captions": tuple(one["captions"])}) for one in kept["clips"])
        return Material(clips, len(kept["refused"]))

    def _checked(self) -> dict[str, Any]:
        from foley_bridge.recordings.check import check
        from foley_bridge.recordings.gather import gather

        source = Path(self._order.source)
        found = without_ours(gather(source), source)
        self._advance("check", 0, 1)
        checked = check(
            found,
            validation_share=self._order.validation_share,
            seed=self._order.settings.seed,
            on_progress=lambda done, total: self._advance("check", done, total),
        )
        for one in checked.refused:
            self._tell(FileRefused(str(one.path), f"{one.label}: {one.reason}"))
        for note in checked.notes:
            self._tell(Noted(0, note))
        return {
            "clips": [asdict(one) for one in checked.clips()],
            "refused": [{"path": str(one.path), "reason": one.reason} for one in checked.refused],
            "others": checked.others,
            "notes": list(checked.notes),
        }

    def _examples(self, material: Material) -> "Examples":
        from foley_bridge.recordings.reading import Reader
        from foley_models.training.examples import prepare

        with Reader() as reader:
            return prepare(
                self._pack,
                material.clips,
                reader.read_clip,
                self._folder.cache,
                on_progress=lambda done, total: self._advance("encode", done, total),
                waveforms=self._order.settings.method == "codec",
            )

    def _settings(self, examples: "Examples") -> TrainSettings:
        """The settings, with the steps that fit into the minutes that were asked for; settled once."""
        kept = self._folder.kept("settings.json")
        if kept is None:
            steps = self._steps_in_time(examples) if self._order.minutes is not None else self._order.settings.steps
            created = datetime.now(UTC).isoformat(timespec="seconds")
            kept = {"created": created, "steps": steps, "pack_digest": self._pack.digest, "order": asdict(self._order)}
            self._folder.keep("settings.json", kept)
        self._created = str(kept["created"])
        return replace(self._order.settings, steps=int(kept["steps"]))

    def _steps_in_time(self, examples: "Examples") -> int:
        from foley_models.training.finetune import finetune
        from foley_models.training.following import lead

        trial = self._folder.path / "trial"
        settings = replace(self._order.settings, steps=TRIAL_STEPS, sample_every=0, judge_every=0)
        times_s: list[float] = []
        shutil.rmtree(trial, ignore_errors=True)  # of an attempt that was killed
        lead(self._team, self._pack, examples, settings, piece=self._piece(settings))
        try:
            with closing(
                finetune(self._pack, examples, settings, trial, about=self._about(), team=self._team)
            ) as steps:
                for event in steps:
                    self._between()
                    if isinstance(event, events.Stepped):
                        times_s.append(time.monotonic())
        finally:
            shutil.rmtree(trial, ignore_errors=True)
        a_step_s = (times_s[-1] - times_s[0]) / (TRIAL_STEPS - 1)
        return max(1, math.floor((self._order.minutes or 0.0) * 60.0 / max(a_step_s, 1e-6)))

    def _measured(self, when: str, measure: Measure, pack: Callable[[], "Pack"]) -> dict[str, float]:
        kept = self._folder.kept("measured.json") or {}
        if when not in kept:
            kept[when] = measure.of(pack(), self._between, lambda done, total: self._advance(when, done, total))
            self._folder.keep("measured.json", kept)
        found: dict[str, float] = kept[when]
        return found

    def _trained(self, examples: "Examples", settings: TrainSettings, measure: Measure) -> events.Trained:
        with closing(self._steps(examples, settings, measure)) as steps:
            for event in steps:
                self._pass_on(event)
                self._between()
                if isinstance(event, events.Trained):
                    return event
        raise TrainingError("The training ended without an adapter: look into the log.")

    def _steps(
        self, examples: "Examples", settings: TrainSettings, measure: Measure
    ) -> Generator[events.TrainingEvent, None, None]:
        from foley_models.training.adapter import write_adapter
        from foley_models.training.finetune import FineTuning
        from foley_models.training.following import lead

        judge = measure.judge(self._between) if settings.judge_every else None
        piece = self._piece(settings)
        lead(self._team, self._pack, examples, settings, piece=piece)
        training = FineTuning(self._pack, examples, settings, self._folder.path, judge=judge, team=self._team)
        training.loss.piece = piece
        training.resume()
        yield from training.events()
        path = self._folder.adapter
        write_adapter(path, training.final_values(), pack=self._pack, settings=settings, about=self._about(examples))
        yield events.Trained(str(path), settings.steps, training.run.best_step or settings.steps)

    def _piece(self, settings: TrainSettings) -> int:
        return parts_of(settings.batch_size, self._at_a_time)[0]

    def _gather_here(self, waiting: Callable[[], None]) -> "AbstractContextManager[Team]":
        return local_team(self._order.processes, self._pack, waiting=waiting)

    def _with_adapter(self) -> "Pack":
        from foley_models.training.adapter import apply_adapter, load_adapter

        return apply_adapter(self._pack, load_adapter(self._folder.adapter))

    def _ended(
        self, trained: events.Trained, material: Material, *, before: dict[str, float], after: dict[str, float]
    ) -> Ended:
        from foley_models.card import hash_file
        from foley_models.training.adapter_card import annotate_adapter

        card = annotate_adapter(self._folder.adapter, before=before, after=after)
        return Ended(
            path=str(self._folder.adapter),
            name=card.name,
            sha256=hash_file(self._folder.adapter),
            pack=self._pack.digest,
            licence=card.licence,
            steps=trained.steps,
            best_step=trained.best_step,
            used=len(material.clips),
            refused=material.refused,
            before=before,
            after=after,
        )

    def _about(self, examples: "Examples | None" = None) -> Any:
        from foley_models.training.adapter_card import AdapterInfo

        clips = () if examples is None else examples.clips
        learnt = {one.sha256: one.name for one in clips if one.split == "train"}
        created = self._created if examples is not None else ""
        return AdapterInfo(self._order.name, self._order.licence or NO_LICENCE, learnt, created)

    def _pass_on(self, event: events.TrainingEvent) -> None:
        if isinstance(event, events.Stepped):
            self._tell(Stepped(event.step, event.steps, dict(event.losses), event.left_s))
        elif isinstance(event, events.Rendered):
            self._tell(self._sampled(event))
        elif isinstance(event, events.Noted):
            self._tell(Noted(event.step, event.text))
        elif isinstance(event, events.Validated):
            measured = {**event.losses, **({} if event.kad is None else {"kad": event.kad})}
            said = ", ".join(f"{name} {value:.4g}" for name, value in measured.items())
            self._tell(Noted(event.step, f"On held-out recordings: {said}."))

    def _sampled(self, event: events.Rendered) -> Sampled:
        from foley_bridge.files.wav import encode_pcm, guard_gain, wrap_pcm

        sound = event.waveform.astype("float64")
        data = wrap_pcm(encode_pcm(sound * guard_gain(sound)), event.rate_hz)
        file = self._folder.samples / f"step-{event.step:07d}_{event.number}_{slug(event.prompt)}.wav"
        self._folder.put(file, data)
        return Sampled(event.step, event.number, event.prompt, str(file))

    def _advance(self, stage: str, done: int, total: int) -> None:
        start, end = _STARTS[stage], _ENDS[stage]
        shown = "evaluate" if stage in ("before", "after") else stage
        self._tell(Advanced(shown, start + (end - start) * done / max(1, total), math.nan))
        self._between()

    def _tell(self, event: Any) -> None:
        if not isinstance(event, Advanced):
            self._log.add(event)
        self._told(event)
        if isinstance(event, Stepped):
            start, end = _STARTS["train"], _ENDS["train"]
            self._told(Advanced("train", start + (end - start) * event.step / event.steps, event.left_s))
