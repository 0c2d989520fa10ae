"""AudioLDM 2 from a folder of diffusers: the sounds of diffusers' own pipeline, ranked by the model's own ear."""

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from foley_models.card import Licence
from foley_models.envelope import levels_of
from foley_models.errors import CancelledError, NotAvailableError, PackError, PromptTooLongError
from foley_models.features import features_of
from foley_models.guidance import guided
from foley_models.latent_clap import LatentClap
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import verify_pack
from foley_models.pack_writing import NewPart, write_pack_with
from foley_models.published.pack_of import Naming
from foley_models.published.pipeline_folder import read_pipeline_folder
from foley_models.published.pipeline_pack import write_pipeline_pack
from foley_models.requests import (
    Blend,
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
from foley_models.stack import ModelStack
from foley_models.training.examples import prepare
from foley_models.training.latent_clap import shape_for
from foley_models.weights import read_tensors
from tests.models.published.tiny_pipelines import audioldm2, write_folder

KIND = "AudioLDM2Pipeline"
NAMING = Naming("tiny-audioldm2", Licence("CC-BY-NC-SA-4.0", commercial_use=False, note="for tests"))
REQUEST = GenerationRequest("a dog bark", seconds=0.64, count=2, pool=4, steps=3, seed=3)


def imported(source: Path, folder: Path) -> Path:
    folder.mkdir()
    write_pipeline_pack(read_pipeline_folder(source, KIND), None, NAMING, folder=folder, on_bytes=lambda _: None)
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(audioldm2(), tmp_path_factory.mktemp("hub") / "audioldm2-tiny", "license: cc-by-nc-sa-4.0")


@pytest.fixture(scope="module")
def pack(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = imported(published, tmp_path_factory.mktemp("packs") / "tiny")
    return load_pack(folder, device="cpu", dtype="float32")


def rendered(pack: Pack, prompt: str, negative: str, noise: Tensor, *, steps: int) -> tuple[Tensor, Tensor]:
    """Latents and sound with the parts of a pack, at given noise."""
    parts = pack.parts
    assert parts.conditioner is not None
    with torch.inference_mode():
        leads, away = parts.conditioner.condition(prompt, negative, 0.64)
        predict = guided(parts.denoiser.predict_eps, leads.expand(len(noise), -1), away, 3.5)
        latents = sample("ddim", predict, noise, schedule=parts.schedule, steps=steps)
        return latents, parts.vocoder.synthesize(parts.codec.decode(latents))[:, : 64 * 160]


@pytest.mark.parametrize("negative", ["", "a cat"])
def test_it_sounds_like_diffusers_own_pipeline_with_corrected_heads(pack: Pack, negative: str) -> None:
    pipeline = audioldm2(heads=[1, 2, 3])
    pipeline.set_progress_bar_config(disable=True)
    noise = torch.randn(2, *pack.parts.codec.latent_shape(64), generator=torch.Generator().manual_seed(8))
    steps: list[Tensor] = []
    theirs = pipeline(
        ["a dog bark"] * 2,
        negative_prompt=[negative] * 2 if negative else None,
        audio_length_in_s=0.64,
        num_inference_steps=5,
        guidance_scale=3.5,
        latents=noise,
        callback=lambda *state: steps.append(state[2]),  # (step, n, z_n)
        output_type="pt",
    ).audios
    latents, ours = rendered(pack, "a dog bark", negative, noise, steps=5)
    torch.testing.assert_close(latents, steps[-1], atol=1e-4, rtol=0)
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)
    assert latents.std().item() > 0.1
    assert theirs.std().item() > 0.01, "there is something to compare"


def test_with_the_heads_that_the_published_configuration_names_it_would_sound_otherwise(pack: Pack) -> None:
    assert "Attention heads 1, 2, 3 (channels / 32), corrected: its configuration says 8 in every block." in (
        pack.card.description
    )
    unet = audioldm2().unet.eval()
    leads, _ = pack.parts.conditioner.condition("a dog bark", "", 0.64)  # type: ignore[union-attr]
    vectors, states, there = pack.parts.denoiser._layout.taken(leads[None])  # type: ignore[attr-defined]
    noise = torch.randn(1, 8, 16, 16, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        ours = pack.parts.denoiser.predict_eps(noise, torch.tensor([500]), leads[None])
        wrong = unet(
            noise,
            torch.tensor([500]),
            encoder_hidden_states=vectors,
            encoder_hidden_states_1=states,
            encoder_attention_mask_1=there,
        ).sample
    assert (ours - wrong).norm() / wrong.norm() > 1e-3


def test_every_weight_is_in_the_pack_bit_for_bit(pack: Pack, published: Path) -> None:
    pipeline = audioldm2()
    kept = {part: read_tensors(pack.folder / entry.file) for part, entry in pack.card.files.items()}
    for part, wanted in (("denoiser", pipeline.unet), ("projection", pipeline.projection_model)):
        assert all(torch.equal(kept[part][name], value) for name, value in wanted.state_dict().items())
        assert kept[part].keys() == wanted.state_dict().keys()
    language = pipeline.language_model.transformer.state_dict()
    assert kept["language"].keys() == language.keys(), "without the head that would say words"
    assert all(torch.equal(kept["language"][name], value) for name, value in language.items())
    assert verify_pack(pack.folder).licence == NAMING.licence


def test_its_own_ear_ranks_and_the_same_seed_gives_the_same_sounds_again(pack: Pack) -> None:
    stack = ModelStack(pack)
    told: list[Progress] = []
    made = stack.generate(REQUEST, on_progress=told.append)
    scores = [one.score for one in made.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(-1.0 <= score <= 1.0 for score in scores)
    assert [one.rank for one in made.candidates] == [1, 2]
    assert {one.stage for one in told} >= {"text", "denoise", "decode", "rank"}
    assert [one.overall for one in told] == sorted(one.overall for one in told)
    again = stack.generate(REQUEST)
    assert all(
        (one.waveform == other.waveform).all() for one, other in zip(made.candidates, again.candidates, strict=True)
    )
    best = made.candidates[0]
    definite = next(one.request for one in stack.stream(REQUEST) if isinstance(one, Planned))
    remade = stack.remake(definite, best.layout, best.index)
    assert (remade.waveform == best.waveform).all()
    assert best.waveform.shape == (round(0.64 * 16_000),)


def test_it_is_cancelled_within_a_step(pack: Pack) -> None:
    steps = 0

    def on_progress(progress: Progress) -> None:
        nonlocal steps
        steps += progress.stage == "denoise" and progress.fraction > 0

    with pytest.raises(CancelledError):
        ModelStack(pack).generate(replace(REQUEST, steps=900), on_progress=on_progress, cancelled=lambda: steps >= 2)
    assert steps <= 3


def test_variations_and_negative_texts_work_and_what_it_has_not_is_answered_with_what_to_do(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    latents, decode = list[torch.Tensor](), pack.parts.codec.decode

    def noted(one: torch.Tensor) -> torch.Tensor:
        latents.append(one)
        return decode(one)

    monkeypatch.setattr(pack.parts.codec, "decode", noted)
    stack = ModelStack(pack)
    made = stack.generate(REQUEST).candidates[0]
    begun = torch.cat(latents)[made.layout.decoded.index(made.index)]
    source = Source(
        next(one.request for one in stack.stream(REQUEST) if isinstance(one, Planned)), made.layout, made.index
    )
    request = replace(REQUEST, count=1, pool=1, negative="a cat")
    stack.generate(request, variation=Variation(0.1, source))
    near = latents[-1][0]
    stack.generate(request, variation=Variation(1.0, source))
    far = latents[-1][0]
    assert 0 < (near - begun).norm() < 0.5 * (far - begun).norm()
    blend = Blend(0.5, HeldLatent(torch.zeros(8, 16, 16).half().numpy()), "a cat")
    with pytest.raises(NotAvailableError, match=r"'tiny-audioldm2' has no blends: .* Use another pack .* such as core"):
        stack.generate(request, variation=Variation(0.5, source, blend))
    with pytest.raises(NotAvailableError, match="'tiny-audioldm2' cannot be trained"):
        prepare(pack, [], lambda *_: None, tmp_path)  # type: ignore[arg-type]
    missing = {one.name: one.missing for one in features_of(pack.card)}
    assert not any(
        missing[name] for name in ("negative prompt", "variations", "audio to audio", "fill and extend", "ranking")
    )
    assert missing["blends"] == missing["training"] == "its denoiser is led by texts, not by CLAP's embedding"


def test_any_length_loops_and_sounds_to_begin_from_work_as_in_audioldm(pack: Pack) -> None:
    stack = ModelStack(pack)
    short = replace(REQUEST, count=1, pool=1, steps=2)
    assert stack.generate(replace(short, seconds=10.5, steps=1)).candidates[0].waveform.shape == (168_000,)
    assert stack.generate(replace(short, seconds=1.0, loop=True)).candidates[0].waveform.shape == (16_000,)
    heard = stack.generate(short).candidates[0].waveform
    held = stack.hold(heard, 16_000, seconds=0.64)
    guide = Imitation(0.5, held, levels_of(heard, 16_000))
    assert stack.generate(short, variation=guide).candidates[0].waveform.shape == heard.shape
    filled = stack.generate(replace(short, seed=9), variation=Filling(held, 0.2, 0.4)).candidates[0].waveform
    assert filled.shape == heard.shape


def test_with_a_latent_clap_encoder_the_weak_of_a_pool_are_left_before_they_are_decoded(
    pack: Pack, tmp_path: Path
) -> None:
    shape = shape_for(pack.parts)
    encoder = LatentClap(shape)
    write_pack_with(
        pack.folder, NewPart("latent_clap", encoder.state_dict(), asdict(shape), {"cosine": 0.0}), tmp_path / "heard"
    )
    heard = load_pack(tmp_path / "heard", device="cpu", dtype="float32")
    assert heard.parts.latent_scorer is not None
    made = ModelStack(heard).generate(replace(REQUEST, count=1, pool=8, steps=4)).candidates[0]
    assert len(made.layout.denoised) == 8
    assert len(made.layout.decoded) < 8


def test_a_longer_negative_text_is_read_whole_and_one_that_is_too_long_is_refused(pack: Pack) -> None:
    lead = pack.parts.conditioner
    assert lead is not None
    short, away = lead.condition("a dog", "the wind in the trees", 0.64)
    _, else_away = lead.condition("a dog", "the wind in the leaf", 0.64)
    assert short.shape == away.shape
    assert not torch.equal(away, else_away), "what stands behind the length of the prompt counts"
    with pytest.raises(PromptTooLongError, match=r"has \d+ word pieces: at most 40 fit"):
        lead.condition("dogs and " * 9, "", 0.64)


def test_a_large_one_whose_blocks_attend_in_another_order_is_the_same_family(tmp_path: Path) -> None:
    source = write_folder(audioldm2(large=True), tmp_path / "large", "license: cc-by-nc-sa-4.0")
    large = load_pack(imported(source, tmp_path / "pack"), device="cpu", dtype="float32")
    pipeline = audioldm2(heads=[1, 2, 3], large=True)
    pipeline.set_progress_bar_config(disable=True)
    noise = torch.randn(1, *large.parts.codec.latent_shape(64), generator=torch.Generator().manual_seed(8))
    theirs = pipeline(
        "a dog bark", audio_length_in_s=0.64, num_inference_steps=2, guidance_scale=3.5, latents=noise, output_type="pt"
    ).audios
    torch.testing.assert_close(rendered(large, "a dog bark", "", noise, steps=2)[1], theirs, atol=1e-4, rtol=0)


def changed(published: Path, to: Path, file: str, **values: object) -> Path:
    """A copy of the folder with other values in a configuration; None takes a key out."""
    shutil.copytree(published, to)
    config = json.loads((to / file).read_text(encoding="utf-8"))
    config |= values
    (to / file).write_text(json.dumps({key: one for key, one in config.items() if one is not None}), encoding="utf-8")
    return to


def test_a_folder_of_another_model_or_with_a_part_missing_is_refused_in_one_sentence(
    published: Path, tmp_path: Path
) -> None:
    speaks = changed(published, tmp_path / "speech", "text_encoder_2/config.json", model_type="vits")
    with pytest.raises(PackError, match=r"is a vits, not a T5: .* not those that speak"):
        read_pipeline_folder(speaks, KIND)
    narrow = changed(published, tmp_path / "narrow", "text_encoder_2/config.json", d_model=32)
    with pytest.raises(PackError, match=r"projection.text_encoder_1_dim is 24, text.d_model 32"):
        read_pipeline_folder(narrow, KIND)
    shallow = changed(published, tmp_path / "shallow", "language_model/config.json", n_layer=1)
    with pytest.raises(PackError, match="its language has the unknown"):
        read_pipeline_folder(shallow, KIND)
    wordless = shutil.copytree(published, tmp_path / "wordless")
    (wordless / "tokenizer_2" / "tokenizer.json").unlink()
    with pytest.raises(PackError, match=r"has no tokenizer.json: the download is incomplete"):
        read_pipeline_folder(wordless, KIND)
    other = shutil.copytree(published, tmp_path / "other")
    shutil.copyfile(published / "tokenizer" / "tokenizer.json", other / "tokenizer_2" / "tokenizer.json")
    with pytest.raises(PackError, match="word pieces, the encoder has 36: prompts would mean something else"):
        read_pipeline_folder(other, KIND)
    bare = shutil.copytree(published, tmp_path / "bare")
    shutil.rmtree(bare / "vae")
    with pytest.raises(PackError, match=r"has no vae/config.json: the download is incomplete"):
        read_pipeline_folder(bare, KIND)
