"""The method "codec": first what makes sound of latents, then the denoiser; the encoder never moves."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.errors import TrainingError
from foley_models.pack import Pack
from foley_models.training.adapter import apply_adapter, load_adapter
from foley_models.training.events import Noted, Stepped, TrainingEvent, Validated
from foley_models.training.examples import Examples, prepare
from foley_models.training.finetune import FineTuning, finetune
from foley_models.training.memory import estimate_memory
from foley_models.training.sound_phase import SoundLoss
from tests.models.training.studio_set import ABOUT, quick, read_clip, studio_clips, tiny_pack

CODEC = quick(method="codec", latent_clap=False)  # two steps of sound, four of the denoiser


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return tiny_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def examples(pack: Pack, cache: Path) -> Examples:
    return prepare(pack, studio_clips(), read_clip, cache, waveforms=True)


def values(training: FineTuning) -> dict[str, Tensor]:
    return dict(training.trainee.values())


def moved(before: dict[str, Tensor], after: dict[str, Tensor]) -> set[str]:
    return {name.split("/")[0] for name, one in after.items() if not torch.equal(one, before[name])}


def test_each_phase_moves_its_own_parts_and_averages_no_others(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    training = FineTuning(pack, examples, CODEC, tmp_path, judge=None)
    parts, averages, losses = [], [], []
    before, average = values(training), {name: one.clone() for name, one in training.average.items()}
    for event in training.events():
        if isinstance(event, Stepped):
            parts.append(moved(before, values(training)))
            averages.append(moved(average, dict(training.average)))
            before, average = values(training), {name: one.clone() for name, one in training.average.items()}
            losses.append(set(event.losses))
    assert parts == [{"vocoder"}] * 2 + [{"denoiser", "tuning"}] * 4
    assert averages == parts
    assert losses == [{"total", "sound"}] * 2 + [{"total", "diffusion"}] * 4


def test_the_pack_itself_and_the_linear_codec_stay_as_they_are(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    before = {name: one.clone() for name, one in pack.parts.networks["vocoder"].state_dict().items()}
    training = FineTuning(pack, examples, CODEC, tmp_path, judge=None)
    list(training.events())
    assert all(torch.equal(before[name], one) for name, one in pack.parts.networks["vocoder"].state_dict().items())
    assert training.trainee.parts.networks["codec"] is pack.parts.networks["codec"]


def test_held_out_sounds_come_nearer(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    settings = replace(CODEC, steps=90, save_every=10, ema=0.0)
    training = FineTuning(pack, examples, settings, tmp_path, judge=None)
    assert training.sound is not None
    before = training.sound.validation(4)["sound"]
    after = next(one for one in training.events() if isinstance(one, Validated) and one.step == 30)
    assert after.losses["sound"] < 0.8 * before


def test_a_run_that_was_stopped_on_either_side_of_the_border_ends_with_the_same_bits(
    pack: Pack, examples: Examples, tmp_path: Path
) -> None:
    list(finetune(pack, examples, CODEC, tmp_path / "whole", about=ABOUT))
    whole = load_adapter(tmp_path / "whole" / "adapter.safetensors").tensors
    for save_every, stop in ((1, 2), (2, 3), (1, 4)):  # from checkpoints after steps 1, 2 and 3; the border is at 2
        settings, work = replace(CODEC, save_every=save_every), tmp_path / f"{stop}"
        stop_after(finetune(pack, examples, settings, work, about=ABOUT), stop)
        list(finetune(pack, examples, settings, work, about=ABOUT))
        found = load_adapter(work / "adapter.safetensors").tensors
        assert found.keys() == whole.keys()
        assert all(torch.equal(found[name], whole[name]) for name in whole)


def stop_after(events: Iterator[TrainingEvent], steps: int) -> None:
    for event in events:
        if isinstance(event, Stepped):
            steps -= 1
            if steps == 0:
                return


def test_the_adapter_makes_of_the_pack_what_was_trained(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    training = FineTuning(pack, examples, CODEC, tmp_path, judge=None)
    list(training.events())
    list(finetune(pack, examples, CODEC, tmp_path, about=ABOUT))  # goes on at the end: writes the adapter
    adapter = load_adapter(tmp_path / "adapter.safetensors")
    assert adapter.parts == ("denoiser", "tuning", "vocoder")
    assert adapter.card.base_parts == {part: pack.card.files[part].sha256 for part in adapter.parts}
    applied = apply_adapter(pack, adapter)
    for name, one in training.final_values().items():
        part, within = name.split("/", 1)
        base = pack.parts.networks[part].get_parameter(within)
        step = float((one - base).abs().max())
        torch.testing.assert_close(applied.parts.networks[part].get_parameter(within), one, rtol=0, atol=step / 128)
    mels = pack.parts.codec.decode(examples.latents[:1].float())
    assert not torch.equal(applied.parts.vocoder.synthesize(mels), pack.parts.vocoder.synthesize(mels))


def test_numbers_that_run_away_in_the_first_phase_go_back_to_the_beginning(
    pack: Pack, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, backward = iter([True] * 3), SoundLoss.backward
    monkeypatch.setattr(SoundLoss, "backward", lambda self, *args: None if next(bad, False) else backward(self, *args))
    events = list(finetune(pack, examples, replace(CODEC, steps=12, save_every=9), tmp_path, about=ABOUT))
    notes = [one.text for one in events if isinstance(one, Noted)]
    assert notes[-1] == "Back to step 0 with half the rate, after 3 such steps in a row."
    assert [one.step for one in events if isinstance(one, Stepped)] == list(range(1, 13))


def test_smaller_pieces_add_up_to_the_same_gradients(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    sound = FineTuning(pack, examples, CODEC, tmp_path, judge=None).sound
    assert sound is not None
    assert sound.backward(0, 4) == pytest.approx(sound.backward(0, 1), rel=1e-4)


def test_bfloat16_trains_too(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    events = list(finetune(pack, examples, replace(CODEC, precision="bfloat16"), tmp_path, about=ABOUT))
    assert len([one for one in events if isinstance(one, Stepped)]) == 6


def test_kept_segments_are_those_that_the_latents_were_made_of(pack: Pack, examples: Examples) -> None:
    assert examples.sounds is not None
    rows = [0, 1, 9, 17, len(examples.audio) - 1]
    waveforms = torch.stack([torch.from_numpy(examples.sounds.read(row)) for row in rows])
    latents = pack.parts.codec.encode(pack.parts.front_end(waveforms))
    distances = (latents[:, None] - examples.latents[rows].float()).abs().mean(dim=(2, 3, 4))
    others = distances + 1e9 * torch.eye(len(rows))
    assert float(distances.diagonal().max()) < 0.25 * float(others.min())  # 16 bits show in what is nearly silent


def test_a_cache_from_before_only_gains_the_segments_and_spoilt_ones_are_made_anew(
    pack: Pack, examples: Examples, cache: Path, tmp_path: Path
) -> None:
    shutil.copytree(cache, tmp_path / "cache")
    for file in (tmp_path / "cache").glob("*.sound.safetensors"):
        file.unlink() if file.name < "8" else file.write_bytes(file.read_bytes()[:-100])
    encoded = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").glob("*.safetensors")}
    again = prepare(pack, studio_clips(), read_clip, tmp_path / "cache", waveforms=True)
    assert again.digest == examples.digest
    assert again.sounds is not None
    assert examples.sounds is not None
    for row in range(len(examples.audio)):
        assert np.array_equal(again.sounds.read(row), examples.sounds.read(row))
    assert all(file.stat().st_mtime_ns == at for file, at in encoded.items() if ".sound." not in file.name)


def test_without_waveforms_it_says_what_is_missing(pack: Pack, cache: Path, tmp_path: Path) -> None:
    plain = prepare(pack, studio_clips(), read_clip, cache)
    assert plain.sounds is None
    with pytest.raises(TrainingError, match="waveforms=True"):
        next(finetune(pack, plain, CODEC, tmp_path, about=ABOUT))


def test_a_segment_whose_file_is_gone_is_told(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    assert examples.sounds is not None
    lost = replace(examples, sounds=replace(examples.sounds, files=(tmp_path / "gone",) * len(examples.clips)))
    with pytest.raises(TrainingError, match="start the training again"):
        next(finetune(pack, lost, CODEC, tmp_path, about=ABOUT))


def test_more_memory_is_estimated_than_for_the_denoiser_alone(pack: Pack) -> None:
    both, alone = estimate_memory(pack, CODEC), estimate_memory(pack, replace(CODEC, method="full"))
    assert both.training_bytes > alone.training_bytes
    assert both.activations_bytes >= alone.activations_bytes
