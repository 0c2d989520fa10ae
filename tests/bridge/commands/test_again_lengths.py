"""Loops, very short and long sounds from order to file: exact at every rate, marked, and made again bit for bit."""

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import torch
from wavinfo import WavInfoReader

from foley_bridge.commands import again
from foley_bridge.engine.events import EngineEvent, Finished, Made
from foley_bridge.engine.production import Craft, Production
from foley_bridge.engine.studio import real_craft
from foley_bridge.files.gate import check_seam
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_bridge.files.wav import decode_pcm
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import order_of
from tests.models.tiny_core import write_tiny_pack

ASKED = GenerationRequest("rain falling", count=1, pool=2, steps=2, threshold=-1.0)
LOOP = replace(ASKED, seconds=1.7, loop=True)
CRAFT = Craft(lambda *_: None, lambda *_: None, predict_cat_id=lambda _: "RAINGen")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture(scope="module")
def stack(pack: Path) -> ModelStack:
    return ModelStack(load_pack(pack, device="cpu", dtype="float32"))


def produced(
    stack: ModelStack, request: GenerationRequest, craft: Craft = CRAFT, rate_hz: int = 48_000
) -> list[EngineEvent]:
    events: list[EngineEvent] = []
    order = order_of(stack.pack.folder, rate_hz=rate_hz, request=request)
    Production(stack, order, craft, tell=events.append).run(batch_size=4, skip=frozenset(), cancelled=lambda: False)
    return events


def made_of(events: list[EngineEvent]) -> list[Made]:
    return [one for one in events if isinstance(one, Made)]


def written(made: Made, path: Path) -> Path:
    tags = Tags(
        "job",
        Catalogue.load().lookup("RAINConc"),
        made_at=datetime(2026, 1, 2),
        loop=bool(made.recipe["request"].get("loop")),
    )
    path.write_bytes(encode_sound(made, tags))
    return path


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize(("seconds", "loop"), [(0.1, False), (0.1234, False), (1.2345, True), (10.4567, False)])
def test_every_length_is_exact_at_every_rate(stack: ModelStack, seconds: float, rate_hz: int, *, loop: bool) -> None:
    (one,) = made_of(produced(stack, replace(ASKED, pool=1, seconds=seconds, loop=loop), rate_hz=rate_hz))
    assert len(one.pcm) == 3 * round(seconds * rate_hz)
    if loop:
        assert check_seam(decode_pcm(one.pcm), rate_hz) is None


@pytest.mark.parametrize("request_", [LOOP, replace(ASKED, seconds=0.12), replace(ASKED, seconds=11.0)])
def test_a_file_is_made_again_bit_for_bit(
    stack: ModelStack, request_: GenerationRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = made_of(produced(stack, request_, replace(CRAFT, predict_cat_id=lambda _: "RAINConc")))
    file = written(one, tmp_path / "one.wav")
    assert read_recipe(file).request.loop == request_.loop
    threads = torch.get_num_threads()
    try:
        again.run(argparse.Namespace(file=file, out=tmp_path / "again", pack=str(stack.pack.folder), adapter=None))
    finally:
        torch.set_num_threads(threads)
    assert "It is the same, bit for bit." in capsys.readouterr().out
    (new,) = (tmp_path / "again").iterdir()
    assert (WavInfoReader(str(new)).smpl is not None) == request_.loop
    assert again.read_pcm(new) == one.pcm


def test_a_loop_is_marked_for_samplers_and_libraries_by_what_an_independent_reader_finds(
    stack: ModelStack, tmp_path: Path
) -> None:
    (one,) = made_of(produced(stack, LOOP))
    info = WavInfoReader(str(written(one, tmp_path / "loop.wav")))
    (loop,) = info.smpl.sample_loops
    samples = round(1.7 * 48_000)
    assert (loop.loop_type, loop.start, loop.end, loop.repetition_count) == (0, 0, samples - 1, 0)
    assert (info.smpl.sample_period_ns, info.smpl.midi_note) == (round(1e9 / 48_000), 60)
    assert info.ixml.raw_xml.find("ASWG/isLoop").text == "true"
    plain = made_of(produced(stack, replace(ASKED, seconds=0.5)))[0]
    info = WavInfoReader(str(written(plain, tmp_path / "plain.wav")))
    assert info.smpl is None
    assert info.ixml.raw_xml.find("ASWG/isLoop").text == "false"


def test_a_recipe_says_nothing_of_a_loop_where_there_is_none(stack: ModelStack) -> None:
    assert "loop" not in made_of(produced(stack, replace(ASKED, seconds=0.5)))[0].recipe["request"]
    assert made_of(produced(stack, LOOP))[0].recipe["request"]["loop"] is True


def test_a_loop_whose_seam_is_heard_is_replaced_by_the_next(stack: ModelStack) -> None:
    asked: list[int] = []

    def second_passes(sound: object, rate_hz: int) -> str | None:
        asked.append(rate_hz)
        return "its seam is heard" if len(asked) == 1 else None

    events = produced(stack, LOOP, replace(CRAFT, check_seam=second_passes))
    assert len(made_of(events)) == 1
    (end,) = [one for one in events if isinstance(one, Finished)]
    assert (end.rejected, end.reasons) == (1, "its seam is heard (1)")
    assert asked == [48_000, 48_000]


def test_the_gate_refuses_a_plain_sound_as_a_loop_and_says_by_how_much() -> None:
    rng = np.random.default_rng(1)
    swell = rng.normal(size=96_000) * np.linspace(0.001, 0.2, 96_000)
    refusal = check_seam(swell, 48_000)
    assert refusal is not None
    assert refusal.startswith("its seam is heard (a step of ")
    tone = np.sin(2 * np.pi * 100 * np.arange(96_000) / 48_000) * 0.3
    assert check_seam(tone, 48_000) is None


def test_a_real_loop_of_rain_passes_the_whole_gate_and_is_seamless_in_its_file() -> None:
    core = ModelStack(load_pack(find_pack("core"), device="cpu", dtype="float32"))
    request = GenerationRequest("rain falling", seconds=3.0, count=1, pool=2, steps=8, threshold=-1.0, loop=True)
    (one,) = made_of(produced(core, request, real_craft(core)))
    assert len(one.pcm) == 3 * 144_000
    assert check_seam(decode_pcm(one.pcm), 48_000) is None
