"""Stable Audio Open from a folder of diffusers: the sounds of diffusers' own pipeline, in stereo, timed and cut."""

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_cosine_dpmsolver_multistep import CosineDPMSolverMultistepScheduler
from torch import Tensor

from foley_models.candidate_seeds import step_noise
from foley_models.card import Licence
from foley_models.errors import NotAvailableError, PackError
from foley_models.features import features_of
from foley_models.finishing import mixed
from foley_models.guidance import guided
from foley_models.pack import Pack, load_pack
from foley_models.published.pack_of import Naming
from foley_models.published.pipeline_folder import read_pipeline_folder
from foley_models.published.pipeline_pack import write_pipeline_pack
from foley_models.published.ranker import read_ranker
from foley_models.requests import (
    Filling,
    GenerationRequest,
    HeldLatent,
    Imitation,
    Planned,
    Progress,
    Source,
    Variation,
)
from foley_models.samplers import sample
from foley_models.schedule import SigmaSchedule
from foley_models.selection import score_embeddings
from foley_models.stack import ModelStack
from tests.models.published.tiny_pipelines import stable_audio, write_folder
from tests.models.published.tiny_published import clap, laion, write_tokenizer

KIND = "StableAudioPipeline"
NAMING = Naming("tiny-stable", Licence("stable-audio-community", commercial_use=True, note="for tests"))
REQUEST = GenerationRequest("rain on a roof", seconds=1.0, count=2, pool=3, steps=3, seed=3)
SEEDS = (11, 12)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(stable_audio(), tmp_path_factory.mktemp("hub") / "stable-tiny", "license: other")


def imported(source: Path, folder: Path, ranker: Path | None = None) -> Pack:
    folder.mkdir()
    heard = None if ranker is None else read_ranker(ranker, None)
    write_pipeline_pack(read_pipeline_folder(source, KIND), heard, NAMING, folder=folder, on_bytes=lambda _: None)
    return load_pack(folder, device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def pack(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """With an ear beside it."""
    folder = tmp_path_factory.mktemp("packs")
    torch.save({"state_dict": laion(clap().state_dict())}, folder / "clap.pt")
    write_tokenizer(folder)
    return imported(published, folder / "tiny", folder / "clap.pt")


class SameNoise(CosineDPMSolverMultistepScheduler):
    """Diffusers' own scheduler with the noise that our sampler draws in the place of a Brownian path's."""

    def step(self, model_output: Tensor, *args: Any, **more: Any) -> Any:
        """Another step."""
        taken = self.step_index or 0
        noise = torch.stack([step_noise(seed, taken, (*model_output.shape[1:], 1)) for seed in SEEDS])[..., 0]
        self.noise_sampler: Any = lambda *_: noise
        return super().step(model_output, *args, **more)


@pytest.mark.parametrize(("negative", "steps"), [("", 4), ("a dog", 9)])
def test_it_sounds_like_diffusers_own_pipeline_at_identical_noise(pack: Pack, negative: str, steps: int) -> None:
    pipeline = stable_audio()
    pipeline.scheduler = SameNoise.from_config(pipeline.scheduler.config)
    pipeline.set_progress_bar_config(disable=True)
    noise = torch.randn(2, 8, 64, generator=torch.Generator().manual_seed(8))
    seen: list[Tensor] = []
    theirs = pipeline(
        ["rain on a roof"] * 2,
        negative_prompt=[negative] * 2 if negative else None,
        audio_end_in_s=1.25,
        num_inference_steps=steps,
        guidance_scale=7.0,
        latents=noise,
        callback=lambda *state: seen.append(state[2]),  # (step, time, x)
    ).audios
    parts = pack.parts
    assert parts.conditioner is not None
    with torch.inference_mode():
        leads, away = parts.conditioner.condition("rain on a roof", negative, 1.25)
        predict = guided(parts.denoiser.predict_eps, leads.expand(2, -1), away, 7.0)
        latents = sample("dpmpp-2m-sde", predict, noise[..., None], schedule=parts.schedule, steps=steps, seeds=SEEDS)
        ours = parts.vocoder.synthesize(parts.codec.decode(latents))
    torch.testing.assert_close(latents[..., 0], seen[-1], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(ours[..., : int(1.25 * 44_100)], theirs, atol=1e-4, rtol=1e-4)
    assert theirs.shape[1] == 2
    assert theirs.std().item() > 1e-3, "there is something to compare"
    assert not torch.allclose(theirs[:, 0], theirs[:, 1], atol=1e-3), "its channels differ"


def test_its_levels_and_the_time_that_the_transformer_is_told_are_those_of_diffusers(pack: Pack) -> None:
    schedule = pack.parts.schedule
    assert isinstance(schedule, SigmaSchedule)
    theirs = CosineDPMSolverMultistepScheduler()
    theirs.set_timesteps(7)
    ours = schedule.sigma(torch.tensor([999 * (1 - i / 6) for i in range(7)]))
    torch.testing.assert_close(ours.float(), theirs.sigmas[:-1], atol=0, rtol=1e-5)
    torch.testing.assert_close((ours.atan() * 2 / math.pi).float(), theirs.timesteps, atol=1e-6, rtol=1e-5)


def test_a_sound_is_stereo_exactly_as_long_as_asked_and_ranked_by_the_mean_of_its_channels(pack: Pack) -> None:
    stack = ModelStack(pack)
    told: list[Progress] = []
    made = stack.generate(REQUEST, on_progress=told.append)
    assert [one.waveform.shape for one in made.candidates] == [(44_100, 2)] * 2
    best = made.candidates[0]
    assert not np.allclose(best.waveform[:, 0], best.waveform[:, 1])
    judge = pack.parts.judge
    with torch.inference_mode():
        heard = pack.parts.judge.embed_audio(torch.from_numpy(_at_48_khz(best.waveform.mean(1), judge.rate_hz))[None])
        due = score_embeddings(heard, judge.embed_text([REQUEST.prompt])[0])[0]
    assert best.score == pytest.approx(due, abs=2e-3)
    assert made.candidates[0].score >= made.candidates[1].score
    np.testing.assert_allclose(best.mono, best.waveform.mean(1))
    assert [one.overall for one in told] == sorted(one.overall for one in told)
    definite = next(one.request for one in stack.stream(REQUEST) if isinstance(one, Planned))
    assert (definite.sampler, definite.guidance) == ("dpmpp-2m-sde", 7.0)
    remade = stack.remake(definite, best.layout, best.index)
    assert (remade.waveform == best.waveform).all()
    odd = stack.generate(replace(REQUEST, seconds=0.7331, count=1, pool=1)).candidates[0]
    assert odd.waveform.shape == (round(0.7331 * 44_100), 2)


def _at_48_khz(waveform: np.ndarray[Any, Any], rate_hz: int) -> np.ndarray[Any, Any]:
    from foley_models.resample import resample

    return resample(torch.from_numpy(waveform.copy())[None], 44_100, rate_hz)[0].numpy()


def test_a_candidate_does_not_depend_on_who_was_made_with_it(pack: Pack) -> None:
    together = ModelStack(pack).generate(replace(REQUEST, count=3))
    alone = ModelStack(pack, batch_size=1).generate(replace(REQUEST, count=3))
    by_index = {one.index: one.waveform for one in alone.candidates}
    for one in together.candidates:
        np.testing.assert_allclose(one.waveform, by_index[one.index], atol=1e-3)


def test_the_length_is_told_to_the_denoiser_and_a_very_short_sound_is_cut_out_of_a_longer_one(pack: Pack) -> None:
    parts = pack.parts
    assert parts.conditioner is not None
    with torch.inference_mode():
        short, longer = (parts.conditioner.condition("rain", "", seconds)[0] for seconds in (1.0, 2.0))
    assert not torch.equal(short, longer)
    made = ModelStack(pack).generate(replace(REQUEST, seconds=0.2, count=1, pool=1)).candidates[0]
    assert made.waveform.shape == (8820, 2)


def test_only_the_frames_that_a_sound_takes_are_decoded_and_that_changes_nothing(pack: Pack) -> None:
    parts = pack.parts
    latents = torch.randn(1, 8, 64, 1, generator=torch.Generator().manual_seed(3))
    margin = parts.decoded_margin
    assert margin is not None
    with torch.inference_mode():
        whole = parts.vocoder.synthesize(parts.codec.decode(latents))
        some = parts.vocoder.synthesize(parts.codec.decode(latents[:, :, : 22 + margin]))
    torch.testing.assert_close(some[..., : 22 * 2048], whole[..., : 22 * 2048], atol=1e-5, rtol=1e-4)


def test_variations_are_nearer_to_their_source_the_smaller_their_amount(pack: Pack) -> None:
    stack = ModelStack(pack)
    made = stack.generate(replace(REQUEST, steps=6)).candidates[0]
    definite = next(one.request for one in stack.stream(replace(REQUEST, steps=6)) if isinstance(one, Planned))
    source = Source(definite, made.layout, made.index)
    request = replace(REQUEST, count=1, pool=1, steps=6)
    near = stack.generate(request, variation=Variation(0.02, source)).candidates[0]
    far = stack.generate(request, variation=Variation(1.0, source)).candidates[0]
    assert abs(near.waveform - made.waveform).mean() < abs(far.waveform - made.waveform).mean()
    held = stack.hold(made.waveform.mean(1), 44_100, seconds=1.0)
    assert held.values.shape == (8, 64, 1)
    assert stack.generate(request, variation=Variation(0.3, held)).candidates[0].waveform.shape == (44_100, 2)


def test_what_it_has_not_is_answered_with_the_packs_name_and_what_to_do(pack: Pack) -> None:
    stack = ModelStack(pack)
    held = HeldLatent(np.zeros((8, 64, 1), np.float16))
    for request, start, words in (
        (replace(REQUEST, loop=True), None, "no loops and longer sounds: .* ask for no loop"),
        (replace(REQUEST, seconds=3.1), None, "no loops and longer sounds: .* or ask for at most 2.97 seconds"),
        (REQUEST, Imitation(0.5, held, np.zeros(100, np.float32)), "no audio to audio: .* such as core, or imitate"),
        (REQUEST, Filling(held, 0.2, 0.6), "no fill and extend: .* or fill nothing"),
    ):
        with pytest.raises(NotAvailableError, match=f"'tiny-stable' has {words}"):
            stack.generate(request, variation=start)
    missing = {one.name: one.missing for one in features_of(pack.card)}
    assert not any(missing[name] for name in ("negative prompt", "variations", "ranking"))
    assert all(missing[name] for name in ("audio to audio", "fill and extend", "blends", "training"))


def test_without_an_ear_it_makes_sounds_in_the_order_they_came_and_says_so(published: Path, tmp_path: Path) -> None:
    deaf = imported(published, tmp_path / "deaf")
    assert "It cannot hear its candidates" in deaf.card.description
    made = ModelStack(deaf).generate(replace(REQUEST, pool=None, count=1))
    assert math.isnan(made.candidates[0].score)
    assert made.category in deaf.card.categories
    with pytest.raises(NotAvailableError, match="has no audio tower, so it cannot score candidates"):
        ModelStack(deaf).generate(replace(REQUEST, under="drop"))


def test_one_with_a_single_channel_is_mono(tmp_path: Path) -> None:
    source = write_folder(stable_audio(channels=1), tmp_path / "mono", "license: other")
    made = ModelStack(imported(source, tmp_path / "pack")).generate(replace(REQUEST, pool=1, count=1))
    assert made.candidates[0].waveform.shape == (44_100,)


def test_two_channels_are_mixed_to_their_mean_and_one_stays() -> None:
    stereo = torch.tensor([[[1.0, 2.0], [3.0, 0.0]]])
    assert mixed(stereo).tolist() == [[2.0, 1.0]]
    assert mixed(stereo[0]) is stereo[0] or torch.equal(mixed(stereo[0]), stereo[0])


def test_a_scheduler_of_another_kind_is_refused(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(published, folder)
    path = folder / "scheduler" / "scheduler_config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | {"prediction_type": "epsilon"}
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(PackError, match=r"prediction_type.*as in Stable Audio Open"):
        read_pipeline_folder(folder, KIND)
