"""Sizes of both losses' gradients at several steps n: `python -m benchmarks.fine_tuning.gradients --audio RECORDINGS`.

Lambda means nothing without them: this prints |grad L_DDPM|, |grad w(n) L_LCLAP| with lambda 1, and the lambda that
the trainer chooses by them.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import torch

from benchmarks.fine_tuning import data
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.training.examples import prepare
from foley_models.training.finetune import FineTuning
from foley_models.training.settings import TrainSettings
from foley_models.training.step import gradient_norms

STEPS_N = (10, 100, 200, 400, 800)
BATCHES = 8


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.fine_tuning.gradients", description=__doc__)
    parser.add_argument("--audio", type=Path, required=True, help="recordings with their manifest.csv")
    parser.add_argument("--work", type=Path, required=True, help="encoded recordings are kept here")
    parser.add_argument("--pack", default="core")
    parser.add_argument("--split", default="studio")
    args = parser.parse_args()
    pack = load_pack(find_pack(args.pack), dtype="float32")
    clips = data.studio_clips(args.audio, args.split, 0)
    examples = prepare(pack, clips, data.read_clip, args.work / "cache")
    settings = TrainSettings(method="full", precision="float32")
    training = FineTuning(pack, examples, settings, args.work / "gradients", judge=None)
    sys.stdout.write(f"lambda by the size of the gradients: {training.loss.latent_weight:.2f}\n")
    sys.stdout.write(
        "| n | diffusion | latent, lambda 1 | latent, lambda chosen, of diffusion |\n| --- | --- | --- | --- |\n"
    )
    for n in STEPS_N:
        pairs = []
        for number in range(BATCHES):
            batch = replace(training.drawer.batch(number), n=torch.full((settings.batch_size,), n))
            pairs.append(gradient_norms(training.loss, training.trainee, batch))
        diffusion, latent = torch.tensor(pairs).median(dim=0).values.tolist()
        share = training.loss.latent_weight * latent / diffusion
        sys.stdout.write(f"| {n} | {diffusion:.3f} | {latent:.3f} | {share:.2f} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
