"""The method "codec" on the published family: vocoder and decoder move, and the encoder does not."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from foley_models.pack import Pack
from foley_models.parts import ModelParts
from foley_models.training.adapter import apply_adapter, load_adapter
from foley_models.training.events import Stepped, Validated
from foley_models.training.examples import Examples, prepare
from foley_models.training.finetune import FineTuning, finetune
from foley_models.training.memory import estimate_memory
from tests.models.audioldm.conftest import TINY, shapes_as_json, tiny_card
from tests.models.training.studio_set import ABOUT, quick, read_clip, studio_clips

CODEC = quick(method="codec", latent_clap=False, steps=3, batch_size=2, sample_every=0)


@pytest.fixture(scope="module")
def pack(tiny_parts: ModelParts, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    short = replace(tiny_parts, window_frames=64)
    card = tiny_card(shapes_as_json(TINY))
    return Pack(card, short, {}, tmp_path_factory.mktemp("pack"), "1" * 64, torch.float32)


@pytest.fixture(scope="module")
def examples(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Examples:
    clips = [clip for clip in studio_clips(3) if clip.name != "sound 1"]
    return prepare(pack, clips, read_clip, tmp_path_factory.mktemp("cache"), waveforms=True)


def test_decoder_and_vocoder_move_and_the_encoder_does_not(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    training = FineTuning(pack, examples, CODEC, tmp_path, judge=None)
    before = dict(training.trainee.values())
    first = next(event for event in training.events() if isinstance(event, Stepped))
    assert set(first.losses) == {"total", "sound", "codec"}
    assert first.losses["total"] == pytest.approx(first.losses["sound"] + first.losses["codec"], rel=1e-5)
    moved = {name for name, one in training.trainee.values().items() if not torch.equal(one, before[name])}
    assert {name.split("/")[0] for name in moved} == {"codec", "vocoder"}
    codec = {name for name in training.trainee.parameters if name.startswith("codec/")}
    own = {f"codec/{name}" for name, _ in pack.parts.networks["codec"].named_parameters()}
    assert codec == {name for name in own if name.startswith(("codec/decoder.", "codec/post_quant_conv."))}
    log_mel = torch.randn(1, 64, 16) - 5.0
    assert torch.equal(training.trainee.parts.codec.encode(log_mel), pack.parts.codec.encode(log_mel))
    assert not torch.equal(
        training.trainee.parts.codec.decode(examples.latents[:1].float()),
        pack.parts.codec.decode(examples.latents[:1].float()),
    )


def test_a_stopped_run_and_its_adapter_end_where_a_whole_one_does(
    pack: Pack, examples: Examples, tmp_path: Path
) -> None:
    whole = FineTuning(pack, examples, CODEC, tmp_path / "whole", judge=None)
    list(whole.events())
    settings = replace(CODEC, save_every=1)
    for event in finetune(pack, examples, settings, tmp_path / "stopped", about=ABOUT):
        if isinstance(event, Stepped) and event.step == 2:
            break
    list(finetune(pack, examples, settings, tmp_path / "stopped", about=ABOUT))
    adapter = load_adapter(tmp_path / "stopped" / "adapter.safetensors")
    assert set(adapter.card.base_parts) == {"codec", "denoiser", "vocoder"}  # it has no tuning layer of its own
    applied = apply_adapter(pack, adapter)
    for name, one in whole.final_values().items():
        part, within = name.split("/", 1)
        base = pack.parts.networks[part].get_parameter(within)
        step = float((one - base).abs().max())
        torch.testing.assert_close(applied.parts.networks[part].get_parameter(within), one, rtol=0, atol=step / 128)


def test_sound_comes_nearer(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    settings = replace(CODEC, steps=36, save_every=12, ema=0.0, rate=5e-3)
    training = FineTuning(pack, examples, settings, tmp_path, judge=None)
    assert training.sound is not None
    before = training.sound.validation(2)
    after = next(event for event in training.events() if isinstance(event, Validated))
    assert after.losses["total"] < 0.95 * before["total"]


def test_memory_is_estimated_for_both_phases(pack: Pack) -> None:
    both, alone = estimate_memory(pack, CODEC), estimate_memory(pack, replace(CODEC, method="full"))
    assert both.training_bytes > alone.training_bytes
