"""Stage `wording`: the text tower learns in what other words people ask for the sounds that the captions name.

Recordings have few captions (120), so a prompt in other words lands beside everything that the denoiser was trained
on, and sounds like nothing. A table of phrases (`wording.csv`: family, nearest caption, phrase) and the sentence
encoder that the tower was distilled from say where it belongs: a phrase among the captions of its family, any other
sentence among the phrases and captions that mean something like it, as far as anything does. Captions stay where they
are, so what was trained on their vectors stays as it is; nothing becomes wholly one with a caption, so that a studio's
own captions can still be told apart.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.core.text_tower import TextTower, WordPieces
from foley_models.errors import RecipeError
from foley_models.recipe.captions import FAMILY_PROMPTS, FRAMES, framed
from foley_models.recipe.clap_stage import load_text_tower
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train

FILE = "text_tower.wording.safetensors"
PHRASES_FILE = Path(__file__).with_name("wording.csv")
KEPT = 0.25  # of what the tower said of a phrase before
WITHIN_FAMILY = 20.0  # sharpness of weights by the teacher's cosine
LABEL_BONUS = 0.15  # on the teacher's cosine of the caption that the table names
NEIGHBOURS, VOTE, DECISION = 64, 10.0, 8  # who votes for a family, how sharply, and the power that decides
SURE_FROM, SURE_WIDTH = 0.38, 0.04  # teacher's cosine to the nearest known phrase, from which a sentence is placed
SWAPS = 4  # sentences made of each phrase, with one of its words replaced by any other
SHARES = (0.25, 0.15, 0.6)  # of a batch: phrases, captions, other sentences

Say = Callable[[Sequence[str]], Tensor]  # what the tower says of texts


class SentenceEncoder(Protocol):
    """What knows which sentences mean alike."""

    def embed(self, texts: Sequence[str]) -> Tensor:
        """L2-normalised vectors (text, size)."""
        ...


@dataclass(frozen=True)
class Phrase:
    """Other words for a caption of a family."""

    family: str
    caption: str
    text: str


@dataclass(frozen=True)
class Wording:
    """Texts with the vectors (text, 512) that the tower is to give them."""

    texts: tuple[str, ...]
    vectors: Tensor


def read_phrases(file: Path = PHRASES_FILE) -> tuple[Phrase, ...]:
    """The table. RecipeError names the line whose family is not known."""
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for number, row in enumerate(rows, start=2):
        if row["family"] not in FAMILY_PROMPTS:
            raise RecipeError(f"{file}, line {number}: there is no family {row['family']!r}.")
    return tuple(Phrase(row["family"], row["caption"], row["phrase"]) for row in rows)


@dataclass(frozen=True)
class WordingStage:
    """What the stage reads: the recordings' captions with their families, any sentences, and any words."""

    work: Path
    captions: Mapping[str, str]
    sentences: Sequence[str]
    words: Sequence[str]
    settings: LoopSettings
    compute: Compute
    batch: int = 256
    phrases: tuple[Phrase, ...] = field(default_factory=read_phrases)


def run_wording_stage(
    stage: WordingStage, teacher: SentenceEncoder, on_progress: Callable[[str], None]
) -> Mapping[str, float]:
    """Trains the tower of stage `clap` on.

    Writes text_tower.wording.safetensors and returns how near captions and phrases are to where they belong.
    """
    work, settings, compute = stage.work, stage.settings, stage.compute
    tower = load_text_tower(work, with_projection=True)
    pieces = WordPieces(work / "vocab.txt", tower.shape.max_tokens)
    on_progress("wording: the teacher reads the sentences")
    every = (*stage.sentences, *swapped([phrase.text for phrase in stage.phrases], stage.words))
    sets = wordings(partial(embed, tower, pieces), stage.captions, stage.phrases, every, teacher=teacher)
    ids = [[pieces.ids([frame.format(text) for text in one.texts]) for frame in FRAMES] for one in sets]
    device = compute.device
    tower.to(device)

    def step_loss(draw: Draw) -> LossParts:
        parts: dict[str, Tensor] = {}
        for name, framed_ids, one, share in zip(("phrases", "captions", "others"), ids, sets, SHARES, strict=True):
            rows = torch.from_numpy(draw.random.integers(0, len(one.texts), max(1, round(stage.batch * share))))
            said = _trimmed(framed_ids[int(draw.random.integers(len(FRAMES)))][rows]).to(device)
            with compute.autocast():
                found = tower(said)
            parts[name] = 1.0 - (found.float() * one.vectors[rows].to(device)).sum(-1).mean()
        return {"total": parts["phrases"] + 2.0 * parts["captions"] + parts["others"], **parts}

    train(
        tower,
        step_loss,
        settings,
        checkpoint=work / "wording.pt",
        on_step=lambda step, parts: on_progress(f"wording {step}/{settings.steps} {dict(parts)}"),
    )
    tower.cpu()
    save_file({name: value.contiguous() for name, value in tower.state_dict().items()}, work / FILE)
    return {name: _nearness(tower, pieces, one) for name, one in zip(("phrases", "captions"), sets, strict=False)}


def wordings(
    say: Say,
    captions: Mapping[str, str],
    phrases: Sequence[Phrase],
    sentences: Sequence[str],
    *,
    teacher: SentenceEncoder,
) -> tuple[Wording, Wording, Wording]:
    """Where the phrases of the table, captions (with the families' prompts) and other sentences belong."""
    known = {**captions, **{prompt: family for family, prompt in FAMILY_PROMPTS.items()}}
    texts = tuple(known)
    said = [phrase.text for phrase in phrases]
    heard = {"captions": teacher.embed(texts), "phrases": teacher.embed(said), "others": teacher.embed(sentences)}
    vectors = say(texts)
    placed = _among_family(heard["phrases"], heard["captions"], vectors, phrases, known)
    of_phrases = normalize(KEPT * say(said) + (1 - KEPT) * placed, dim=-1)
    families = (*known.values(), *(phrase.family for phrase in phrases))
    nearby, sure = _among_all(
        heard["others"],
        torch.cat([heard["captions"], heard["phrases"]]),
        torch.cat([vectors, placed]),
        families=families,
    )
    moved = ((1 - KEPT) * sure)[:, None]
    of_others = normalize((1 - moved) * say(sentences) + moved * nearby, dim=-1)
    whole = _whole_captions(texts, say)
    return Wording(tuple(said), of_phrases), whole, Wording(tuple(sentences), of_others)


def _whole_captions(texts: Sequence[str], say: Say) -> Wording:
    """Captions as they were trained, in their frames: these are not to move."""
    every = tuple(dict.fromkeys(text for caption in texts for text in framed(caption)))
    return Wording(every, say(every))


def _among_family(
    phrases: Tensor, captions: Tensor, vectors: Tensor, notes: Sequence[Phrase], known: Mapping[str, str]
) -> Tensor:
    """Mean of the captions of each phrase's family, weighted by meaning and by the caption that the table names."""
    texts = list(known)
    likeness = phrases @ captions.T
    own = torch.tensor([[known[text] == note.family for text in texts] for note in notes])
    named = torch.tensor([[text == note.caption for text in texts] for note in notes])
    likeness = (likeness + LABEL_BONUS * named).masked_fill(~own & ~named, -torch.inf)
    return normalize((WITHIN_FAMILY * likeness).softmax(1) @ vectors, dim=-1)


def _among_all(sentences: Tensor, known: Tensor, vectors: Tensor, *, families: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Where each sentence belongs (sentence, 512), and how sure it is in [0, 1] that it belongs anywhere.

    Its neighbours among the known texts vote for a family first: the mean of texts of several would be no sound at all.
    """
    names = sorted(set(families))
    of_text = torch.tensor([names.index(family) for family in families])
    nearest, rows = (sentences @ known.T).topk(min(NEIGHBOURS, len(known)), dim=1)
    own = of_text[rows]
    votes = torch.zeros(len(sentences), len(names)).scatter_add(1, own, (VOTE * nearest).softmax(1)) ** DECISION
    within = (WITHIN_FAMILY * nearest).softmax(1)
    of_family = torch.zeros_like(votes).scatter_add(1, own, within)
    weights = (votes / votes.sum(1, keepdim=True)).gather(1, own) * within / of_family.gather(1, own)
    means = torch.stack([each @ vectors[row] for each, row in zip(weights, rows, strict=True)])
    return normalize(means, dim=-1), torch.sigmoid((nearest[:, 0] - SURE_FROM) / SURE_WIDTH)


def swapped(phrases: Sequence[str], words: Sequence[str]) -> list[str]:
    """The phrases with one of their words replaced: sentences as people write prompts, of words that none holds."""
    random = np.random.default_rng(1)
    found = []
    for phrase in phrases:
        said = phrase.split()
        for place, word in zip(
            random.integers(0, len(said), SWAPS), random.integers(0, len(words), SWAPS), strict=True
        ):
            found.append(" ".join((*said[:place], words[word], *said[place + 1 :])))
    return found


@torch.inference_mode()
def embed(tower: TextTower, pieces: WordPieces, texts: Sequence[str]) -> Tensor:
    """What a tower says of texts: (text, 512), L2-normalised."""
    ids = pieces.ids(texts)
    return torch.cat([tower(_trimmed(ids[start : start + 512])).float() for start in range(0, len(ids), 512)]).clone()


def _trimmed(ids: Tensor) -> Tensor:
    """Without the columns that are padding in every row."""
    return ids[:, : max(1, int((ids != 0).sum(1).max()))]


def _nearness(tower: TextTower, pieces: WordPieces, wording: Wording) -> float:
    return float((embed(tower, pieces, wording.texts) * wording.vectors).sum(1).mean())
