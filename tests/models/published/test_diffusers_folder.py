"""Folders of diffusers: heads corrected, the same weights, and the sounds of diffusers' own pipeline."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.pipelines.deprecated.audioldm.pipeline_audioldm import AudioLDMPipeline
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from transformers import ClapTextModelWithProjection, RobertaTokenizer, SpeechT5HifiGan

from foley_models.card import Licence
from foley_models.errors import NotAvailableError, PackError
from foley_models.features import features_of
from foley_models.guidance import guided
from foley_models.pack import load_pack
from foley_models.pack_files import verify_pack
from foley_models.published.diffusers_folder import read_diffusers_folder
from foley_models.published.found import check_whole
from foley_models.published.pack_of import Naming, write_pack
from foley_models.published.ranker import read_ranker, with_ranker
from foley_models.requests import GenerationRequest
from foley_models.samplers import sample
from foley_models.stack import ModelStack
from foley_models.weights import read_tensors
from tests.models.published.tiny_published import (
    SHAPE,
    TEXT,
    WORDS,
    clap,
    laion,
    write_diffusers_folder,
    write_tokenizer,
)

NAMING = Naming("tiny-audioldm", Licence("CC-BY-NC-SA-4.0", commercial_use=False, note="for tests"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_diffusers_folder(tmp_path_factory.mktemp("hub") / "audioldm-tiny", safe=False)


@pytest.fixture(scope="module")
def imported(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    found = read_diffusers_folder(published)
    check_whole(found)
    write_pack(found, None, NAMING, folder=folder, on_bytes=lambda _: None)
    return folder


def test_every_weight_is_in_the_pack_bit_for_bit(published: Path, imported: Path) -> None:
    card = verify_pack(imported)
    unet = UNet2DConditionModel.from_pretrained(published / "unet", local_files_only=True).state_dict()
    vae = AutoencoderKL.from_pretrained(published / "vae", local_files_only=True).state_dict()
    vocoder = SpeechT5HifiGan.from_pretrained(published / "vocoder", local_files_only=True).state_dict()
    for part, wanted in (("denoiser", unet), ("codec", vae), ("vocoder", vocoder)):
        kept = read_tensors(imported / card.files[part].file)
        assert kept.keys() == wanted.keys()
        assert all(torch.equal(kept[name], value) for name, value in wanted.items())


def test_the_card_tells_of_corrected_heads_and_of_the_missing_ear(imported: Path) -> None:
    card = verify_pack(imported)
    assert "Attention heads 1, 2, 3 (channels / 32), corrected: its configuration says 8 in every block." in (
        card.description
    )
    assert "It cannot hear its candidates" in card.description
    assert card.licence == NAMING.licence
    assert not load_pack(imported, device="cpu").parts.judge.can_embed_audio


def test_asking_a_pack_without_an_ear_for_what_needs_one_is_answered(imported: Path) -> None:
    stack = ModelStack(load_pack(imported, device="cpu"))
    request = GenerationRequest("a dog bark", seconds=0.64, count=1, steps=2, seed=3, negative="music")
    assert math.isnan(stack.generate(request).candidates[0].score)
    for wanted in (replace(request, under="drop"), replace(request, target="audio")):
        with pytest.raises(NotAvailableError, match="has no audio tower, so it cannot score candidates"):
            stack.generate(wanted)
    missing = {one.name: one.missing for one in features_of(verify_pack(imported))}
    assert not missing["negative prompt"]
    assert not missing["variations"]
    assert missing["ranking"] == missing["training"] == "it has no audio tower"


def test_it_sounds_like_diffusers_own_pipeline_with_corrected_heads(published: Path, imported: Path) -> None:
    parts = load_pack(imported, device="cpu", dtype="float32").parts
    unet = UNet2DConditionModel.from_pretrained(published / "unet", attention_head_dim=(1, 2, 3))
    words = {name: number for number, name in enumerate(WORDS)}
    pipeline = AudioLDMPipeline(
        vae=AutoencoderKL.from_pretrained(published / "vae"),
        text_encoder=ClapTextModelWithProjection.from_pretrained(published / "text_encoder", layer_norm_eps=1e-5),
        tokenizer=RobertaTokenizer(vocab=words, merges=[], model_max_length=TEXT.positions - 2),
        unet=unet,
        scheduler=DDIMScheduler.from_pretrained(published / "scheduler", clip_sample=False),
        vocoder=SpeechT5HifiGan.from_pretrained(published / "vocoder"),
    )
    noise = torch.randn(2, *parts.codec.latent_shape(64), generator=torch.Generator().manual_seed(8))
    steps: list[torch.Tensor] = []
    theirs = pipeline(
        "a dog bark",
        audio_length_in_s=0.64,
        num_inference_steps=6,
        guidance_scale=2.5,
        num_waveforms_per_prompt=2,
        latents=noise,
        callback=lambda *state: steps.append(state[2]),  # (step, n, z_n)
        output_type="pt",
    ).audios
    embedding = parts.tuning(parts.encoder.embed_text(["a dog bark"])).expand(2, -1)
    predict = guided(parts.denoiser.predict_eps, embedding, parts.unconditional, 2.5)
    latents = sample("ddim", predict, noise, schedule=parts.schedule, steps=6)
    ours = parts.vocoder.synthesize(parts.codec.decode(latents))[:, : 64 * 160]
    torch.testing.assert_close(latents, steps[-1], atol=1e-4, rtol=0)
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)
    assert latents.std().item() > 0.1


def test_a_ranker_with_the_same_text_tower_becomes_its_ear(published: Path, tmp_path: Path) -> None:
    torch.save({"state_dict": laion(clap().state_dict(), fused=True)}, tmp_path / "clap.pt")
    write_tokenizer(tmp_path)
    found, beside = with_ranker(read_diffusers_folder(published), read_ranker(tmp_path / "clap.pt", None))
    assert beside is None
    assert found.shape.clap == SHAPE.clap
    folder = tmp_path / "pack"
    folder.mkdir()
    write_pack(found, beside, NAMING, folder=folder, on_bytes=lambda _: None)
    encoder = load_pack(folder, device="cpu").parts.judge
    heard = encoder.embed_audio(torch.randn(1, 48_000, generator=torch.Generator().manual_seed(1)))
    assert heard.shape == (1, 512)


def test_a_ranker_with_another_text_tower_stays_beside_it_and_judges(published: Path, tmp_path: Path) -> None:
    other = {name: value + 0.01 if name.startswith("text_") and value.is_floating_point() else value
             for name, value in clap().state_dict().items()}  # fmt: skip
    torch.save(laion(other), tmp_path / "music_audioset.pt")
    write_tokenizer(tmp_path)
    found, beside = with_ranker(read_diffusers_folder(published), read_ranker(tmp_path / "music_audioset.pt", None))
    folder = tmp_path / "pack"
    folder.mkdir()
    write_pack(found, beside, NAMING, folder=folder, on_bytes=lambda _: None)
    parts = load_pack(folder, device="cpu").parts
    assert parts.judge is parts.ranker
    assert not parts.encoder.can_embed_audio
    assert parts.judge.can_embed_audio
    assert not torch.allclose(parts.judge.embed_text(["rain"]), parts.encoder.embed_text(["rain"]), atol=1e-3)


def a_copy(published: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(published, tmp_path / "copy"))


def change_json(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    values = json.loads(path.read_text(encoding="utf-8"))
    change(values)
    path.write_text(json.dumps(values), encoding="utf-8")


@pytest.mark.parametrize("words", [WORDS[:5], [*WORDS, "more"]])
def test_a_tokenizer_of_another_size_is_refused(published: Path, tmp_path: Path, words: list[str]) -> None:
    folder = a_copy(published, tmp_path)
    write_tokenizer(folder / "tokenizer", words)
    with pytest.raises(PackError, match=rf"has {len(words)} tokens, the text tower knows {len(WORDS)}"):
        read_diffusers_folder(folder)


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("model_index.json", lambda v: v.update(_class_name="StableDiffusionPipeline"), "holds a StableDiffusion"),
        ("unet/config.json", lambda v: v.update(block_out_channels=[32, 40]), "multiple of 32"),
        ("unet/config.json", lambda v: v.update(block_out_channels=[32, 64, 128]), "of the shape|lacks"),
        ("unet/config.json", lambda v: v.update(class_embed_type=None), "class_embed_type"),
        ("vae/config.json", lambda v: v.pop("scaling_factor"), "lacks the key `scaling_factor`"),
        ("vocoder/config.json", lambda v: v.update(resblock_dilation_sizes=[[1], [2]]), "resblock_dilation_sizes"),
        ("scheduler/scheduler_config.json", lambda v: v.update(prediction_type="v_prediction"), "prediction_type"),
        ("text_encoder/config.json", lambda v: v.update(hidden_size="64"), "hidden_size"),
    ],
)
def test_configurations_of_other_models_are_refused(
    published: Path, tmp_path: Path, file: str, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    folder = a_copy(published, tmp_path)
    change_json(folder / file, change)
    with pytest.raises(PackError, match=told):
        check_whole(read_diffusers_folder(folder))


@pytest.mark.parametrize("missing", ["unet/diffusion_pytorch_model.bin", "vae/config.json", "vocoder"])
def test_a_missing_part_is_named(published: Path, tmp_path: Path, missing: str) -> None:
    import shutil

    folder = a_copy(published, tmp_path)
    if (folder / missing).is_dir():
        shutil.rmtree(folder / missing)
    else:
        (folder / missing).unlink()
    with pytest.raises(PackError, match=f"{missing.split('/')[0]}.*the download is incomplete"):
        read_diffusers_folder(folder)
