"""Training under audio embeddings, with the real trainer on a real pack at tiny size."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from foley_models.pack import Pack, load_pack
from foley_models.training.adapter import apply_adapter, load_adapter
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.audio_condition import under_audio, without_tuning
from foley_models.training.clips import Clip
from foley_models.training.drawing import Drawer
from foley_models.training.events import Trained
from foley_models.training.examples import Examples, prepare
from foley_models.training.finetune import finetune
from foley_models.training.settings import TrainSettings
from tests.models.tiny_core import write_tiny_pack

SETTINGS = TrainSettings(method="full", tuning_layer=False, latent_clap=False, steps=2, batch_size=4)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("pack")), device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def examples(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Examples:
    clips = [
        Clip(f"{number}" * 64, f"{number}", "", ("rain", "the sound of rain"), "rain", f"{number}", "train")
        for number in range(3)
    ]
    return prepare(pack, clips, _tone, tmp_path_factory.mktemp("cache"))


def _tone(clip: Clip, rate_hz: int) -> NDArray[np.float32]:
    times_s = np.arange(rate_hz // 2) / rate_hz
    return np.asarray(0.5 * np.sin(2 * np.pi * 200 * (1 + int(clip.name)) * times_s), dtype=np.float32)


def _trained(pack: Pack, examples: Examples, work: Path) -> Path:
    (last,) = [
        e
        for e in finetune(pack, examples, SETTINGS, work, about=AdapterInfo("x", "none", {}))
        if isinstance(e, Trained)
    ]
    return Path(last.adapter)


def test_each_segment_is_trained_under_its_own_embedding(pack: Pack, examples: Examples) -> None:
    batch = Drawer(under_audio(examples), pack.parts.schedule, SETTINGS).batch(0)
    torch.testing.assert_close(batch.text, batch.audio)
    plain = Drawer(examples, pack.parts.schedule, SETTINGS).batch(0)
    torch.testing.assert_close(batch.z0, plain.z0)


def test_what_is_learnt_and_held_out_stays_as_it_was(examples: Examples) -> None:
    assert torch.equal(under_audio(examples).rows("train"), examples.rows("train"))
    assert under_audio(examples).digest != examples.digest


def test_the_tuning_layer_passes_embeddings_on_and_the_pack_keeps_its_own(pack: Pack, examples: Examples) -> None:
    own = pack.parts.tuning.linear.bias.clone()
    passed = without_tuning(pack).parts.tuning(examples.audio)
    torch.testing.assert_close(passed, examples.audio)
    assert torch.equal(pack.parts.tuning.linear.bias, own)
    assert bool(own.any())


def test_a_second_training_goes_on_from_the_first_and_both_adapters_lie_on_one_pack(
    pack: Pack, examples: Examples, tmp_path: Path
) -> None:
    first = _trained(without_tuning(pack), under_audio(examples), tmp_path / "first")
    once = apply_adapter(pack, load_adapter(first))
    second = _trained(once, examples, tmp_path / "second")
    twice = apply_adapter(once, load_adapter(second))
    weights = [_weight(one) for one in (pack, once, twice)]
    assert not torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[1], weights[2])
    assert torch.equal(pack.parts.tuning.linear.weight, twice.parts.tuning.linear.weight)


def _weight(pack: Pack) -> torch.Tensor:
    return torch.cat([one.detach().flatten() for one in pack.parts.networks["denoiser"].parameters()])
