"""The latent CLAP encoder, trained for tiny packs of both families."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from foley_models.errors import CancelledError, NotAvailableError, RequestError, TrainingError
from foley_models.latent_clap import LatentClap
from foley_models.pack import Pack, load_pack
from foley_models.training.clips import Clip, Split
from foley_models.training.encoder_run import PLAN, Watching, forget, read_plan, train_part
from foley_models.training.latent_clap import (
    EncoderSettings,
    EncoderStep,
    Labelled,
    Lesson,
    cosines,
    label_all,
    label_with,
    mean_cosine,
    new_encoder,
    shape_for,
    train_latent_clap,
)
from tests.models.tiny_core import write_tiny_pack

RATE_HZ = 8000
SETTINGS = EncoderSettings(steps=6, batch=4, report_every=2, judge_every=3, save_every_s=0.0)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("pack") / "tiny"), device="cpu", dtype="float32")


def clip(number: int, split: Split) -> Clip:
    return Clip(f"{number:064x}", f"{number}.wav", f"{number}.wav", (), "", f"group {number}", split)


CLIPS = (*(clip(number, "train") for number in range(4)), clip(4, "validation"), clip(5, "validation"))


def read(one: Clip, rate_hz: int) -> np.ndarray:
    """A burst of a colour and length of its own."""
    number = int(one.sha256, 16)
    random = np.random.default_rng(number)
    samples = random.normal(size=rate_hz // 4 * (number + 1)).astype(np.float32)
    for _ in range(number):
        samples = np.convolve(samples, [0.5, 0.5], mode="same").astype(np.float32)
    return np.asarray(0.3 * samples / np.abs(samples).max(), dtype=np.float32)


def silent(one: Clip, rate_hz: int) -> np.ndarray:
    return np.zeros(rate_hz, np.float32)


def weights_of(pack: Pack, work: Path, *, settings: EncoderSettings = SETTINGS, stop_at: int | None = None) -> bytes:
    """All weights of an encoder as one text of bytes; with `stop_at` of a run that was stopped there and resumed."""
    if stop_at is not None:
        asked = iter([False] * (stop_at + len(CLIPS)))  # also asked before each recording
        watching = Watching(cancelled=lambda: next(asked, True))
        with pytest.raises(CancelledError, match=f"{stop_at} of {settings.steps}"):
            train_part(pack, CLIPS, read, work, settings=settings, watching=watching)
    part = train_part(pack, CLIPS, read, work, settings=settings)
    return b"".join(value.numpy().tobytes() for value in part.tensors.values())


def test_an_encoder_learns_what_the_tower_says(pack: Pack, tmp_path: Path) -> None:
    seen: list[EncoderStep] = []
    settings = replace(SETTINGS, steps=60, batch=8, report_every=20, judge_every=20)
    part = train_part(pack, CLIPS, read, tmp_path, settings=settings, watching=Watching(on_step=seen.append))
    assert [one.step for one in seen] == [20, 40, 60]
    assert seen[-1].loss < 0.5 * seen[0].loss
    assert float(str(part.measured["validation_cosine"])) > 0.5
    assert part.measured["validation_recordings"] == 2
    assert part.measured["steps"] == 60


def test_a_run_that_was_stopped_ends_with_the_same_bits(pack: Pack, tmp_path: Path) -> None:
    whole = weights_of(pack, tmp_path / "whole")
    assert weights_of(pack, tmp_path / "parts", stop_at=3) == whole
    assert weights_of(pack, tmp_path / "other", settings=replace(SETTINGS, seed=2)) != whole


def test_recordings_are_read_once(pack: Pack, tmp_path: Path) -> None:
    weights_of(pack, tmp_path, stop_at=2)
    (tmp_path / PLAN).unlink()

    def refuse(one: Clip, rate_hz: int) -> np.ndarray:
        raise AssertionError(one.name)

    train_part(pack, CLIPS, refuse, tmp_path, settings=SETTINGS)


@pytest.mark.parametrize(
    "settings", [replace(SETTINGS, batch=5), replace(SETTINGS, steps=7), replace(SETTINGS, seed=3)]
)
def test_another_run_is_not_gone_on_with(pack: Pack, tmp_path: Path, settings: EncoderSettings) -> None:
    weights_of(pack, tmp_path, stop_at=2)
    with pytest.raises(RequestError, match="that was begun had"):
        train_part(pack, CLIPS, read, tmp_path, settings=settings)
    with pytest.raises(RequestError, match="that was begun had recordings"):
        train_part(pack, CLIPS[1:], read, tmp_path, settings=SETTINGS)


def test_minutes_become_steps_which_a_resumed_run_keeps(pack: Pack, tmp_path: Path) -> None:
    stopped = iter([False] * (len(CLIPS) + 4))
    with pytest.raises(CancelledError):
        train_part(
            pack,
            CLIPS,
            read,
            tmp_path,
            settings=SETTINGS,
            minutes=0.001,
            watching=Watching(cancelled=lambda: next(stopped, True)),
        )
    plan = read_plan(tmp_path)
    assert plan is not None
    assert plan.steps >= 20
    part = train_part(pack, CLIPS, read, tmp_path, settings=SETTINGS, minutes=5.0)
    assert part.measured["steps"] == plan.steps
    forget(tmp_path)
    assert not tmp_path.exists()


@pytest.mark.parametrize(
    ("clips", "told"), [(CLIPS[4:], "nothing to learn from"), (CLIPS[:4], "held out"), ((), "nothing to learn from")]
)
def test_both_halves_are_needed(pack: Pack, tmp_path: Path, clips: Sequence[Clip], told: str) -> None:
    with pytest.raises(TrainingError, match=told):
        train_part(pack, clips, read, tmp_path, settings=SETTINGS)


def test_a_silent_recording_is_named(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"0\.wav is silent"):
        train_part(pack, CLIPS, silent, tmp_path, settings=SETTINGS)


def test_a_pack_that_cannot_hear_teaches_nobody(pack: Pack, tmp_path: Path) -> None:
    class Deaf:
        can_embed_audio = False

    deaf = replace(pack, parts=replace(pack.parts, encoder=Deaf()))  # type: ignore[arg-type]  # nothing else is asked
    with pytest.raises(NotAvailableError, match="audio tower"):
        train_part(deaf, CLIPS, read, tmp_path, settings=SETTINGS)


@pytest.mark.parametrize(("name", "value"), [("steps", 0), ("batch", 1), ("seed", -1)])
def test_settings_out_of_bounds_are_named(name: str, value: int) -> None:
    with pytest.raises(RequestError, match=f"{name} is {value}"):
        replace(SETTINGS, **{name: value})  # type: ignore[arg-type]  # all three are whole numbers


def test_labels_do_not_depend_on_company_and_can_be_trained_on(pack: Pack) -> None:
    label = label_with(pack.parts)
    length = pack.parts.window_frames * pack.parts.spec.hop_samples
    waveforms = 0.1 * torch.randn(20, length, generator=torch.Generator().manual_seed(1))
    many, one = label_all(label, waveforms), label_all(label, waveforms[17:18])
    torch.testing.assert_close(many.latents[17:18], one.latents, rtol=1e-4, atol=1e-4)
    assert (many.audio[17] @ one.audio[0]).item() > 0.999
    assert not many.latents.is_inference()
    assert many.audio.norm(dim=1).tolist() == pytest.approx([1.0] * 20, abs=1e-2)


def test_the_cosine_is_measured_without_changing_the_encoder(pack: Pack) -> None:
    model = new_encoder(shape_for(pack.parts), seed=1)
    latents = torch.randn(5, 8, 8, 4, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        own = Labelled(latents, model.eval()(latents))
    model.train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert mean_cosine(model, own) == pytest.approx(1.0, abs=1e-5)
    assert model.training
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert cosines(model.eval(), own).shape == (5,)


def test_the_first_weights_depend_on_the_seed_alone(pack: Pack) -> None:
    shape = shape_for(pack.parts)
    torch.manual_seed(7)
    once = new_encoder(shape, seed=1).out.weight
    torch.manual_seed(8)
    assert torch.equal(new_encoder(shape, seed=1).out.weight, once)
    assert not torch.equal(new_encoder(shape, seed=2).out.weight, once)


def test_a_pack_with_an_encoder_keeps_its_sizes(pack: Pack) -> None:
    encoder = pack.parts.networks["latent_clap"]
    assert isinstance(encoder, LatentClap)
    assert shape_for(pack.parts) == encoder.shape
    without = replace(pack.parts, networks={})
    assert shape_for(without).latent_channels == 8


def test_numbers_that_run_away_end_the_training(pack: Pack, tmp_path: Path) -> None:
    def broken(waveforms: torch.Tensor) -> Labelled:
        labelled = label_with(pack.parts)(waveforms)
        return Labelled(labelled.latents * float("nan"), labelled.audio)

    class Noise:
        def draw(self, random: np.random.Generator) -> np.ndarray:
            return random.normal(0, 0.1, 4096).astype(np.float32)

    judged = Labelled(torch.zeros(1, 8, 8, 4), torch.zeros(1, 512))
    lesson = Lesson(Noise(), RATE_HZ, broken, judged, torch.device("cpu"))
    with pytest.raises(TrainingError, match="not finite"):
        train_latent_clap(shape_for(pack.parts), lesson, replace(SETTINGS, steps=40), checkpoint=tmp_path / "a.pt")
