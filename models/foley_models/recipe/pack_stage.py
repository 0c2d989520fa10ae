"""Stage `pack`: puts the trained parts together as a pack folder, with targets, thresholds, card and attribution."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import normalize

from foley_models import few_steps
from foley_models.card import CARD_FILE, Card, Category, Defaults, Licence, describe_file, write_card
from foley_models.core.audio_tower import AudioTowerShape
from foley_models.core.codec import CodecShape
from foley_models.core.denoiser import DenoiserShape
from foley_models.core.detail import DetailShape
from foley_models.core.family import DETAIL_PART
from foley_models.core.text_tower import TextTower, TextTowerShape, WordPieces
from foley_models.core.vocoder import VocoderShape
from foley_models.expectation import PART as EXPECTATION_PART
from foley_models.expectation import Expectation, fit_expectation
from foley_models.latent_clap import LatentClapShape
from foley_models.pack_writing import write_part
from foley_models.recipe import detail_stage, few_steps_stage, wording_stage
from foley_models.recipe.bank import SPEC, read_bank
from foley_models.recipe.captions import FAMILY_PROMPTS
from foley_models.recipe.latent_sets import prepare_latents
from foley_models.recipe.recordings import Recording, read_manifest
from foley_models.schedule import NoiseSchedule
from foley_models.tuning import TuningLayer
from foley_models.weights import SCALE, narrowed

VERSION = "0.6.0"
STORED_TARGETS = 8  # audio embeddings a family, those closest to its text (Yuan et al., 5: the strongest correlation)
PASSING_SHARE = 0.85  # of a family's real validation sounds that its threshold lets through
THRESHOLD = 0.2  # of a family that has none of its own
THRESHOLD_LEAST = 0.1  # also where the tower hears little of a family: what points elsewhere never passes
EXPECTATION_RIDGE, EXPECTATION_RANK = 3.0, 64
BUDGET_BYTES = 64_000_000
SHAPES: Mapping[str, Any] = {
    "text_tower": TextTowerShape(),
    "audio_tower": AudioTowerShape(),
    "codec": CodecShape(),
    DETAIL_PART: DetailShape(),
    "denoiser": DenoiserShape(),
    "vocoder": VocoderShape(),
    "latent_clap": LatentClapShape(),
}


def run_pack_stage(audio: Path, work: Path, out: Path, *, version: str = VERSION, all_steps: bool = False) -> Card:
    """Writes a whole pack folder to `out` and returns its card; weights are stored as float16.

    A draft with `all_steps` takes every step that the denoiser was distilled for.
    """
    out.mkdir(parents=True, exist_ok=True)
    weights = _trained_weights(work)
    steps_at = None if all_steps else _steps_at(work)
    tuning = TuningLayer()
    tuning.load_state_dict(weights["tuning"])
    text = family_texts(work, tuning)
    weights["targets"] = stored_targets(work, text)
    expectation = expected_sounds(work, tuning, text)
    weights[EXPECTATION_PART] = expectation.tensors()
    weights["text_tower"] = _narrow(weights["text_tower"], "tokens.weight")
    files = {part: write_part(tensors, out / f"{part}.safetensors") for part, tensors in weights.items()}
    shutil.copyfile(work / "vocab.txt", out / "vocab.txt")
    recordings = read_manifest(audio, ("train",))
    (out / "ATTRIBUTION.md").write_text(attribution(recordings), encoding="utf-8")
    captions = sorted({recording.caption for recording in recordings if recording.caption})
    (out / "captions.txt").write_text("\n".join(captions) + "\n", encoding="utf-8")
    card = Card(
        name="core",
        version=version,
        family="core",
        description="The embedded pack: a small latent diffusion model for Foley, trained from scratch on 38 families.",
        audio=SPEC,
        schedule=NoiseSchedule(),
        shapes={part: asdict(shape) for part, shape in SHAPES.items()},
        files=files,
        assets={"vocabulary": describe_file(out / "vocab.txt")},
        defaults=Defaults("dpmpp-2m-karras", few_steps_stage.STEPS, _best_guidance(work), THRESHOLD),
        categories=_categories(work, {name: expectation.of(value) for name, value in text.items()}),
        licence=_licence(),
        trained_on=_trained_on(recordings, weights),
        attribution="ATTRIBUTION.md",
        measured={},
        few_steps=few_steps_stage.STEPS if steps_at is None else len(steps_at),
        few_steps_at=steps_at,
    )
    write_card(card, out / CARD_FILE)
    return card


def _best_guidance(work: Path) -> float:
    return float(json.loads((work / "guidance.json").read_text(encoding="utf-8"))["best"])


@torch.inference_mode()
def family_texts(work: Path, tuning: TuningLayer) -> dict[str, Tensor]:
    """The tuned text embedding (512,) of each family's prompt."""
    tower = TextTower(TextTowerShape())
    tower.load_state_dict(load_file(work / wording_stage.FILE))
    pieces = WordPieces(work / "vocab.txt", tower.shape.max_tokens)
    names = sorted(FAMILY_PROMPTS)
    embeddings = tuning(tower(pieces.ids([FAMILY_PROMPTS[name] for name in names])))
    return dict(zip(names, embeddings, strict=True))


def stored_targets(work: Path, text: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Per family the audio embeddings (at most STORED_TARGETS, 512) of training segments nearest to its text."""
    audio, families = _audio_by_family(work, "train")
    kept = {}
    for name in sorted(set(families.tolist())):
        own = audio[torch.from_numpy(families == name)]
        order = (own @ text[name]).argsort(descending=True)
        kept[name] = own[order[:STORED_TARGETS]].contiguous()
    return kept


@torch.inference_mode()
def expected_sounds(work: Path, tuning: TuningLayer, text: Mapping[str, Tensor]) -> Expectation:
    """Fitted to the training segments under their captions and under their families' prompts; families weigh alike.

    A family of n segments weighs as the root of n, as it does where segments are drawn.
    """
    data = prepare_latents(work, "train")
    families = [note.category for note in read_bank(work, "train").notes]
    counts = Counter(families)
    weights = torch.tensor([counts[name] ** -0.5 for name in families])
    said = normalize(tuning(data.text), dim=-1)
    prompted = torch.stack([normalize(text[name], dim=-1) for name in families])
    return fit_expectation(
        torch.cat([said, prompted]),
        torch.cat([data.audio, data.audio]),
        torch.cat([weights, weights]),
        ridge=EXPECTATION_RIDGE,
        rank=EXPECTATION_RANK,
    )


def _audio_by_family(work: Path, split: str) -> tuple[Tensor, np.ndarray]:
    families = np.array([note.category for note in read_bank(work, split).notes])
    return prepare_latents(work, split).audio, families


def _categories(work: Path, text: Mapping[str, Tensor]) -> dict[str, Category]:
    """Prompts, and thresholds that pass PASSING_SHARE of the real validation sounds of a family.

    `text` is what each family's sounds are scored against.
    """
    audio, families = _audio_by_family(work, "validation")
    categories = {}
    for name in sorted(FAMILY_PROMPTS):
        scores = (audio[torch.from_numpy(families == name)] @ text[name]).numpy()
        threshold = float(np.quantile(scores, 1 - PASSING_SHARE)) if len(scores) >= 8 else None
        bounded = None if threshold is None else round(max(threshold, THRESHOLD_LEAST), 3)
        categories[name] = Category(FAMILY_PROMPTS[name], bounded)
    return categories


def _trained_weights(work: Path) -> dict[str, dict[str, Tensor]]:
    """Every part's tensors, from the files that the stages left."""
    model = load_file(work / "strengthen.safetensors")
    return {
        "text_tower": load_file(work / wording_stage.FILE),
        "audio_tower": load_file(work / "audio_tower.safetensors"),
        "tuning": _under(model, "tuning."),
        "denoiser": _under(model, "denoiser."),
        "codec": load_file(work / "codec.safetensors"),
        DETAIL_PART: load_file(work / detail_stage.FILE),
        "vocoder": load_file(work / "vocoder.safetensors"),
        "latent_clap": load_file(_newest(work / "latent_clap.own.safetensors", work / "latent_clap.safetensors")),
        few_steps.PART: load_file(work / few_steps_stage.FILE),
    }


def _steps_at(work: Path) -> tuple[int, ...]:
    return tuple(json.loads((work / few_steps_stage.AT_FILE).read_text(encoding="utf-8"))["at"])


def _newest(file: Path, before: Path) -> Path:
    """The draft of the pack, which `own-ear` needs, has only what was there before."""
    return file if file.exists() else before


def _narrow(tensors: Mapping[str, Tensor], name: str) -> dict[str, Tensor]:
    """The tensors with one of them as int8 and scales: most of the text tower's room is its vocabulary."""
    rows, scale = narrowed(tensors[name])
    return {**tensors, name: rows, name + SCALE: scale}


def _under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _licence() -> Licence:
    return Licence(
        weights="Apache-2.0",
        commercial_use=True,
        note="Trained on CC0, public-domain, CC BY and MIT recordings only; ATTRIBUTION.md names every one of them.",
    )


def _trained_on(recordings: tuple[Recording, ...], weights: Mapping[str, Mapping[str, Tensor]]) -> dict[str, object]:
    licences = sorted({recording.licence for recording in recordings})
    budget = {part: sum(_kept_bytes(value) for value in tensors.values()) for part, tensors in weights.items()}
    return {
        "recordings": len(recordings),
        "licences": {name: sum(recording.licence == name for recording in recordings) for name in licences},
        "captions": "captions.txt",
        "text_teacher": "all-MiniLM-L6-v2 (Apache-2.0), at training time only",
        "text_corpus": "captions, UCS categories, made-up phrases, glosses of WordNet 3.0",
        "bytes_by_part": budget,
        "bytes_allowed": BUDGET_BYTES,
    }


def _kept_bytes(value: Tensor) -> int:
    return value.numel() * (2 if value.is_floating_point() else value.element_size())


def attribution(recordings: tuple[Recording, ...]) -> str:
    """Markdown that names every recording with author, licence and address."""
    lines = [
        "# Recordings that the pack `core` was trained on",
        "",
        "The pack contains none of them. Thanks to everybody who recorded and gave them away.",
        "",
        "| recording | author | licence | address |",
        "| --- | --- | --- | --- |",
    ]
    for item in recordings:
        cells = (item.path, item.author, item.licence, item.url)
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
