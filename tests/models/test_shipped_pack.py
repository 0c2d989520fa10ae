"""The pack that ships with the project: what it says of itself, what it hears in words, what it makes."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch

from foley_models.errors import CancelledError
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack, verify_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack

FREE_LICENCES = {"CC0-1.0", "public-domain", "CC-BY", "CC-BY-3.0", "CC-BY-4.0", "MIT"}
JUDGED = (
    "keyboard bird_animal explosion machine_tool water rain dog_bark aircraft water_waves baby_cry clock sneeze_cough "
    "gunshot"
).split()
UNSEEN_PROMPTS = Path(__file__).parents[2] / "benchmarks" / "prompts_unseen.csv"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(find_pack("core"), device="cpu")


@pytest.fixture(scope="module")
def stack(pack: Pack) -> ModelStack:
    return ModelStack(pack)


def test_the_pack_is_whole_and_within_its_budget() -> None:
    card = verify_pack(find_pack("core"))
    assert sum(entry.bytes for entry in card.files.values()) <= 64_000_000
    assert card.audio.rate_hz >= 22050


def test_the_pack_may_be_used_commercially_and_names_every_recording() -> None:
    folder = find_pack("core")
    card = verify_pack(folder)
    assert card.licence.commercial_use
    assert set(card.trained_on["licences"]) <= FREE_LICENCES  # type: ignore[call-overload]  # free-form JSON
    rows = [line for line in (folder / card.attribution).read_text(encoding="utf-8").splitlines() if ".flac" in line]
    assert len(rows) == card.trained_on["recordings"]
    assert all(len(row.split(" | ")) == 4 for row in rows)


@torch.inference_mode()
def test_prompts_in_words_that_no_caption_uses_go_to_the_right_family(pack: Pack) -> None:
    encoder = pack.parts.encoder
    families = encoder.embed_text([pack.card.categories[name].prompt for name in JUDGED])
    with UNSEEN_PROMPTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    nearest = (encoder.embed_text([row["prompt"] for row in rows]) @ families.T).argmax(1).tolist()
    right = [JUDGED[best] == row["family"] for best, row in zip(nearest, rows, strict=True)]
    assert np.mean(right) >= 0.75


def test_prompts_in_unseen_words_are_taken_for_their_family_among_all_of_them(pack: Pack) -> None:
    """Half of them were before the text tower learned other words, and sounded accordingly."""
    encoder, names = pack.parts.encoder, list(pack.card.categories)
    families = encoder.embed_text([pack.card.categories[name].prompt for name in names])
    with UNSEEN_PROMPTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    nearest = (encoder.embed_text([row["prompt"] for row in rows]) @ families.T).argmax(1).tolist()
    assert np.mean([names[best] == row["family"] for best, row in zip(nearest, rows, strict=True)]) >= 0.7


def test_a_prompt_becomes_ranked_sounds_of_the_exact_length(stack: ModelStack) -> None:
    result = stack.generate(GenerationRequest("rain falling", seconds=0.7, count=2, pool=3, steps=4))
    assert [one.rank for one in result.candidates] == [1, 2]
    assert result.candidates[0].score >= result.candidates[1].score
    assert result.category == "rain"
    for candidate in result.candidates:
        assert candidate.waveform.shape == (round(0.7 * candidate.rate_hz),)
        assert np.isfinite(candidate.waveform).all()
        assert np.abs(candidate.waveform).max() > 0.01


def test_the_same_request_is_the_same_sound_bit_for_bit_and_another_seed_is_another(stack: ModelStack) -> None:
    waves = [
        stack.generate(GenerationRequest("a dog barking", count=1, pool=1, steps=3, seed=seed)).candidates[0].waveform
        for seed in (5, 5, 6)
    ]
    assert np.array_equal(waves[0], waves[1])
    assert not np.array_equal(waves[0], waves[2])


def test_the_longest_sound_is_one_sound(stack: ModelStack) -> None:
    result = stack.generate(GenerationRequest("sea waves", seconds=10.0, count=1, pool=1, steps=3))
    wave = result.candidates[0].waveform
    assert wave.shape == (220500,)
    assert np.sqrt(np.square(wave[-44100:]).mean()) > 1e-4  # the windows reach its end


def test_a_cancelled_request_stops_within_a_step(stack: ModelStack) -> None:
    asked = iter([False, False, False])
    with pytest.raises(CancelledError):
        stack.generate(GenerationRequest("wind"), cancelled=lambda: next(asked, True))


def test_stored_sounds_can_be_the_target(stack: ModelStack) -> None:
    request = GenerationRequest("a clock ticking", seconds=1, count=1, pool=2, steps=3, target="audio")
    assert stack.generate(request).category == "clock"
