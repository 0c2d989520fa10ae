"""Stage `clap`: the audio tower and the text tower's projection, contrastively, against the distilled sentences.

The sentence vectors stay as they were distilled and the projection stays close to an isometry, so that words the
captions never use keep their place among those they do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from foley_models.core.audio_tower import AudioTower, AudioTowerShape
from foley_models.core.mel import mel_basis
from foley_models.core.text_tower import TextTower, TextTowerShape, WordPieces
from foley_models.recipe.bank import SPEC, Bank, read_bank
from foley_models.recipe.captions import FAMILY_PROMPTS, FRAMES
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train

CROP_FRAMES = 176  # half a segment: the tower pools over time, and half costs half


class Contrast(nn.Module):
    """What this stage trains: audio tower, projection of the sentences, temperature."""

    def __init__(self, tower: AudioTower, projection: nn.Linear) -> None:
        super().__init__()
        self.tower = tower
        self.projection = projection
        self.log_scale = nn.Parameter(torch.tensor(np.log(1 / 0.07), dtype=torch.float32))

    def loss(self, log_mel: Tensor, sentences: Tensor, positive: Tensor) -> LossParts:
        """Cross-entropy both ways between similarities and `positive` (batch, batch), rows summing to one."""
        audio = self.tower.embed_log_mel(log_mel)
        text = nn.functional.normalize(self.projection(sentences), dim=-1)
        logits = audio @ text.T * self.log_scale.exp().clamp(max=30.0)
        audio_loss = -(positive * logits.log_softmax(1)).sum(1).mean()
        text_loss = -(positive.T * logits.log_softmax(0)).sum(0).mean()
        gram = self.projection.weight.T @ self.projection.weight
        isometry = (gram - torch.eye(len(gram), device=gram.device)).square().mean()
        total = 0.5 * (audio_loss + text_loss) + 10.0 * isometry
        return {"total": total, "audio": audio_loss, "text": text_loss, "isometry": isometry}


def bare(text: str) -> str:
    """The caption inside a frame."""
    prefixes = sorted((frame.format("") for frame in FRAMES), key=len, reverse=True)
    return next(text.removeprefix(prefix) for prefix in prefixes if text.startswith(prefix))


@dataclass(frozen=True)
class Texts:
    """The distinct texts of a bank with their sentence vectors, and which one each segment has."""

    sentences: Tensor  # (text, sentence_size)
    of_segment: Tensor  # (segment,)
    caption_id: Tensor  # (segment,): equal where the bare captions are
    family_id: Tensor  # (segment,)

    def positives(self, rows: Tensor) -> Tensor:
        """How much each text of a batch stands for each sound: its own caption fully, its family a little."""
        captions, families = self.caption_id[rows], self.family_id[rows]
        same_caption = (captions[:, None] == captions[None]).float()
        same_family = (families[:, None] == families[None]).float()
        weight = same_caption + 0.15 * same_family
        return weight / weight.sum(1, keepdim=True)


@torch.inference_mode()
def collect_texts(bank: Bank, tower: TextTower, pieces: WordPieces) -> Texts:
    """Embeds each distinct text of a bank once."""
    distinct = sorted({note.caption for note in bank.notes})
    number = {text: index for index, text in enumerate(distinct)}
    captions = {text: index for index, text in enumerate(sorted({bare(text) for text in distinct}))}
    families = {name: index for index, name in enumerate(bank.categories)}
    return Texts(
        sentences=tower.sentence(pieces.ids(distinct)).clone(),
        of_segment=torch.tensor([number[note.caption] for note in bank.notes]),
        caption_id=torch.tensor([captions[bare(note.caption)] for note in bank.notes]),
        family_id=torch.tensor([families[note.category] for note in bank.notes]),
    )


def augmented(log_mel: Tensor, random: np.random.Generator) -> Tensor:
    """Cut to CROP_FRAMES with sound in them, louder or softer, and with bands and spans blanked (SpecAugment)."""
    floor = float(log_mel.min())
    level = log_mel.mean(2)
    starts = random.integers(0, log_mel.shape[1] - CROP_FRAMES + 1, (len(log_mel), 3)).tolist()
    best = [max(row, key=lambda at: float(level[i, at : at + CROP_FRAMES].mean())) for i, row in enumerate(starts)]
    cut = torch.stack([mel[at : at + CROP_FRAMES] for mel, at in zip(log_mel, best, strict=True)])
    out = (cut + torch.from_numpy(random.uniform(-1.5, 1.0, (len(cut), 1, 1))).float()).clamp_min(floor)
    frames, bins = out.shape[1:]
    for row in range(len(out)):
        start, width = int(random.integers(frames - 40)), int(random.integers(0, 40))
        out[row, start : start + width] = floor
        low, height = int(random.integers(bins - 12)), int(random.integers(0, 12))
        out[row, :, low : low + height] = floor
    return out


def run_clap_stage(
    work: Path, settings: LoopSettings, *, batch: int, compute: Compute, on_progress: Callable[[str], None]
) -> Mapping[str, float]:
    """Trains CLAP and writes audio_tower.safetensors and the text tower with its projection; returns its scores."""
    bank, validation = read_bank(work, "train"), read_bank(work, "validation")
    text_tower = load_text_tower(work)
    pieces = WordPieces(work / "vocab.txt", text_tower.shape.max_tokens)
    texts = collect_texts(bank, text_tower, pieces)
    model = Contrast(AudioTower(AudioTowerShape(), SPEC, mel_basis(SPEC)), text_tower.projection)
    device = compute.device
    model.to(device)

    def step_loss(draw: Draw) -> LossParts:
        rows = np.sort(draw.random.choice(len(bank.notes), batch, replace=False))
        log_mel = augmented(torch.from_numpy(bank.log_mel[rows].astype(np.float32)), draw.random)
        index = torch.from_numpy(rows)
        sentences = texts.sentences[texts.of_segment[index]].to(device)
        with compute.autocast():
            return model.loss(log_mel.to(device), sentences, texts.positives(index).to(device))

    def report(step: int, parts: Mapping[str, float]) -> None:
        scores = {}
        if step % (5 * settings.log_every) == 0:
            model.eval()
            scores = zero_shot(model.tower, text_tower, pieces, validation)
            model.train()
        on_progress(f"clap {step}/{settings.steps} {parts} {scores}")

    train(model, step_loss, settings, checkpoint=work / "clap.pt", on_step=report)
    model.cpu()
    save_file(model.tower.state_dict(), work / "audio_tower.safetensors")
    save_file(text_tower.state_dict(), work / "text_tower.clap.safetensors")
    return zero_shot(model.tower, text_tower, pieces, validation)


def load_text_tower(work: Path, *, with_projection: bool = False) -> TextTower:
    """The distilled text tower, with the projection of stage `clap` where asked for."""
    tower = TextTower(TextTowerShape())
    name = "text_tower.clap.safetensors" if with_projection else "text_tower.safetensors"
    tower.load_state_dict(load_file(work / name))
    return tower.eval()


def load_audio_tower(work: Path) -> AudioTower:
    """The audio tower of stage `clap`."""
    tower = AudioTower(AudioTowerShape(), SPEC)
    tower.load_state_dict(load_file(work / "audio_tower.safetensors"))
    return tower.eval()


@torch.inference_mode()
def embed_bank(tower: AudioTower, bank: Bank, rows: Sequence[int] | None = None) -> Tensor:
    """Audio embeddings (segment, 512) of a bank or of some of its rows."""
    index = np.arange(len(bank.notes)) if rows is None else np.asarray(rows)
    compute = Compute(tower.out.weight.device)
    chunks = []
    with compute.autocast():
        for start in range(0, len(index), 64):
            log_mel = torch.from_numpy(bank.log_mel[index[start : start + 64]].astype(np.float32))
            chunks.append(tower.embed_log_mel(log_mel.to(compute.device)).cpu())
    return torch.cat(chunks)


@torch.inference_mode()
def zero_shot(tower: AudioTower, text_tower: TextTower, pieces: WordPieces, bank: Bank) -> dict[str, float]:
    """Share of a bank's segments whose family prompt is the nearest, over all families and as a mean of families."""
    names = sorted(FAMILY_PROMPTS)
    prompts = pieces.ids([FAMILY_PROMPTS[name] for name in names])
    # the projection may stand on an accelerator with the rest of what is trained, the sentences do not
    sentences = text_tower.sentence(prompts).to(text_tower.projection.weight.device)
    text = nn.functional.normalize(text_tower.projection(sentences), dim=-1).cpu()
    nearest = (embed_bank(tower, bank) @ text.T).argmax(1)
    right = np.array([names[int(best)] == note.category for best, note in zip(nearest, bank.notes, strict=True)])
    families = np.array([note.category for note in bank.notes])
    means = [float(right[families == name].mean()) for name in sorted(set(families.tolist()))]
    return {"zero_shot": float(right.mean()), "zero_shot_family_mean": float(np.mean(means))}
