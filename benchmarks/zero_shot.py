"""Zero-shot accuracy of a pack's CLAP: python -m benchmarks.zero_shot --audio FOLDER.

Recordings: every validation clip of the thirteen judged families (a group of recordings is in one split only), cut to
the part that sounds, peak 0.5, in windows of 4 s whose embeddings are averaged. A shorter one is measured twice:
padded with silence, as the pack does it, and repeated with a quarter of a second between until the window is full.
It is right when, of the prompts of the thirteen families on the pack's card, its own family's is the nearest.

Unseen prompts: right when, of the thirteen families, its own has the nearest mean of the audio embeddings that the
pack stores as targets; beside it, when its own family's prompt is the nearest text.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from benchmarks.ear_report import table
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.sounds import Samples, by_family
from benchmarks.takes import family_prompts
from benchmarks.unseen_prompts import UnseenPrompt, load_unseen_prompts
from foley_bridge.progress import shown_progress
from foley_models.errors import FoleyError, PackError
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack
from foley_models.parts import TextAudioEncoder
from foley_models.recipe.recordings import Recording, load_clip, read_manifest

WINDOW_S, GAP_S, PEAK = 4.0, 0.25, 0.5
LEAST_CLIPS, LEAST_PROMPTS = 0.60, 0.75
PADDED, REPEATED = "padded", "repeated"
LAY_OUTS = (PADDED, REPEATED)


@dataclass(frozen=True)
class Accuracy:
    """Right answers out of all, and what was said instead (family to count)."""

    right: int
    all: int
    instead: dict[str, int]

    @property
    def share(self) -> float:
        """Right answers by all; 0 of none."""
        return self.right / self.all if self.all else 0.0


@dataclass(frozen=True)
class ZeroShotResult:
    """By family: recordings (padded, repeated) and unseen prompts (by sound, by text)."""

    clips: dict[str, dict[str, Accuracy]]
    prompts_by_sound: dict[str, Accuracy]
    prompts_by_text: dict[str, Accuracy]
    wrong_prompts: dict[str, str]  # by sound: prompt to the family it went to


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.zero_shot", description=__doc__)
    parser.add_argument("--audio", type=Path, required=True, help="folder of recordings with manifest.csv")
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    args = parser.parse_args(argv)
    try:
        result = measure(load_pack(find_pack(args.pack), device=args.device), args.audio)
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.zero_shot: {error}\n")
        return 1
    print(json.dumps(asdict(result) | summary(result), indent=1) if args.json else markdown(result))
    return 0


@torch.inference_mode()
def measure(pack: Pack, audio: Path) -> ZeroShotResult:
    """All accuracies of one pack."""
    encoder = pack.parts.encoder
    prompts = family_prompts(pack.card, JUDGED_FAMILIES)
    texts = encoder.embed_text(list(prompts.values())).cpu()
    rows = by_family(read_manifest(audio, ("validation",)))
    clips: dict[str, dict[str, Accuracy]] = {kind: {} for kind in LAY_OUTS}
    with shown_progress(sys.stderr) as progress:
        for done, family in enumerate(JUDGED_FAMILIES):
            fraction = done / len(JUDGED_FAMILIES)
            progress.advance(f"clips of {family}", fraction, -1.0)
            heard = embed_recordings(encoder, audio, rows.get(family, ()), pack.parts.unconditional.device)
            for kind in LAY_OUTS:
                clips[kind][family] = accuracy(nearest_families(heard[kind], texts), family)
    unseen = load_unseen_prompts()
    said = encoder.embed_text([one.prompt for one in unseen]).cpu()
    by_sound, by_text = nearest_families(said, prototypes(pack)), nearest_families(said, texts)
    wrong = {one.prompt: family for one, family in zip(unseen, by_sound, strict=True) if one.family != family}
    return ZeroShotResult(clips, _by_family(unseen, by_sound), _by_family(unseen, by_text), wrong)


def embed_recordings(
    encoder: TextAudioEncoder, audio: Path, rows: Sequence[Recording], device: torch.device
) -> dict[str, Tensor]:
    """Embeddings (recording, 512) by lay-out; recordings without sound are left out."""
    embeddings: dict[str, list[Tensor]] = {kind: [] for kind in LAY_OUTS}
    for row in rows:
        clip = load_clip(audio, row, encoder.rate_hz)
        if clip is None:
            continue
        for kind in LAY_OUTS:
            laid = windows(clip.active, encoder.rate_hz, repeated=kind == REPEATED)
            own = encoder.embed_audio(torch.from_numpy(laid).to(device)).cpu()
            embeddings[kind].append(normalize(own.mean(dim=0), dim=0))
    return {kind: torch.stack(found) if found else torch.zeros(0, 512) for kind, found in embeddings.items()}


def windows(samples: Samples, rate_hz: int, *, repeated: bool) -> Samples:
    """Windows of 4 s (window, sample) of a sound at peak 0.5; a rest counts when it is at least half a window.

    A sound shorter than a window is padded with silence at its end, or repeated with GAP_S of silence between.
    """
    length = round(WINDOW_S * rate_hz)
    levelled = samples * (PEAK / np.abs(samples).max())
    if len(levelled) < length and repeated:
        once = np.pad(levelled, (0, round(GAP_S * rate_hz)))
        levelled = np.tile(once, -(-length // len(once)))[:length]
    count = max(1, round(len(levelled) / length))
    filled = np.pad(levelled, (0, max(0, count * length - len(levelled))))[: count * length]
    return np.asarray(filled.reshape(count, length), dtype=np.float32)


def prototypes(pack: Pack) -> Tensor:
    """Mean of the stored audio embeddings of each judged family, L2-normalised (13, 512)."""
    missing = [family for family in JUDGED_FAMILIES if family not in pack.targets]
    if missing:
        raise PackError(f"the pack {pack.card.name!r} stores no sounds of {', '.join(missing)}; make it again")
    return torch.stack([normalize(pack.targets[family].float().mean(dim=0), dim=0) for family in JUDGED_FAMILIES]).cpu()


def nearest_families(embeddings: Tensor, of_families: Tensor) -> list[str]:
    """The judged family whose row is nearest to each embedding (row, 512) by cosine."""
    return [JUDGED_FAMILIES[best] for best in (embeddings @ of_families.T).argmax(dim=1).tolist()]


def accuracy(said: Sequence[str], family: str) -> Accuracy:
    """How often `said` is the family."""
    others = sorted(set(said) - {family})
    return Accuracy(sum(one == family for one in said), len(said), {other: said.count(other) for other in others})


def mean_share(rows: Mapping[str, Accuracy]) -> float:
    """Mean of the families' shares, each family counting once."""
    known = [row.share for row in rows.values() if row.all]
    return sum(known) / len(known) if known else 0.0


def whole_share(rows: Mapping[str, Accuracy]) -> float:
    """Share of all answers that are right, each answer counting once."""
    every = sum(row.all for row in rows.values())
    return sum(row.right for row in rows.values()) / every if every else 0.0


def summary(result: ZeroShotResult) -> dict[str, float]:
    """The figures that the bars are held against, and those beside them."""
    clips = {
        f"clips {kind}, {name}": share(result.clips[kind])
        for kind in LAY_OUTS
        for name, share in (("mean of families", mean_share), ("of all clips", whole_share))
    }
    by_sound, by_text = whole_share(result.prompts_by_sound), whole_share(result.prompts_by_text)
    return clips | {"unseen prompts, by sound": by_sound, "unseen prompts, by text": by_text}


def markdown(result: ZeroShotResult) -> str:
    """The tables for a person."""
    rows = [
        (
            family,
            *(_cell(result.clips[kind][family]) for kind in LAY_OUTS),
            _cell(result.prompts_by_sound[family]),
            _cell(result.prompts_by_text[family]),
            _instead(result.clips[PADDED][family]),
        )
        for family in JUDGED_FAMILIES
    ]
    head = ("family", *(f"clips {kind}" for kind in LAY_OUTS), "prompts by sound", "by text", "padded clips taken for")
    lines = [
        "# Zero-shot accuracy over the thirteen families: validation clips, and prompts in unseen words",
        table(head, rows),
        *(f"- {name}: {share:.3f}" for name, share in summary(result).items()),
        f"Bars: clips {LEAST_CLIPS:.2f}, unseen prompts {LEAST_PROMPTS:.2f}.",
        *(f"- wrong: {prompt!r} went to {family}" for prompt, family in result.wrong_prompts.items()),
    ]
    return "\n".join([*lines[:1], "", lines[1], "", *lines[2:]])


def _by_family(prompts: Sequence[UnseenPrompt], said: Sequence[str]) -> dict[str, Accuracy]:
    return {
        family: accuracy([one for prompt, one in zip(prompts, said, strict=True) if prompt.family == family], family)
        for family in JUDGED_FAMILIES
    }


def _cell(row: Accuracy) -> str:
    return f"{row.share:.2f} ({row.right}/{row.all})"


def _instead(row: Accuracy) -> str:
    return ", ".join(f"{family} {count}" for family, count in row.instead.items()) or "–"


if __name__ == "__main__":
    sys.exit(main())
