"""Stable Audio 3 from a folder of diffusers: the sounds of diffusers' own pipeline, of any length, timed and cut."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.schedulers import scheduling_flow_match_euler_discrete as flow_scheduler
from torch import Tensor

from foley_models.candidate_seeds import step_noise
from foley_models.card import Licence
from foley_models.errors import NotAvailableError, PackError, PromptTooLongError
from foley_models.features import features_of
from foley_models.guidance import guided
from foley_models.memory_needs import LAYERS, PARTS, weights_of
from foley_models.pack import Pack, load_pack
from foley_models.prediction import work_of
from foley_models.published.pack_of import Naming
from foley_models.published.pipeline_folder import read_pipeline_folder
from foley_models.published.pipeline_pack import write_pipeline_pack
from foley_models.requests import GenerationRequest, Planned, Source, Variation
from foley_models.samplers import sample
from foley_models.stack import ModelStack
from tests.models.published.tiny_pipelines import stable_audio3, write_folder

KIND = "StableAudio3Pipeline"
NAMING = Naming("tiny-stable-3", Licence("stable-audio-community", commercial_use=True, note="for tests"))
REQUEST = GenerationRequest("rain on a roof", seconds=1.0, count=2, pool=2, seed=3)
SEEDS = (11, 12)


def imported(source: Path, folder: Path) -> Path:
    folder.mkdir()
    write_pipeline_pack(read_pipeline_folder(source, KIND), None, NAMING, folder=folder, on_bytes=lambda _: None)
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(stable_audio3(), tmp_path_factory.mktemp("hub") / "stable-3", "license: other")


@pytest.fixture(scope="module")
def pack(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = imported(published, tmp_path_factory.mktemp("packs") / "tiny")
    return load_pack(folder, device="cpu", dtype="float32")


@pytest.mark.parametrize(("distilled", "negative", "steps", "scale"), [(True, "", 8, 1.0), (False, "a dog", 7, 5.0)])
def test_it_sounds_like_diffusers_own_pipeline_at_identical_noise(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, *, distilled: bool, negative: str, steps: int, scale: float
) -> None:
    pipeline = stable_audio3(distilled=distilled)
    pipeline.set_progress_bar_config(disable=True)
    drawn: list[int] = []

    def same_noise(shape: Any, **_: object) -> Tensor:
        """What our sampler adds, in place of what their scheduler would draw."""
        drawn.append(len(drawn))
        return torch.stack([step_noise(seed, drawn[-1], (*shape[1:], 1)) for seed in SEEDS])[..., 0]

    monkeypatch.setattr(flow_scheduler, "randn_tensor", same_noise)
    noise = torch.randn(2, 8, 14, generator=torch.Generator().manual_seed(8))
    seen: list[Tensor] = []

    def noted(_pipeline: object, _step: int, _time: object, state: dict[str, Tensor]) -> dict[str, Tensor]:
        seen.append(state["latents"])
        return {}

    theirs = pipeline(
        ["rain on a roof"] * 2,
        duration=1.25,
        num_inference_steps=steps,
        guidance_scale=scale,
        negative_prompt=[negative] * 2,
        latents=noise,
        callback_on_step_end=noted,
    ).audios
    parts = pack.parts
    assert parts.conditioner is not None
    with torch.inference_mode():
        leads, away = parts.conditioner.condition("rain on a roof", negative, 1.25)
        predict = guided(parts.denoiser.predict_eps, leads.expand(2, -1), away, scale)
        latents = sample(
            "ping-pong" if distilled else "ddim",
            predict,
            noise[..., None],
            schedule=parts.schedule,
            steps=steps,
            seeds=SEEDS,
        )
        ours = parts.vocoder.synthesize(parts.codec.decode(latents))[..., : int(1.25 * 44_100)].clamp(-1.0, 1.0)
    assert bool(drawn) == distilled
    torch.testing.assert_close(latents[..., 0].float(), seen[-1], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)
    assert theirs.shape == (2, 2, int(1.25 * 44_100))
    assert theirs.std().item() > 1e-3, "there is something to compare"
    assert not torch.allclose(theirs[0], theirs[1], atol=1e-3)


def test_it_makes_stereo_of_any_length_by_the_way_that_its_checkpoint_was_distilled_for(pack: Pack) -> None:
    stack = ModelStack(pack)
    planned = next(one.request for one in stack.stream(REQUEST) if isinstance(one, Planned))
    assert (planned.sampler, planned.steps, planned.guidance) == ("ping-pong", 8, 1.0)
    made = stack.generate(REQUEST).candidates[0]
    assert made.waveform.shape == (44_100, 2)
    assert not np.allclose(made.waveform[:, 0], made.waveform[:, 1])
    remade = stack.remake(planned, made.layout, made.index)
    assert (remade.waveform == made.waveform).all()
    long = stack.generate(replace(REQUEST, seconds=11.3, count=1, pool=1)).candidates[0]
    assert long.waveform.shape == (round(11.3 * 44_100), 2)
    short = stack.generate(replace(REQUEST, seconds=0.2, count=1, pool=1)).candidates[0]
    assert short.waveform.shape == (8820, 2)


def test_a_long_latent_is_decoded_piece_by_piece_as_in_the_whole(pack: Pack) -> None:
    vocoder = pack.parts.vocoder
    frames = torch.randn(1, 150, 8, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        pieces = vocoder.synthesize(frames)
        whole = pack.parts.networks["codec"].decode(frames.transpose(1, 2)).sample  # type: ignore[operator]  # its own
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=1e-4)


def test_a_variation_begins_from_its_source_and_a_recording_becomes_a_latent(pack: Pack) -> None:
    stack = ModelStack(pack)
    request = replace(REQUEST, count=1, pool=1)
    made = stack.generate(request).candidates[0]
    planned = next(one.request for one in stack.stream(request) if isinstance(one, Planned))
    source = Source(planned, made.layout, made.index)
    near = stack.generate(request, variation=Variation(0.02, source)).candidates[0]
    far = stack.generate(request, variation=Variation(1.0, source)).candidates[0]
    assert abs(near.waveform - made.waveform).mean() < abs(far.waveform - made.waveform).mean()
    held = stack.hold(made.waveform.mean(1), 44_100, seconds=1.0)
    assert held.values.shape == (8, 11, 1)


def test_what_it_has_not_is_answered_and_the_distilled_one_takes_no_negative_prompt(pack: Pack, tmp_path: Path) -> None:
    stack = ModelStack(pack)
    for request, words in (
        (replace(REQUEST, loop=True), "no loops and longer sounds: .* ask for no loop"),
        (replace(REQUEST, seconds=12.1), "no loops and longer sounds: .* or ask for at most 12.00 seconds"),
        (replace(REQUEST, negative="a dog"), "no negative prompt: it is distilled, .* or leave it out"),
    ):
        with pytest.raises(NotAvailableError, match=f"'tiny-stable-3' has {words}"):
            stack.generate(request)
    with pytest.raises(PromptTooLongError, match="31 word pieces: at most 30 fit"):
        stack.generate(replace(REQUEST, prompt="abcdefghij" * 3 + "k"))
    missing = {one.name: one.missing for one in features_of(pack.card)}
    assert all(missing[name] for name in ("negative prompt", "fill and extend", "blends", "training", "ranking"))
    source = write_folder(stable_audio3(distilled=False), tmp_path / "base", "license: other")
    base = load_pack(imported(source, tmp_path / "pack"), device="cpu", dtype="float32")
    assert (base.card.defaults.sampler, base.card.defaults.steps, base.card.defaults.guidance) == ("ddim", 100, 7.0)
    asked = replace(REQUEST, steps=3, negative="a dog")
    assert len(ModelStack(base).generate(asked).candidates) == 2


def test_networks_that_come_and_go_make_the_same_bits(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foley_models.offloading.SMALL_BYTES", 0)
    monkeypatch.setattr("foley_models.memory_needs.SMALL_BYTES", 0)
    due = [one.waveform.tobytes() for one in ModelStack(pack).generate(REQUEST).candidates]
    for offload in (PARTS, LAYERS):
        other = load_pack(pack.folder, device="cpu", dtype="float32", offload=offload)
        assert [one.waveform.tobytes() for one in ModelStack(other).generate(REQUEST).candidates] == due
        assert other.desk is not None
        assert other.desk.most_bytes == pytest.approx(weights_of(pack.folder, pack.card).of(offload), rel=0.05)


def test_in_16_bits_it_sounds_nearly_the_same_and_what_it_costs_is_counted_before_it_is_loaded(pack: Pack) -> None:
    narrow = load_pack(pack.folder, device="cpu", dtype="bfloat16")
    transformer = narrow.parts.networks["denoiser"]
    assert transformer.get_buffer("rotary_pos_emb.inv_freq").dtype == torch.float32
    assert transformer.get_parameter("proj_in.weight").dtype == torch.bfloat16
    ours, theirs = (ModelStack(one).generate(replace(REQUEST, count=1, pool=1)).candidates[0] for one in (narrow, pack))
    correlation = np.corrcoef(ours.waveform[:, 0], theirs.waveform[:, 0])[0, 1]
    assert correlation > 0.9
    short, long = (work_of(pack.folder, replace(REQUEST, seconds=seconds)) for seconds in (1.0, 10.0))
    assert 0 < short.row < long.row
    assert short.tally.rows == 2 * 8


def test_a_scheduler_of_another_kind_is_refused(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(published, folder)
    path = folder / "scheduler" / "scheduler_config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | {"num_train_timesteps": 1000}
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(PackError, match=r"num_train_timesteps.*as in Stable Audio 3"):
        read_pipeline_folder(folder, KIND)


def test_another_tokenizer_of_the_same_size_is_refused_by_its_hash(pack: Pack, tmp_path: Path) -> None:
    shutil.copytree(pack.folder, tmp_path / "pack")
    path = tmp_path / "pack" / "word_pieces.json"
    text = path.read_text(encoding="utf-8")
    swapped = text.replace('"r"', '"?"').replace('"s"', '"r"').replace('"?"', '"s"')
    assert len(swapped) == len(text) != 0
    assert swapped != text
    path.write_text(swapped, encoding="utf-8")
    with pytest.raises(PackError, match=r"word_pieces\.json"):
        load_pack(tmp_path / "pack", device="cpu", dtype="float32")
