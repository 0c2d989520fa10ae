"""What a latent CLAP encoder loses that sees no frequency: python -m benchmarks.frame_ear RECORDINGS --work FOLDER.

Latents of Stable Audio are channels over time, without an axis of frequency, so their encoder convolves over time
alone. No real weights of theirs are at hand. So the same network is taught here with the latents of a pack that has
both (`core`), its rows laid beside its channels (8 x time x 20 as 160 x time x 1), and beside it the pack's own kind on
the latents as they are: the same sounds, the same teacher, the same steps. Printed is the mean cosine of either on
recordings that it never saw.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.check import check
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.reading import Reader
from foley_bridge.recordings.uncaptioned import WordlessExaminer
from foley_models.latent_clap import FrameClapShape, LatentClapShape
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.parts import ModelParts
from foley_models.training.clips import Clip, Split
from foley_models.training.latent_clap import (
    EncoderSettings,
    EncoderStep,
    Label,
    Labelled,
    Lesson,
    label_recordings,
    label_with,
    segment_samples,
    train_latent_clap,
)
from foley_models.training.sounds import RecordingSounds, keep_recordings


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a line for each encoder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recordings", type=Path, help="a folder, a list (.csv) or a .RPP project")
    parser.add_argument("--work", type=Path, required=True, help="folder for the recordings as they are read")
    parser.add_argument("--pack", default="core")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--most", type=int, default=10_000, help="recordings (default: all)")
    args = parser.parse_args(argv)
    parts = load_pack(find_pack(args.pack), device="cpu", dtype="float32").parts
    args.work.mkdir(parents=True, exist_ok=True)
    train, validation = read(args.recordings, args.work, parts, args.most)
    settings = EncoderSettings(steps=args.steps, batch=args.batch)
    channels, _, rows = parts.codec.latent_shape(parts.window_frames)
    own = label_with(parts)
    for name, label, shape in (
        (f"{channels} x time x {rows}", own, LatentClapShape(latent_channels=channels)),
        (f"{channels * rows} x time x 1", flattened(own), FrameClapShape(latent_channels=channels * rows)),
    ):
        judged = label_recordings(label, validation)
        lesson = Lesson(train, parts.spec.rate_hz, label, judged, parts.unconditional.device)
        checkpoint = args.work / f"{rows if shape.kernel[1] > 1 else 1}.pt"
        trained = train_latent_clap(shape, lesson, settings, checkpoint=checkpoint, on_progress=told)
        size = sum(value.numel() for value in trained.model.parameters())
        print(
            f"{name}: {size / 1e6:.2f} M parameters, {args.steps} steps of {args.batch}, cosine {trained.cosine:.3f} "
            f"on {len(judged.audio)} segments of {len(validation)} held-out recordings",
            flush=True,
        )
    return 0


def read(source: Path, work: Path, parts: ModelParts, most: int) -> tuple[RecordingSounds, RecordingSounds]:
    """Recordings to learn from, and held-out ones."""

    def kept(split: Split) -> RecordingSounds:
        own: list[Clip] = [one for one in clips if one.split == split][:most]
        rate_hz, file = parts.spec.rate_hz, work / f"{split}.i16"
        return keep_recordings(own, reader.read_clip, file, length=segment_samples(parts), rate_hz=rate_hz)

    with Reader() as reader:
        clips = check(gather(source), examiner=WordlessExaminer(reader, Catalogue.load())).clips()
        return kept("train"), kept("validation")


def flattened(label: Label) -> Label:
    """The same with the rows of each latent laid beside its channels."""

    def of(waveforms: torch.Tensor) -> Labelled:
        labelled = label(waveforms)
        return Labelled(labelled.latents.transpose(2, 3).flatten(1, 2)[..., None], labelled.audio)

    return of


def told(one: EncoderStep) -> None:
    """On standard error."""
    judged = "" if one.cosine is None else f", cosine {one.cosine:.3f}"
    sys.stderr.write(f"step {one.step} of {one.steps}: loss {one.loss:.3f}{judged}\n")


if __name__ == "__main__":
    sys.exit(main())
