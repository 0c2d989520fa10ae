"""Judge a pack's sounds by an independent ear: python -m benchmarks.ear --ear FOLDER --audio FOLDER.

What is judged is what a user gets: rank 1 of the default request (4 s, count 4, default pool) for the prompt of each
family on the pack's card. The ear is a judge only: nothing in the product is taught, filtered or chosen by it.
A run that was stopped goes on where it was: takes are kept under --out by pack, prompt and seed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from benchmarks.copies import CopyDetector, Nearest
from benchmarks.ear_measures import (
    Copies,
    all_distances,
    all_shares,
    bars,
    confusions,
    find_copies,
    nearest_families,
)
from benchmarks.ear_report import EarResult, averages, markdown
from benchmarks.families import JUDGED_FAMILIES, SEQUENCE_FAMILIES, SHOWN_FAMILIES
from benchmarks.fitting import load_fitting
from benchmarks.real_clips import CLIPS_MOST, real_clips, sequences
from benchmarks.sounds import (
    TRIVIAL_SIGNALS,
    Sound,
    by_family,
    read_sound,
    trivial_signal,
)
from benchmarks.takes import Take, TakeStore, default_sampling, family_prompts, make_takes
from benchmarks.yamnet_judge import Heard, YamnetJudge, load_judge
from foley_bridge.progress import shown_progress
from foley_models.card import Card
from foley_models.errors import FoleyError, RequestError
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack, verify_pack
from foley_models.recipe.recordings import Recording, read_manifest
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack

SECONDS = GenerationRequest(prompt="").seconds
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Job:
    """What one run is asked to do."""

    ear: Path
    audio: Path
    pack: Path
    seeds: tuple[int, ...]
    families: tuple[str, ...]
    out: Path
    device: str


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done (whether or not the bars are met), 1 with one sentence where it cannot be done."""
    args = _parser().parse_args(argv)
    if args.threads is not None:
        torch.set_num_threads(args.threads)
    try:
        job = _job(args)
        with shown_progress(sys.stderr) as progress:
            result = measure(job, lambda label, fraction: progress.advance(label, fraction, -1.0))
        text = markdown(result)
        (job.out / "ear.md").write_text(text, encoding="utf-8")
        (job.out / "ear.json").write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.ear: {error}\n")
        return 1
    print(text)
    print(f"written to {job.out / 'ear.md'} and {job.out / 'ear.json'}")
    return 0


def measure(job: Job, report: Report) -> EarResult:
    """Everything, in order: takes, the ear on takes and real clips, distances, copies."""
    card = verify_pack(job.pack)
    judge = load_judge(job.ear)
    fitting = load_fitting(job.ear, judge.class_names)
    recordings = {split: by_family(read_manifest(job.audio, (split,))) for split in ("train", "validation")}
    real_rows = by_family(read_manifest(job.audio, ("validation", "studio")))
    prompts = family_prompts(card, job.families)
    job.out.mkdir(parents=True, exist_ok=True)
    takes = make_takes(
        lambda: ModelStack(load_pack(job.pack, device=job.device)),
        prompts,
        job.seeds,
        store=TakeStore(job.out, card),
        on_progress=report,
    )
    ours = hear_all(judge, {family: [take.sound for take in takes[family]] for family in takes}, "our takes", report)
    heard = {
        name: hear_all(judge, real_clips(job.audio, rows, job.families, SECONDS), f"{name} clips", report)
        for name, rows in (("real", real_rows), ("train", recordings["train"]))
    }
    signals = {name: [trivial_signal(name, SECONDS, seed) for seed in range(CLIPS_MOST)] for name in TRIVIAL_SIGNALS}
    shares = all_shares(fitting, ours, heard["real"], hear_all(judge, signals, "trivial signals", report))
    copies = look_for_copies(job.audio, takes, recordings, report)
    return EarResult(
        settings=_settings(job, card),
        prompts=prompts,
        shares=shares,
        averages=averages(shares),
        confusion=confusions(fitting, ours, heard["real"]),
        distances=all_distances(ours, heard["train"], heard["real"]),
        copies=copies,
        predicted={family: _share_predicted(takes[family]) for family in takes},
        bars=bars(shares, copies),
        nearest=nearest_families(ours, heard["real"]),
    )


def hear_all(
    judge: YamnetJudge, sounds: Mapping[str, Sequence[Sound]], label: str, report: Report
) -> dict[str, list[Heard]]:
    """What the ear makes of sounds by name."""
    heard: dict[str, list[Heard]] = {}
    for done, (name, group) in enumerate(sounds.items()):
        report(f"the ear on {label}", done / len(sounds))
        heard[name] = [judge.hear(sound) for sound in group]
    return heard


def look_for_copies(
    audio: Path,
    takes: Mapping[str, Sequence[Take]],
    recordings: Mapping[str, Mapping[str, Sequence[Recording]]],
    report: Report,
) -> Copies:
    """Distances of takes and of all validation clips to the nearest training clip."""
    train = [row for rows in recordings["train"].values() for row in rows]
    detector = CopyDetector([read_sound(audio / row.path) for row in train], lambda f: report("copies: training", f))
    ours = _nearest_by(
        detector,
        {family: [(f"{family}, seed {take.note.seed}", take.sound) for take in takes[family]] for family in takes},
        lambda fraction: report("copies: our takes", fraction),
    )
    validation = {
        family: [(row.path, read_sound(audio / row.path)) for row in rows]
        for family, rows in recordings["validation"].items()
    }
    real = _nearest_by(detector, validation, lambda fraction: report("copies: validation clips", fraction))

    def in_a_row(family: str, threshold: float) -> Sequence[Nearest | None]:
        if family not in SEQUENCE_FAMILIES:
            return ()
        copied = {path for path, found in real.get(family, ()) if found is not None and found.distance < threshold}
        rows = [row for row in recordings["validation"].get(family, ()) if row.path not in copied]
        return detector.nearest(sequences(audio, rows, family, SECONDS))

    return find_copies(ours, real, [row.path for row in train], in_a_row)


def _nearest_by(
    detector: CopyDetector, named: Mapping[str, Sequence[tuple[str, Sound]]], on_progress: Callable[[float], None]
) -> dict[str, list[tuple[str, Nearest | None]]]:
    flat = [(family, name, sound) for family, pairs in named.items() for name, sound in pairs]
    found = detector.nearest([sound for _, _, sound in flat], on_progress)
    nearest: dict[str, list[tuple[str, Nearest | None]]] = {family: [] for family in named}
    for (family, name, _), one in zip(flat, found, strict=True):
        nearest[family].append((name, one))
    return nearest


def _share_predicted(takes: Sequence[Take]) -> float:
    return sum(take.note.predicted == take.note.family for take in takes) / len(takes)


def _settings(job: Job, card: Card) -> dict[str, str | int | float]:
    return {
        "pack": f"{card.name} {card.version}",
        "rank 1 of": "seconds 4, count 4, default pool",
        "seeds": f"{job.seeds[0]} to {job.seeds[-1]}",
        "sampler": default_sampling(card),
        "device": job.device,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
    }


def _job(args: argparse.Namespace) -> Job:
    known = (*JUDGED_FAMILIES, *SHOWN_FAMILIES)
    families = tuple(args.families.split(",")) if args.families else known
    unknown = [family for family in families if family not in known]
    if unknown:
        raise RequestError(f"the ear knows no family {', '.join(unknown)}; choose from {', '.join(known)}")
    if args.seeds < 1:
        raise RequestError(f"seeds is {args.seeds}: at least 1 clip a family is needed")
    seeds = tuple(range(1, args.seeds + 1))
    return Job(args.ear, args.audio, find_pack(args.pack), seeds, families=families, out=args.out, device=args.device)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ear", description=__doc__)
    parser.add_argument("--ear", type=Path, required=True, help="folder with yamnet.py, its weights and class tables")
    parser.add_argument("--audio", type=Path, required=True, help="folder of recordings with manifest.csv")
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    parser.add_argument("--seeds", type=int, default=16, help="clips a family, seeds 1 to this (default 16)")
    parser.add_argument("--families", help="only these, with commas between")
    parser.add_argument("--out", type=Path, default=Path("out/ear"), help="where takes and tables go (default out/ear)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")
    parser.add_argument("--threads", type=int, help="threads of torch (default: torch's own choice)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
