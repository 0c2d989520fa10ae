"""A stereo pack's sounds on their way through gate, master, file and back: two channels everywhere."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.engine.events import EngineEvent, Made
from foley_bridge.engine.mastering import make_master
from foley_bridge.engine.production import Craft, Production
from foley_bridge.engine.repetition import make_again
from foley_bridge.files.gate import check_master, check_sound
from foley_bridge.files.loudness import integrated_lufs, true_peak_dbtp
from foley_bridge.files.recipe_reading import NoRecipeError, recipe_from
from foley_bridge.files.sample_formats import decode_samples
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.sound_reading import read_sound
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_bridge.roundrobin.material import read_takes
from foley_bridge.stem import Piece, write_stem
from foley_models.card import Licence
from foley_models.pack import load_pack
from foley_models.published.pack_of import Naming
from foley_models.published.pipeline_folder import read_pipeline_folder
from foley_models.published.pipeline_pack import write_pipeline_pack
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import REQUEST, Told, order_of
from tests.models.published.tiny_pipelines import stable_audio, write_folder

CRAFT = Craft(lambda *_: None, check_master, predict_cat_id=lambda _: "RAIN")
NAMING = Naming("tiny-stable", Licence("stable-audio-community", commercial_use=True, note="for tests"))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    hub = write_folder(stable_audio(), tmp_path_factory.mktemp("hub") / "stable", "license: other")
    folder = tmp_path_factory.mktemp("packs") / "tiny"
    folder.mkdir()
    found = read_pipeline_folder(hub, "StableAudioPipeline")
    write_pipeline_pack(found, None, NAMING, folder=folder, on_bytes=lambda _: None)
    return folder


@pytest.fixture(scope="module")
def made(pack: Path) -> Made:
    stack = ModelStack(load_pack(pack, device="cpu", dtype="float32"))
    events: list[EngineEvent] = []
    request = replace(REQUEST, seconds=0.7, count=1, pool=None, steps=2)
    order = order_of("tiny", rate_hz=48_000, request=request)
    Production(stack, order, CRAFT, tell=events.append).run(batch_size=2, skip=frozenset(), cancelled=lambda: False)
    return Told(events).made[0]


@pytest.fixture
def file(made: Made, tmp_path: Path) -> Path:
    path = tmp_path / "RAIN_on a roof.wav"
    tags = Tags("job", Catalogue.load().lookup("RAIN"), datetime(2026, 1, 2))
    path.write_bytes(encode_sound(made, tags))
    return path


def test_a_file_has_two_channels_of_the_exact_length_and_says_so(made: Made, file: Path) -> None:
    samples = round(0.7 * 48_000)
    assert (made.channels, len(made.pcm)) == (2, samples * 2 * 3)
    sound, rate_hz = soundfile.read(file, dtype="float64", always_2d=True)
    assert (sound.shape, rate_hz) == ((samples, 2), 48_000)
    assert soundfile.info(file).subtype == "PCM_24"
    assert not np.allclose(sound[:, 0], sound[:, 1])
    assert made.loudness_lufs == pytest.approx(integrated_lufs(sound, rate_hz), abs=0.01)
    assert made.true_peak_dbtp == pytest.approx(true_peak_dbtp(sound), abs=0.01)
    data = file.read_bytes()
    assert b"<TRACK_COUNT>2</TRACK_COUNT>" in data
    assert b"<channelConfig>stereo</channelConfig>" in data
    assert b'"channels": 2' in data or b"&quot;channels&quot;: 2" in data, "the recipe knows"


def test_the_file_is_read_back_unchanged_and_once_it_was_mixed_to_mono_it_is_another(file: Path) -> None:
    read = read_sound(file)
    assert read.unchanged
    assert read.seconds == pytest.approx(0.7)
    both = decode_samples(read.pcm, 2, "PCM_24")
    np.testing.assert_allclose(read.mix, both.mean(axis=1), atol=1e-9)
    sound, rate_hz = soundfile.read(file, dtype="float64")
    mono = io.BytesIO()
    soundfile.write(mono, sound.mean(axis=1), rate_hz, "PCM_24", format="WAV")
    file.write_bytes(mono.getvalue())
    with pytest.raises(NoRecipeError):
        read_sound(file)


def test_again_makes_the_same_bytes(made: Made, pack: Path) -> None:
    repetition = make_again(recipe_from(made.recipe), pack)
    assert repetition.made.pcm == made.pcm
    assert repetition.made.channels == 2
    assert repetition.made.recipe == made.recipe


def test_the_gate_hears_each_channel_and_lets_one_be_silent() -> None:
    beats = np.sin(np.arange(24_000) / 9.0) * np.exp(-np.arange(24_000) / 4000.0)
    nothing = np.zeros_like(beats)
    clipped = np.clip(beats * 30, -1.0, 1.0)
    assert check_sound(np.stack([beats, 0.5 * beats], axis=1), 48_000) is None
    assert check_sound(np.stack([beats, nothing], axis=1), 48_000) is None
    assert "silent" in (check_sound(np.stack([nothing, nothing], axis=1), 48_000) or "")
    assert "clipped" in (check_sound(np.stack([beats, clipped], axis=1), 48_000) or "")
    broken = np.stack([beats, np.full_like(beats, np.nan)], axis=1)
    assert check_sound(broken, 48_000) == "it has samples that are not numbers"


def test_a_master_turns_both_channels_down_by_one_factor_and_interleaves_them() -> None:
    left = np.linspace(0.0, 2.0, 4410, dtype=np.float32)
    master = make_master(np.stack([left, 0.5 * left], axis=1), 44_100, 44_100, seconds=0.1)
    both = decode_samples(master.pcm, 2, "PCM_24")
    np.testing.assert_allclose(both[:, 1], 0.5 * both[:, 0], atol=1e-6)
    assert master.gain_db < -6.0
    assert np.abs(both).max() < 1.0


def test_a_stem_with_a_stereo_piece_is_stereo_and_one_of_mono_pieces_stays_mono(file: Path, tmp_path: Path) -> None:
    mono = tmp_path / "mono.wav"
    soundfile.write(mono, np.full(4800, 0.25), 48_000, "PCM_24")
    write_stem(tmp_path / "both.wav", [Piece(file, 0.0, 0.7), Piece(mono, 1.0, 0.1)], rate_hz=48_000)
    stem, _ = soundfile.read(tmp_path / "both.wav", always_2d=True)
    sound, _ = soundfile.read(file, always_2d=True)
    assert stem.shape == (round(1.1 * 48_000), 2)
    np.testing.assert_allclose(stem[: len(sound)], sound, atol=1e-6)
    np.testing.assert_allclose(stem[48_000:], 0.25, atol=1e-6)
    write_stem(tmp_path / "one.wav", [Piece(mono, 0.0, 0.1)], rate_hz=48_000)
    assert soundfile.info(tmp_path / "one.wav").channels == 1


def test_round_robins_are_cut_of_the_mean_of_its_channels(file: Path, tmp_path: Path) -> None:
    (take,) = read_takes([file], tmp_path / "journal.sqlite")
    sound, _ = soundfile.read(file, always_2d=True)
    np.testing.assert_allclose(take.sound, sound.mean(axis=1), atol=1e-6)
