"""Imitations and fills in the engine: from a recording to files, and those files made again bit for bit."""

import argparse
import hashlib
import json
import struct
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from foley_bridge.commands import again, show
from foley_bridge.engine.events import EngineEvent, Made
from foley_bridge.engine.production import Craft, Production
from foley_bridge.files.joining import touched_frames
from foley_bridge.files.recipe import Recipe, is_loop
from foley_bridge.files.recipe_reading import NoRecipeError, read_recipe, recipe_from
from foley_bridge.files.riff import chunk
from foley_bridge.files.smpl import is_loop as loops
from foley_bridge.files.smpl import loop_data
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.sound_reading import read_sound
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_bridge.protocol.begun_from import window_of
from foley_bridge.protocol.order import Filled, Imitated, Order, Recording
from foley_models.errors import NothingPassedError, RequestError
from foley_models.pack import load_pack
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import REQUEST, Told, order_of
from tests.models.test_imitation import hits

CRAFT = Craft(lambda *_: None, lambda *_: None, predict_cat_id=lambda _: "ANMLDog")
RATE_HZ = 44_100


@pytest.fixture(scope="module")
def stack(tiny_pack: Path) -> ModelStack:
    return ModelStack(load_pack(tiny_pack, device="cpu", dtype="float32"))


def produce(stack: ModelStack, order: Order) -> Told:
    events: list[EngineEvent] = []
    production = Production(stack, order, CRAFT, tell=events.append)
    production.run(batch_size=4, skip=frozenset(), cancelled=lambda: False)
    return Told(events)


def recorded(path: Path, *, seconds: float = 1.0, channels: int = 1, subtype: str = "PCM_16") -> Recording:
    """A recording with three hits a second in noise, each channel quieter than the one before."""
    sound = hits([0.1, 0.4, 0.75], seconds, RATE_HZ).astype(np.float64)
    sound += 0.01 * np.random.default_rng(7).standard_normal(len(sound))
    soundfile.write(path, sound[:, None] * 0.5 ** np.arange(channels), RATE_HZ, subtype=subtype)
    return looked_at(path)


def looked_at(path: Path) -> Recording:
    info = soundfile.info(str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Recording(
        str(path), digest, info.samplerate, channels=info.channels, frames=info.frames, subtype=info.subtype
    )


def imitation(recording: Recording, *, follow: float = 1.0, seconds: float = 1.0) -> Order:
    order = order_of("tiny", request=replace(REQUEST, seconds=seconds))
    return replace(order, imitated=Imitated(recording, 0.5, follow))


def fill(recording: Recording, start_s: float, end_s: float) -> Order:
    filled = Filled(recording, round(start_s * RATE_HZ), round(end_s * RATE_HZ))
    first, last = window_of(filled)
    request = replace(REQUEST, seconds=(last - first) / RATE_HZ)
    return replace(order_of("tiny", request=request, rate_hz=RATE_HZ), filled=filled)


def delivered(made: Made, path: Path) -> Path:
    tags = Tags("job", Catalogue.load().lookup(made.cat_id), made_at=datetime(2026, 1, 2, 3, 4, 5))
    path.write_bytes(encode_sound(made, tags))
    return path


def recipe_of(made: Made) -> Recipe:
    return recipe_from(json.loads(json.dumps(made.recipe)))


def made_again(file: Path, out: Path, pack: Path, source: Path | None = None) -> Path:
    threads = torch.get_num_threads()
    again.run(argparse.Namespace(file=file, out=out, pack=str(pack), adapter=None, source=source))
    torch.set_num_threads(threads)
    (new,) = out.iterdir()
    return new


def as_loop(recording: Recording) -> Recording:
    """The same file, which says that it is a loop."""
    path = Path(recording.path)
    data = path.read_bytes() + chunk(b"smpl", loop_data(recording.frames, recording.rate_hz))
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])
    return looked_at(path)


def test_a_loop_of_which_a_range_is_made_anew_stays_one_where_its_seam_is_untouched(
    stack: ModelStack, tiny_pack: Path, tmp_path: Path
) -> None:
    loop = as_loop(recorded(tmp_path / "loop.wav"))
    (one, *_) = produce(stack, fill(loop, 0.3, 0.6)).made
    assert is_loop(recipe_of(one))
    file = delivered(one, tmp_path / "one.wav")
    new = made_again(file, tmp_path / "out", tiny_pack, Path(loop.path))
    with new.open("rb") as stream:
        assert loops(stream, loop.frames)
    old, filled = (soundfile.read(path, dtype="int32")[0] for path in (loop.path, new))
    assert np.array_equal(old[:100], filled[:100])
    assert np.array_equal(old[-100:], filled[-100:])
    plain = recorded(tmp_path / "plain.wav")
    for recording, start_s, end_s in ((loop, 0.0, 0.3), (loop, 0.7, 1.0), (loop, 1.0, 1.3), (plain, 0.3, 0.6)):
        (one, *_) = produce(stack, fill(recording, start_s, end_s)).made
        assert not is_loop(recipe_of(one))
        assert "loop" not in one.recipe["fill"]


def test_an_imitation_says_how_closely_it_follows_and_is_made_again_without_its_recording(
    stack: ModelStack, tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = recorded(tmp_path / "mouth.wav", channels=2)
    told = produce(stack, imitation(recording))
    assert len(told.made) == REQUEST.count
    for one in told.made:
        part = recipe_of(one).imitation
        assert part is not None
        assert (part.name, part.sha256, part.strength) == ("mouth.wav", recording.sha256, 0.5)
        assert part.correlation is not None
        assert 0.8 <= part.correlation <= 1.0
        assert len(one.pcm) == 48_000 * 3
    assert "Correlation of the loudness over time with that of mouth.wav: 0." in told.finished.reasons
    Path(recording.path).unlink()
    new = made_again(delivered(told.made[0], tmp_path / "one.wav"), tmp_path / "out", tiny_pack)
    assert "It is the same, bit for bit." in capsys.readouterr().out
    assert read_recipe(new).imitation == recipe_of(told.made[0]).imitation
    shown = " ".join(show.describe(read_sound(new), Catalogue.load()))
    assert "Timing and loudness of mouth.wav" in shown


def test_an_imitation_may_be_shorter_or_longer_than_its_recording(stack: ModelStack, tmp_path: Path) -> None:
    recording = recorded(tmp_path / "mouth.wav")
    for seconds in (0.5, 1.6):
        made = produce(stack, imitation(recording, seconds=seconds)).made[0]
        assert len(made.pcm) == round(seconds * 48_000) * 3
    codes = np.frombuffer(made.pcm, np.uint8).reshape(-1, 3)
    assert not codes[round(1.2 * 48_000) :].any() or np.abs(codes[-4800:].astype(np.int8)).max() <= 1


def test_a_sound_that_has_nothing_where_the_guide_is_loud_is_not_delivered(
    stack: ModelStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = imitation(recorded(tmp_path / "mouth.wav"))
    monkeypatch.setattr("foley_bridge.engine.beginnings.correlation", lambda *_: 0.5)
    with pytest.raises(NothingPassedError, match="its loudness does not follow the sound's"):
        produce(stack, order)
    assert len(produce(stack, replace(order, imitated=replace(_imitated(order), follow=0.5))).made) == REQUEST.count


def _imitated(order: Order) -> Imitated:
    assert order.imitated is not None
    return order.imitated


@pytest.mark.parametrize(
    ("subtype", "channels", "name"), [("PCM_16", 2, "rain.wav"), ("FLOAT", 1, "rain.wav"), ("PCM_24", 3, "rain.flac")]
)
def test_a_fill_is_its_recording_elsewhere_bit_for_bit(
    stack: ModelStack, tmp_path: Path, subtype: str, channels: int, name: str
) -> None:
    recording = recorded(tmp_path / name, channels=channels, subtype=subtype)
    before = Path(recording.path).read_bytes()
    told = produce(stack, fill(recording, 0.3, 0.6))
    assert len({one.pcm for one in told.made}) == REQUEST.count
    for one in told.made:
        file = delivered(one, tmp_path / f"{one.index}.wav")
        info = soundfile.info(str(file))
        assert (info.subtype, info.channels, info.samplerate) == (subtype, channels, RATE_HZ)
        kind = "float32" if subtype == "FLOAT" else "int32"
        old, new = (soundfile.read(path, dtype=kind, always_2d=True)[0] for path in (recording.path, file))
        part = recipe_of(one).fill
        assert part is not None
        first, last = touched_frames(part, RATE_HZ, recording.frames)
        assert np.array_equal(np.delete(old, slice(first, last), 0), np.delete(new, slice(first, last), 0))
        assert not np.array_equal(old, new)
        assert read_sound(file).unchanged
        assert read_sound(file).seconds == pytest.approx(1.0)
    assert Path(recording.path).read_bytes() == before


def test_a_sound_is_continued(stack: ModelStack, tmp_path: Path) -> None:
    recording = recorded(tmp_path / "rain.wav")
    for one in produce(stack, fill(recording, 1.0, 1.5)).made:
        part = recipe_of(one).fill
        assert part is not None
        assert (part.frames, len(one.pcm)) == (66_150, 66_150 * 2)
        assert np.frombuffer(one.pcm, "<i2")[44_100:].any()


def test_a_fill_is_made_again_with_its_recording_and_says_where_that_is_missing(
    stack: ModelStack, tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = recorded(tmp_path / "rain.wav", channels=2)
    folder = tmp_path / "Foley"
    folder.mkdir()
    file = delivered(produce(stack, fill(recording, 0.3, 0.6)).made[0], folder / "filled.wav")
    new = made_again(file, tmp_path / "out", tiny_pack)  # the recording lies beside the folder
    assert "It is the same, bit for bit." in capsys.readouterr().out
    assert read_recipe(new).fill == read_recipe(file).fill
    moved = Path(recording.path).rename(tmp_path / "elsewhere.wav")
    with pytest.raises(RequestError, match=r"was filled into rain.wav, which is not beside it: give .* --source"):
        made_again(file, tmp_path / "out2", tiny_pack)
    made_again(file, tmp_path / "out3", tiny_pack, moved)
    moved.write_bytes(moved.read_bytes() + b"x")
    with pytest.raises(RequestError, match=r"elsewhere.wav cannot be used: it is not the one that was meant any more"):
        made_again(file, tmp_path / "out4", tiny_pack, moved)
    shown = " ".join(show.describe(read_sound(file), Catalogue.load()))
    assert "Made from 0.300 to 0.600 s of rain.wav" in shown
    assert "a recording, of which a part was generated" in shown


def test_what_was_changed_or_removed_after_it_was_asked_for_is_told(stack: ModelStack, tmp_path: Path) -> None:
    recording = recorded(tmp_path / "mouth.wav")
    orders = imitation(recording), fill(recording, 0.3, 0.6)
    recorded(tmp_path / "mouth.wav", seconds=1.2)
    for order in orders:
        with pytest.raises(RequestError, match=r"mouth.wav cannot be used: it is not the one that was meant"):
            produce(stack, order)
    Path(recording.path).unlink()
    for order in orders:
        with pytest.raises(RequestError, match="it is not there"):
            produce(stack, order)


def test_a_silent_recording_sets_nothing(stack: ModelStack, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE_HZ), RATE_HZ)
    with pytest.raises(RequestError, match=r"silent.wav is silent \(its peak is 0\)"):
        produce(stack, imitation(looked_at(tmp_path / "silent.wav")))


@pytest.fixture(scope="module")
def filled(stack: ModelStack, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return produce(stack, fill(recorded(tmp_path_factory.mktemp("takes") / "rain.wav"), 0.3, 0.6)).made[0]


@pytest.mark.parametrize(
    "change",
    [
        {"first": 5, "last": 4},
        {"channels": 0},
        {"subtype": "ULAW"},
        {"name": "../rain.wav"},
        {"steps_db": [1]},
        {"extra": 1},
        {"latent": {"shape": [1, 1, 2], "data": "AAA="}},
    ],
)
def test_a_recipe_that_was_changed_is_refused(filled: Made, change: dict[str, object]) -> None:
    values = json.loads(json.dumps(filled.recipe))
    values["fill"].update(change)
    with pytest.raises(NoRecipeError):
        recipe_from(values)
    values = {**filled.recipe, "imitation": {}}
    with pytest.raises(NoRecipeError, match="more than one thing"):
        recipe_from(values)
