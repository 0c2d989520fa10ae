"""The category table and what a prompt is filed under."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foley_bridge.files.ucs import Catalogue
from foley_bridge.files.ucs_prediction import FALLBACK, Predictor
from foley_bridge.files.ucs_words import load_phrases, stem
from foley_models.errors import RequestError

PROMPTS = Path(__file__).parent.parent.parent / "data" / "ucs_prompts.csv"
# Measured: 1.00 and 1.00. The list of words was made with these prompts in view; what other people's prompts give is
# lower (0.84 of 192 captions and 0.65 of 65 paraphrases in the right category; 0.90 and 0.75 with the core pack's ear).
CATEGORIES_LEAST, CAT_IDS_LEAST = 0.97, 0.95
EMBEDDING_CATEGORIES_LEAST = 0.75  # measured: 0.82 by the core pack's text tower alone


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def _labelled() -> list[tuple[str, list[str]]]:
    with PROMPTS.open(encoding="utf-8", newline="") as stream:
        return [(row["prompt"], row["cat_ids"].split("|")) for row in csv.DictReader(stream)]


def _shares(catalogue: Catalogue, predicted: Sequence[str]) -> tuple[float, float]:
    """How often the category is right, and how often the whole CatID."""
    expected = [cat_ids for _, cat_ids in _labelled()]
    categories = [{catalogue.lookup(one).category for one in cat_ids} for cat_ids in expected]
    right = [catalogue.lookup(one).category in known for one, known in zip(predicted, categories, strict=True)]
    exact = [one in cat_ids for one, cat_ids in zip(predicted, expected, strict=True)]
    return float(np.mean(right)), float(np.mean(exact))


def test_the_table_is_whole(catalogue: Catalogue) -> None:
    assert len(catalogue) == 753
    assert len({entry.category for entry in catalogue}) == 82
    assert catalogue.lookup("FEETHmn").full == "FOOTSTEPS-HUMAN"


@pytest.mark.parametrize(
    ("asked", "near"),
    [("feethmn", "did you mean FEETHmn"), ("ANMLDogs", "ANMLDog"), ("DOORWod", "DOORWood"), ("zzzz", "give one such")],
)
def test_an_unknown_cat_id_is_refused_with_near_ones(catalogue: Catalogue, asked: str, near: str) -> None:
    with pytest.raises(RequestError, match=near):
        catalogue.lookup(asked)


def test_every_word_of_the_list_belongs_to_a_category_of_the_table(catalogue: Catalogue) -> None:
    phrases = load_phrases(catalogue)
    assert {phrase.cat_id for phrase in phrases} <= set(catalogue.entries)
    assert all(phrase.stems for phrase in phrases)


@pytest.mark.parametrize(
    "forms",
    [
        "sneeze sneezes sneezed sneezing",
        "slam slams slammed slamming",
        "match matches",
        "cry cries cried crying",
        "casing casings",
        "knife knives",
        "creak creaks creaking creaked",
        "glass glasses",
        "bus buses",
    ],
)
def test_all_forms_of_a_word_are_one(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("word", ["wing", "spring", "hiss", "bus", "sing"])
def test_a_word_that_only_looks_like_a_form_stays_apart(word: str) -> None:
    assert stem(word)[:3] == word[:3]


def test_our_own_prompts_find_their_category_by_words_alone(catalogue: Catalogue) -> None:
    predictor = Predictor(catalogue)
    categories, cat_ids = _shares(catalogue, [predictor.predict(prompt) for prompt, _ in _labelled()])
    assert categories >= CATEGORIES_LEAST
    assert cat_ids >= CAT_IDS_LEAST


def test_the_pack_that_ships_finds_most_categories_by_its_ear_for_text(catalogue: Catalogue) -> None:
    import torch

    from foley_models.pack import load_pack
    from foley_models.pack_files import find_pack

    encoder = load_pack(find_pack("core"), device="cpu").parts.encoder

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        with torch.inference_mode():
            embeddings: NDArray[np.float32] = encoder.embed_text(texts).numpy()
        return embeddings

    predictor = Predictor(catalogue, embed)
    predicted = [predictor.by_embedding(prompt) or FALLBACK for prompt, _ in _labelled()]
    assert _shares(catalogue, predicted)[0] >= EMBEDDING_CATEGORIES_LEAST


@pytest.mark.parametrize(
    ("prompt", "cat_id"),
    [
        ("rain", "RAIN"),
        ("rain on a tin roof", "RAINMetl"),
        ("door", "DOORWood"),
        ("a car door", "VEHDoor"),
        ("a dog barking at a passing car", "ANMLDog"),
        ("a car passing, a dog barks far away", "VEHCar"),
        ("WOODEN PLANKS BREAKING", "WOODBrk"),
        ("un chien: dog", "ANMLDog"),
    ],
)
def test_the_more_specific_and_the_earlier_wins(catalogue: Catalogue, prompt: str, cat_id: str) -> None:
    assert Predictor(catalogue).predict(prompt) == cat_id


@pytest.mark.parametrize("prompt", ["qwertz", "12345", "!!!", "雨", " ", "the a of"])
def test_what_no_word_tells_falls_back(catalogue: Catalogue, prompt: str) -> None:
    assert Predictor(catalogue).predict(prompt) == FALLBACK


def test_the_categories_are_embedded_once_and_only_where_words_do_not_tell(catalogue: Catalogue) -> None:
    calls = []

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        calls.append(len(texts))
        return np.full((len(texts), 4), 0.5, np.float32)

    predictor = Predictor(catalogue, embed)
    predictor.predict("dog barking")
    assert calls == []
    first, second = predictor.predict("qwertz"), predictor.predict("yxcv")
    assert first == second
    assert first in catalogue
    assert len(calls) == 3
