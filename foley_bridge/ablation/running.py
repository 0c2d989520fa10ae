"""An ablation from recordings to tables: what is missing is trained, made and heard, then everything is measured."""

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.ablation import estimate
from foley_bridge.ablation.adapters import Adapters, key_of
from foley_bridge.ablation.background import LOCK_FILE
from foley_bridge.ablation.comparing import compare
from foley_bridge.ablation.estimate import Costs, Work
from foley_bridge.ablation.heard import Array, Heard, Listener, keep, kept
from foley_bridge.ablation.ledger import Ledger, OnWork
from foley_bridge.ablation.material import Material, bare_text, look_into, read_sounds
from foley_bridge.ablation.measures import Against, Judged
from foley_bridge.ablation.options import Options
from foley_bridge.ablation.results import NAN, Ablated
from foley_bridge.ablation.schedule import Job, Schedule
from foley_bridge.ablation.sets import SetOf, Sets, targets_of
from foley_bridge.ablation.systems import tables
from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.files.disk_errors import explained
from foley_models.errors import BusyError, NotAvailableError

if TYPE_CHECKING:
    from foley_models.evaluation.embedders import Embedder
    from foley_models.pack import Pack
    from foley_models.training.clips import Split


class Ablation:
    """One ablation: its pack, its ears and its recordings, looked into once."""

    def __init__(self, options: Options, on_work: OnWork) -> None:
        """Loads and checks everything. RequestError, PackError, NotAvailableError where it cannot be done."""
        self.options = options
        self._tables = tables(options.tables, options.weights)
        on_work("load", 0.0, -1.0)
        self._base, self._served = _packs(options)
        check_pack(self._base, latent=self._uses_latent)
        self._ears = _ears(options, self._base)
        self._listener = Listener(self._ears, self._base)
        self.material: Material = look_into(
            options, self._base.card, lambda what, fraction: on_work(what, fraction, -1.0)
        )
        self._adapters = Adapters(self._base, self.material, options)
        self._schedule = Schedule(self._tables, self._adapters, seeds=options.seeds, samplings=options.samplings)
        self._known = self._identity()
        self._sets = Sets(self._served, self.material.wanted, options, self._listener, identity=self._known)
        self._notes = list(self.material.notes)

    def work(self) -> Work:
        """What is still to be done."""
        missing = [job for job in self._schedule.jobs() if self._sets.missing(job.one)]
        return Work(
            recordings=len(self.material.usable),
            trainings=len(self._trainings(missing)),
            steps=self.options.steps,
            sets=sum(not job.one.pooled for job in missing),
            pooled_sets=sum(job.one.pooled for job in missing),
            sounds=len(self.material.wanted),
            candidates=self.options.candidates,
        )

    def costs(self) -> Costs:
        """What each part takes on this machine, tried out."""
        return estimate.measure_costs(
            self._served, self._listener, self.material, self.options, latent=self._uses_latent
        )

    def run(self, costs: Costs, on_work: OnWork) -> Ablated:
        """Everything that is missing, then the tables. BusyError where another process works in the same folder."""
        work = self.options.work
        with explained(work):
            work.mkdir(parents=True, exist_ok=True)
        try:
            with single_instance(work / LOCK_FILE):
                return self._run(costs, Ledger(sum(estimate.bounds_of(costs, self.work())) / 2, on_work))
        except AlreadyRunningError as error:
            raise BusyError(
                f"Another process works in {work}: wait until it is done, or name another --work."
            ) from error

    def _run(self, costs: Costs, ledger: Ledger) -> Ablated:
        began_s = time.monotonic()
        against, real = self._recordings(costs, ledger)
        if any(table.pooled for table in self._tables):
            self._sets.targets = self._targets(real)
        todo = self.work()
        jobs = [job for job in self._schedule.jobs() if self._sets.missing(job.one)]
        if self._trainings(jobs):
            self._encode(costs, ledger)
        for job in jobs:
            self._train(job, costs, ledger)
            least, most = estimate.seconds_of_set(costs, todo, pooled=job.one.pooled)
            told = ledger.part(
                f"sounds of {job.system.name}, seed {job.seed}, noise {job.one.noise}", (least + most) / 2
            )
            self._set(job.one, told)
        ledger.part("measuring", 0.0)
        labels = [one.label for one in self.material.wanted]
        names = [one.name for one in self._ears]
        numbers = compare(self._schedule, self._set, against, real, labels=labels, ears=names)
        about = self._about() | {"seconds": round(time.monotonic() - began_s, 1)}
        return Ablated(about, numbers, tuple(dict.fromkeys(self._notes)))

    def _trainings(self, jobs: list[Job]) -> set[str]:
        """Keys of what has to be trained for some sets."""
        return {key for job in jobs for key in self._adapters.missing(job.system, job.seed)}

    def _encode(self, costs: Costs, ledger: Ledger) -> None:
        texts = {stage.texts for table in self._tables for system in table.systems for stage in system.stages}
        for number, one in enumerate(sorted(texts)):
            seconds = costs.encode_s if number == 0 else 0.0  # sounds are encoded once, whatever they are called
            self._adapters.encode(one, ledger.part("encoding recordings", seconds))

    def _train(self, job: Job, costs: Costs, ledger: Ledger) -> None:
        missing = self._adapters.missing(job.system, job.seed)
        for one in job.trainings:
            if one.key in missing:
                stage = f", stage {one.number + 1} of {len(job.trainings)}" if len(job.trainings) > 1 else ""
                seconds = estimate.seconds_of_training(costs, self.options.steps)
                told = ledger.part(f"training {job.system.name}, seed {job.seed}{stage}", seconds)
                self._adapters.train(job.system, job.seed, one.number, told)

    def _set(self, one: SetOf, told: Callable[[float], None] = lambda _fraction: None) -> dict[str, Heard]:
        return self._sets.get(one, lambda: self._adapters.put_on(self._served, one.adapters), told)

    def _recordings(self, costs: Costs, ledger: Ledger) -> tuple[Against, Judged]:
        """The held-out recordings, and those that are learnt from, as the ears hear them."""
        held, held_labels = self._real("validation", costs, ledger)
        learnt, labels = self._real("train", costs, ledger)
        return Against(held, held_labels), Judged((learnt,), (), labels)

    def _real(self, split: "Split", costs: Costs, ledger: Ledger) -> tuple[Heard, tuple[str, ...]]:
        chosen = self.material.of(split)
        name = key_of(self._known, split, self.options.seconds)
        path = self.options.work / "recordings" / f"{name}.npz"
        found = kept(path)
        if found is None:
            told = ledger.part("listening to recordings", costs.listen_s * len(chosen))
            keep(path, self._heard_recordings(split, told))
            found = kept(path)  # read back, so that first and later runs measure the same
            assert found is not None
        (labels,) = found
        return found[labels], tuple(labels.split("\n"))

    def _heard_recordings(self, split: "Split", told: Callable[[float], None]) -> dict[str, Heard]:
        """One set, under the classes of its sounds, one a line."""
        import numpy as np

        chosen, seconds = self.material.of(split), self.options.seconds
        sounds, notes = read_sounds(
            chosen, self.material.source, rate_hz=self._listener.rate_hz, seconds=seconds, on_progress=told
        )
        self._notes += notes
        if not sounds.sounds:
            raise NotAvailableError(f"None of the recordings can be read any more: {' '.join(notes[:3])}")
        captions = [one.text for one in sounds.sounds]
        windows, scores = self._listener.hear(
            [one.samples for one in sounds.sounds], self._listener.rate_hz, captions, told
        )
        nothing = np.zeros(len(scores))
        heard = Heard(windows, scores, nothing, nothing.astype(bool), NAN)
        return {"\n".join(one.label for one in sounds.sounds): heard}

    def _targets(self, real: Judged) -> "dict[str, Array]":
        from foley_models.evaluation.embedders import text_embeddings

        labels = sorted({one.label for one in self.material.wanted})
        texts = dict(zip(labels, text_embeddings(self._base, [bare_text(one) for one in labels]), strict=True))
        names = [f"{number}" for number in range(len(real.labels))]
        found = targets_of(real.sets[0], real.labels, names, texts, self.options.targets)
        self._notes += [
            f"No recording of {one!r} is learnt from, so its candidates are ranked against the tuned text, too, where "
            "audio embeddings are asked for."
            for one in labels
            if one not in found
        ]
        return found

    @property
    def _uses_latent(self) -> bool:
        return any(stage.latent for table in self._tables for system in table.systems for stage in system.stages)

    def _identity(self) -> object:
        """What everything that is heard depends on, besides the system."""
        from foley_models.card import hash_file

        ears = [(one.partition("=")[0], _file_hash(one, hash_file)) for one in self.options.ears]
        clips = [
            (one.sha256, one.start_s, one.end_s, one.category, one.captions, one.split)
            for one in self.material.clips("captions")
        ]
        device = self._served.parts.unconditional.device.type
        return self._base.digest, str(self._served.dtype), device, sorted(ears), clips

    def _about(self) -> dict[str, object]:
        options = {
            name: str(value) if isinstance(value, Path) else value for name, value in asdict(self.options).items()
        }
        return {
            "options": options,
            "pack": self._base.card.name,
            "pack_digest": self._base.digest,
            "dtype": str(self._served.dtype),
            "sounds": len(self.material.wanted),
            "recordings": {split: len(self.material.of(split)) for split in ("train", "validation")},
        }


def _file_hash(ear: str, hash_file: Callable[[Path], str]) -> str:
    file = ear.partition("=")[2]
    return hash_file(Path(file)) if file else ""


def _packs(options: Options) -> "tuple[Pack, Pack]":
    """The pack in float32, which trains and listens, and as this machine would make sounds with it."""
    from foley_bridge.folders import user_folders
    from foley_bridge.packs.places import folder_of
    from foley_models.devices import choose_device, choose_dtype
    from foley_models.pack import load_pack

    folder = folder_of(options.pack, user_folders().packs)
    base = load_pack(folder, device=options.device, dtype="float32")
    same = choose_dtype(choose_device(options.device)) is base.dtype
    return base, base if same else load_pack(folder, device=options.device)


def _ears(options: Options, pack: "Pack") -> "list[Embedder]":
    from foley_bridge.evaluation.ears import load_ears

    return load_ears(options.ears, lambda: pack)


def check_pack(pack: "Pack", *, latent: bool) -> None:
    """NotAvailableError where a pack cannot be trained or chosen from, or not with the latent CLAP loss."""
    if not pack.parts.encoder.can_embed_audio:
        raise NotAvailableError(f"The pack {pack.card.name!r} has no audio tower: it can neither learn nor choose.")
    if latent and pack.parts.latent_scorer is None:
        raise NotAvailableError(
            f"The pack {pack.card.name!r} has no latent CLAP encoder: train one with foley-bridge train latent-clap, "
            "or ask for the tables y1 and y2 alone."
        )
