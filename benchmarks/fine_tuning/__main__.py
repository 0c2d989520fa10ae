"""Trains, listens, prints the table: `python -m benchmarks.fine_tuning --ear EAR --audio RECORDINGS --work FOLDER`.

Every adapter and every take that was heard is kept in `--work`: a run that is stopped goes on where it was, one with
more takes or seeds makes what is missing, and both ways of sampling are heard with the same adapters. Two runs with
seeds of their own (`--first-seed`) may share the folder; a third then makes the table of all. Weights and settings are
in the names of what is kept, the code is not: where that changed what is heard, take another folder.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.fine_tuning import data, systems, table
from benchmarks.fine_tuning.listening import FEW_STEPS, WHOLE, Listened, Listener, Way
from foley_models.evaluation.embedders import Embedder
from foley_models.evaluation.kernel_distance import kad
from foley_models.evaluation.yamnet import load_yamnet
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.training.clips import Clip
from foley_models.training.examples import prepare
from foley_models.training.settings import METHODS, TrainSettings


def main() -> int:
    """Run the whole comparison."""
    args = _arguments()
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)
    folder = find_pack(args.pack)
    pack, served = load_pack(folder, dtype="float32"), load_pack(folder)
    clips = data.studio_clips(args.audio, args.split, args.split_seed)
    held = data.of_split(clips, "validation")
    ear = Embedder(load_yamnet(args.ear / "yamnet.safetensors"))
    rate_hz = pack.card.audio.rate_hz
    reference = ear.embed(data.recorded(held, rate_hz), rate_hz)
    floor = kad(ear.embed(data.recorded(data.of_split(clips, "train"), rate_hz), rate_hz), reference)
    _say(f"{len(clips)} clips, {len(held)} held out; recordings to learn from are at a KAD of {floor}")
    examples = prepare(pack, clips, data.read_clip, args.work / "cache")
    settings = TrainSettings(
        method=args.method,
        steps=args.steps,
        batch_size=args.batch,
        rate=args.rate,
        latent_weight=args.latent_weight,
        ema=args.ema,
        save_every=100,
    )
    listener = Listener(served, held, ear, args.work / "heard")
    plain: dict[Way, int] = {FEW_STEPS: args.few_steps_takes, WHOLE: args.takes}
    heard: dict[Way, dict[str, list[Listened]]] = {way: {} for way, takes in plain.items() if takes}
    for seed in range(args.first_seed, args.seeds + 1):
        pooled = seed < args.first_seed + args.pooled_seeds
        for name in (systems.BEFORE, *systems.SYSTEMS):
            adapter = None
            if name != systems.BEFORE:
                adapter = systems.trained(
                    name, seed, pack=pack, examples=examples, settings=settings, work=args.work, say=_say
                )
            for way, found in heard.items():
                pool = args.pool if pooled or plain[way] >= args.pool else 0
                one = listener.listened(adapter, seed, way=way, plain=plain[way], pool=pool)
                found.setdefault(name, []).append(one)
                _say(f"{name} seed {seed}, {way}: {one.seconds_per_clip(filtered=False):.2f} s a sound")
        for way, found in heard.items():
            _report(way, found, held, reference, work=args.work)
    return 0


def _report(
    way: Way,
    heard: dict[str, list[Listened]],
    held: list[Clip],
    reference: NDArray[np.float64],
    *,
    work: Path,
) -> None:
    """The tables of one way of sampling so far, printed and written."""
    judge = table.Judge(reference, tuple(one.category for one in held))
    found, judged = table.lines(heard, judge), table.verdicts(heard, judge)
    text = f"{way}:\n\n{table.as_markdown(found, judged)}"
    name = f"table-{way.replace(' ', '-')}"
    (work / f"{name}.md").write_text(text, encoding="utf-8")
    (work / f"{name}.json").write_text(json.dumps(table.as_json(found, judged), indent=1), encoding="utf-8")
    _say(text)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.fine_tuning", description=__doc__)
    parser.add_argument("--audio", type=Path, required=True, help="recordings with their manifest.csv")
    parser.add_argument("--ear", type=Path, required=True, help="folder of yamnet.safetensors")
    parser.add_argument("--work", type=Path, required=True, help="what is trained and heard is kept here")
    parser.add_argument("--pack", default="core")
    parser.add_argument("--split", default="studio", help="of the manifest (default: studio)")
    parser.add_argument("--split-seed", type=int, default=0, help="which third of the groups is held out")
    parser.add_argument("--seeds", type=int, default=5, help="the last seed (default: 5)")
    parser.add_argument("--first-seed", type=int, default=1, help="those before it are left out (default: 1)")
    parser.add_argument("--takes", type=int, default=1, help="sounds of each caption by the whole denoiser; 0: none")
    parser.add_argument("--few-steps-takes", type=int, default=0, help="the same by the distilled one (default: none)")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=None)
    parser.add_argument("--ema", type=float, default=0.99)
    parser.add_argument("--latent-weight", type=float, default=None, help="lambda (default: by the size of gradients)")
    parser.add_argument("--method", choices=METHODS, default="full")
    parser.add_argument("--pool", type=int, default=4, help="takes the filter chooses from, where there are so many")
    parser.add_argument("--pooled-seeds", type=int, default=1, help="seeds of which as many are made in any case")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    if args.takes < 1 and args.few_steps_takes < 1:
        parser.error("there is nothing to listen to: give --takes or --few-steps-takes")
    return args


if __name__ == "__main__":
    sys.exit(main())
