"""Latent CLAP encoders for packs whose latents have no axis of frequency, taught by the ranker beside them."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch

from foley_models.bare_parts import bare_parts
from foley_models.errors import PackError
from foley_models.features import EARLY, features_of
from foley_models.latent_clap import FrameClapShape, LatentClap
from foley_models.pack import Pack, load_pack
from foley_models.pack_writing import write_pack_with
from foley_models.plan import make_plan
from foley_models.prediction import work_of
from foley_models.published.pack_of import without_taught_ear
from foley_models.requests import GenerationRequest, Planned
from foley_models.stack import ModelStack
from foley_models.training.clips import Clip, Split
from foley_models.training.encoder_run import train_part
from foley_models.training.latent_clap import EncoderSettings, label_with, segment_samples
from tests.models.published.tiny_pipelines import stable_audio3_pack, stable_audio_pack

REQUEST = GenerationRequest("rain on a roof", seconds=1.0, count=1, pool=8, steps=4, seed=3)


def clip(number: int, split: Split) -> Clip:
    return Clip(f"{number:064x}", f"{number}.wav", f"{number}.wav", (), "", f"group {number}", split)


def read(one: Clip, rate_hz: int) -> np.ndarray:
    random = np.random.default_rng(int(one.sha256, 16))
    return (0.3 * random.uniform(-1, 1, rate_hz)).astype(np.float32)


@dataclass(frozen=True)
class Taught:
    """A pack with a ranker, and the same with an encoder that this one taught."""

    before: Pack
    pack: Pack
    longest_s: float  # of what the encoder was taught with


@pytest.fixture(scope="module", params=[(stable_audio_pack, 64 * 2048 / 44_100), (stable_audio3_pack, 10.24)])
def taught(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Taught:
    write, longest_s = request.param
    top = tmp_path_factory.mktemp("frames")
    folder = write(top / "published")
    before = load_pack(folder, device="cpu", dtype="float32")
    clips = (clip(1, "train"), clip(2, "validation"))
    settings = EncoderSettings(steps=2, batch=2, report_every=1)
    part = train_part(before, clips, read, top / "work", settings=settings)
    write_pack_with(folder, part, top / "taught")
    return Taught(before, load_pack(top / "taught", device="cpu", dtype="float32"), longest_s)


def test_the_weak_of_a_pool_are_left_early_and_who_is_left_is_made_again_bit_by_bit(taught: Taught) -> None:
    stack = ModelStack(taught.pack)
    planned = next(one.request for one in stack.stream(REQUEST) if isinstance(one, Planned))
    made = stack.generate(REQUEST).candidates[0]
    assert len(made.layout.denoised) == 8
    assert [len(one.indices) for one in made.layout.looks] == [4], "half way those go on that fit best"
    assert len(made.layout.decoded) == 3
    assert -1.0 <= made.score <= 1.0
    assert (stack.remake(planned, made.layout, made.index).waveform == made.waveform).all()
    thorough = stack.generate(replace(REQUEST, thorough=True)).candidates[0]
    assert len(thorough.layout.decoded) == 8


def test_latents_are_heard_for_what_the_ranker_hears_in_the_words(taught: Taught) -> None:
    parts = taught.pack.parts
    assert parts.teacher is parts.ranker
    texts = parts.encoder.embed_text([one.prompt for one in taught.pack.card.categories.values()])
    plan = make_plan(taught.pack, REQUEST, texts)
    assert plan.latent_target is not None
    assert plan.target is not None
    torch.testing.assert_close(plan.latent_target, plan.target)


def test_its_sizes_are_those_of_the_latents_and_convolve_over_time_alone(taught: Taught) -> None:
    scorer = taught.pack.parts.latent_scorer
    assert isinstance(scorer, LatentClap)
    assert isinstance(scorer.shape, FrameClapShape)
    assert scorer.shape.latent_channels == 8
    assert scorer.get_parameter("blocks.0.first.weight").shape[2:] == (3, 1)
    assert segment_samples(taught.pack.parts) == round(taught.longest_s * 44_100)
    measured = taught.pack.card.measured["latent_clap"]
    assert isinstance(measured, dict)
    assert measured["validation_segments"] == 4


def test_two_channels_are_seen_and_their_mean_is_heard(taught: Taught) -> None:
    label = label_with(taught.pack.parts)
    left, right = 0.2 * torch.randn(2, 1, 12_000, generator=torch.Generator().manual_seed(1))
    mono, both = label(left), label(torch.stack([left, left], 1))
    torch.testing.assert_close(mono.latents, both.latents)
    torch.testing.assert_close(mono.audio, both.audio)
    apart = label(torch.stack([left + right, left - right], 1))
    assert not torch.allclose(apart.latents, both.latents, atol=0.01)
    torch.testing.assert_close(apart.audio, both.audio, atol=2e-3, rtol=0)  # rounded otherwise, and heard in 16 bits


def test_what_it_costs_is_foretold_and_what_it_can_is_told(taught: Taught) -> None:
    missing = {one.name: one.missing for one in features_of(taught.pack.card)}
    assert missing[EARLY] == ""
    assert "led by texts" in missing["latent CLAP loss"]
    before = {one.name: one.missing for one in features_of(taught.before.card)}
    assert before[EARLY] == "no encoder was trained for it yet"
    request = replace(REQUEST, seconds=2.0)
    early, late = work_of(taught.pack.folder, request), work_of(taught.before.folder, request)
    assert early.look > 0 == late.look
    assert early.tally.rows < late.tally.rows
    assert early.tally.finished < late.tally.finished


def test_another_ranker_takes_the_encoder_with_it_since_it_would_hear_in_another_space(taught: Taught) -> None:
    card = without_taught_ear(taught.pack.card)
    assert card == taught.before.card
    own = replace(taught.pack.card, family="audioldm", shapes={**taught.pack.card.shapes, "clap": {"audio": {}}})
    assert without_taught_ear(own) is own, "a pack's own ear taught it"


@pytest.mark.parametrize(("key", "value"), [("latent_channels", 7), ("embedding_size", 256), ("channels", [])])
def test_sizes_that_do_not_fit_are_refused(taught: Taught, key: str, value: object) -> None:
    card = taught.pack.card
    wrong = {**card.shapes, "latent_clap": {**card.shapes["latent_clap"], key: value}}
    with pytest.raises(PackError, match=r"contradicts itself: .*latent_clap"):
        bare_parts(taught.pack.folder, replace(card, shapes=wrong))
