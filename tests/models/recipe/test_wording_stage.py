"""The text tower learns other words for the captions, and leaves the captions where they are."""

import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.core.text_tower import TextTower, TextTowerShape, WordPieces
from foley_models.errors import RecipeError
from foley_models.recipe.captions import FAMILY_PROMPTS
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import LoopSettings
from foley_models.recipe.wording_stage import (
    FILE,
    Phrase,
    WordingStage,
    embed,
    read_phrases,
    run_wording_stage,
    wordings,
)

WORDS = list(
    dict.fromkeys(
        "[PAD] [UNK] [CLS] [SEP] [MASK] hound yapping drizzle roof growling".split()
        + " ".join(FAMILY_PROMPTS.values()).split()
    )
)
CAPTIONS = {"a dog growling": "dog_bark", "rain falling on a roof": "rain"}
PHRASES = tuple(
    Phrase(family, prompt, f"{word} {prompt}")
    for family, prompt in FAMILY_PROMPTS.items()
    for word in ("hound", "roof")
)
SENTENCES = ["a dog barking again", "tax forms", "quarterly figures", "rain"]


class SharedWords:
    """A sentence encoder that knows which sentences share words."""

    def embed(self, texts: Sequence[str]) -> Tensor:
        """Sums of one random vector a word."""
        return normalize(
            torch.stack([torch.stack([self._word(w) for w in text.split()]).sum(0) for text in texts]), dim=-1
        )

    def _word(self, word: str) -> Tensor:
        return torch.randn(2048, generator=torch.Generator().manual_seed(zlib.crc32(word.lower().encode())))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wording")
    torch.manual_seed(0)
    tower = TextTower(TextTowerShape())
    for name in ("text_tower.safetensors", "text_tower.clap.safetensors"):
        save_file(tower.state_dict(), folder / name)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    return folder


def tower_of(file: Path) -> TextTower:
    tower = TextTower(TextTowerShape())
    tower.load_state_dict(load_file(file))
    return tower.eval()


def test_the_shipped_table_has_many_phrases_of_every_family_and_none_twice() -> None:
    phrases = read_phrases()
    assert {phrase.family for phrase in phrases} == set(FAMILY_PROMPTS)
    for family in FAMILY_PROMPTS:
        assert sum(phrase.family == family for phrase in phrases) >= 40, family
    assert len({phrase.text.lower() for phrase in phrases}) == len(phrases)


def test_a_family_that_is_not_known_is_named_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "wording.csv"
    table.write_text("family,caption,phrase\nrain,rain falling,drizzle\nsnow,snow falling,flakes\n", encoding="utf-8")
    with pytest.raises(RecipeError, match="line 3: there is no family 'snow'"):
        read_phrases(table)


@torch.inference_mode()
def test_phrases_belong_among_their_family_and_other_sentences_only_where_they_mean_something(work: Path) -> None:
    tower, pieces = tower_of(work / "text_tower.clap.safetensors"), WordPieces(work / "vocab.txt", 64)
    phrases, captions, others = wordings(
        partial(embed, tower, pieces), CAPTIONS, PHRASES, SENTENCES, teacher=SharedWords()
    )
    row = next(row for row, phrase in enumerate(PHRASES) if phrase.family == "clock")
    nearest = {text: float(phrases.vectors[row] @ tower(pieces.ids([text]))[0]) for text in FAMILY_PROMPTS.values()}
    assert max(nearest, key=lambda text: nearest[text]) == FAMILY_PROMPTS["clock"]
    torch.testing.assert_close(captions.vectors, tower(pieces.ids(list(captions.texts))), atol=1e-5, rtol=1e-5)
    stayed = (others.vectors * tower(pieces.ids(SENTENCES))).sum(1)
    assert float(stayed[2]) > float(stayed[0]) + 1e-4
    assert float(stayed[2]) == pytest.approx(1.0, abs=1e-5)


def test_the_trained_tower_is_nearer_to_where_phrases_belong_and_captions_stay(work: Path) -> None:
    before = tower_of(work / "text_tower.clap.safetensors")
    pieces = WordPieces(work / "vocab.txt", 64)
    with torch.inference_mode():
        phrases, _, _ = wordings(partial(embed, before, pieces), CAPTIONS, PHRASES, SENTENCES, teacher=SharedWords())
        was = float((before(pieces.ids(list(phrases.texts))) * phrases.vectors).sum(1).mean())
    stage = WordingStage(
        work,
        CAPTIONS,
        SENTENCES,
        ["drizzle", "clock"],
        LoopSettings(steps=12, rate=1e-3, warmup_steps=1),
        Compute(torch.device("cpu")),
        batch=64,
        phrases=PHRASES,
    )
    found = run_wording_stage(stage, SharedWords(), lambda _: None)
    assert found["phrases"] > was
    assert found["captions"] > 0.9
    assert (work / FILE).is_file()
