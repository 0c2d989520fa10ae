"""Recipes: built by the engine, carried by files, read back strictly whatever the file holds."""

import json
import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foley_bridge.files.recipe import SCHEMA
from foley_bridge.files.recipe_reading import IXML_BYTES_MOST, NoRecipeError, parse_recipe, read_recipe, recipe_from
from foley_bridge.files.riff import chunk
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.sound_reading import read_sound
from tests.bridge.files.sounds import ENVIRONMENT, PACK, REQUEST, make_sound, make_tags

XML = "<?xml version='1.0' encoding='UTF-8'?>\n<BWFXML><NOTE>{}</NOTE></BWFXML>"


def _written(folder: Path, *, score: float = 0.41) -> Path:
    path = folder / "sound.wav"
    path.write_bytes(encode_sound(make_sound(score=score), make_tags()))
    return path


def _values() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(make_sound().recipe))
    return values


def _wav(folder: Path, *chunks: bytes) -> Path:
    path = folder / "hostile.wav"
    path.write_bytes(chunk(b"RIFF", b"WAVE" + b"".join(chunks)))
    return path


def test_what_was_built_is_read_back_from_the_file(tmp_path: Path) -> None:
    recipe = read_recipe(_written(tmp_path))
    assert recipe.request == REQUEST
    assert recipe.pack == PACK
    assert recipe.environment == ENVIRONMENT
    assert recipe.layout == {"denoise": (0, 1, 2, 3), "decode": (3,)}
    assert (recipe.choice.index, recipe.choice.seed, recipe.choice.score) == (3, 1_234_567, 0.41)
    assert recipe.schema == SCHEMA
    assert json.loads(recipe.to_json()) == make_sound().recipe
    assert parse_recipe(recipe.to_json()) == recipe_from(make_sound().recipe) == recipe


def test_a_sound_that_was_not_scored_has_no_score(tmp_path: Path) -> None:
    assert read_recipe(_written(tmp_path, score=float("nan"))).choice.score is None


def test_the_hash_is_that_of_the_pcm_and_shows_an_edit(tmp_path: Path) -> None:
    path = _written(tmp_path)
    sound = read_sound(path)
    assert sound.unchanged
    assert sound.pcm == make_sound().pcm
    assert sound.seconds == 0.5
    data = bytearray(path.read_bytes())
    data[data.index(b"data") + 100] ^= 1
    path.write_bytes(data)
    assert not read_sound(path).unchanged


def _set(*keys: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        for key in keys[:-1]:
            values = values[key]
        values[keys[-1]] = value

    return change


def _drop(*keys: str) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        for key in keys[:-1]:
            values = values[key]
        del values[keys[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_set("schema", value=2), "schema '2', this version reads 1"),
        (_set("schema", value=True), "schema"),
        (_set("extra", value=1), "`extra`"),
        (_drop("pack"), "`pack`"),
        (_drop("pack", "digest"), "`digest`"),
        (_set("pack", "digest", value="../x"), "64 lower-case hex"),
        (_set("sound", "sha256", value="A" * 64), "64 lower-case hex"),
        (_set("sound", "rate_hz", value="48000"), "whole number"),
        (_set("sound", "rate_hz", value=10**12), "from 8000 to 192000"),
        (_set("sound", "rate_hz", value=10**30), "whole number"),
        (_set("choice", "passed", value=1), "true or false"),
        (_set("choice", "score", value="high"), "must be a number"),
        (_set("request", "prompt", value=7), "must be a text"),
        (_set("request", "prompt", value=""), "prompt is empty"),
        (_set("request", "prompt", value="x" * 501), "501 characters"),
        (_set("request", "prompt", value="a\x1b[2J"), "control character"),
        (_set("request", "seconds", value=1e6), "seconds is"),
        (_set("request", "sampler", value="__import__"), "sampler is"),
        (_set("request", "pool", value=10**9), "pool is"),
        (_set("request", "evil", value=1), "`evil`"),
        (_set("layout", value=[1]), "`layout` must be an object"),
        (_set("layout", "denoise", value=[1.5]), "whole number"),
        (_set("layout", "denoise", value=[-1]), "from 0 to"),
        (_set("layout", "denoise", value=list(range(2000))), "at most 1024"),
        (_set("layout", value={str(one): [] for one in range(300)}), "at most 256"),
        (_set("environment", "libraries", value={"torch": 2}), "must be a text"),
        (_set("environment", "threads", value=None), "whole number"),
        (_set("pack", "licence_note", value="x" * 20_000), "at most 10000"),
        (_set("pack", value=None), "`pack` must be an object"),
    ],
)
def test_a_recipe_that_is_not_as_it_must_be_is_refused(change: Callable[[dict[str, Any]], None], reason: str) -> None:
    values = _values()
    change(values)
    with pytest.raises(NoRecipeError) as caught:
        parse_recipe(json.dumps(values))
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        '"x"',
        "{",
        '{"schema": 1, "schema": 1}',
        '{"schema": NaN}',
        '{"schema": 1e999}',
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"schema": ' + "9" * 5000 + "}",
        "x" * 300_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_is_no_recipe_at_all_is_refused(text: str) -> None:
    with pytest.raises(NoRecipeError):
        parse_recipe(text)


BOMB = "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY c '" + "&a;" * 1000 + "'>]><BWFXML><NOTE>&c;</NOTE></BWFXML>"
OUTSIDE = "<!DOCTYPE b [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><BWFXML><NOTE>&x;</NOTE></BWFXML>"
NOTE = XML.format("{}")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0",
        b"no xml",
        b"\xff\xfe" + XML.format("x").encode("utf-16-le"),
        XML.format("x").encode("utf-16"),
        BOMB.encode(),
        OUTSIDE.encode(),
        ("<?xml version='1.0' encoding='utf-7'?>" + BOMB).encode(),
        ("<?xml version='1.0'?>\n" + BOMB.replace("<!", "<! ")).encode(),
        b"<BWFXML><NOTE>&undefined;</NOTE></BWFXML>",
        b"<BWFXML></BWFXML>",
        b"<BWFXML><NOTE/></BWFXML>",
        b"<BWFXML><NOTE>{}</NOTE><NOTE>{}</NOTE></BWFXML>",
        b"<OTHER><NOTE>{}</NOTE></OTHER>",
        b"<BWFXML><NOTE>a nice take</NOTE></BWFXML>",
        b"<a>" * 100_000,
        b"<a>" * 100_000 + b"</a>" * 100_000,
        NOTE.encode() + b"\0 more",
    ],
    ids=lambda data: repr(data[:30]),
)
def test_an_ixml_that_holds_no_recipe_or_an_attack_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NoRecipeError):
        read_recipe(_wav(tmp_path, chunk(b"iXML", data)))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no WAV file"),
        (b"RIFF", "no WAV file"),
        (b"OggS" + bytes(100), "no WAV file"),
        (b"RIFF\xff\xff\xff\xffWAVEiXML" + struct.pack("<I", 0xFFFFFFFF), "claims 4294967295 bytes"),
        (b"RIFF\xff\xff\xff\xffWAVEiXML" + struct.pack("<I", IXML_BYTES_MOST), "is cut off"),
        (b"RIFF\0\0\0\0WAVEdata" + struct.pack("<I", 0xFFFFFFFE), "has no iXML"),
        (b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 1000, "more than 64 chunks"),
        (b"RIFF\0\0\0\0WAVEju", "has no iXML"),
    ],
)
def test_a_file_whose_sizes_lie_is_refused_without_reading_on(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "lying.wav"
    path.write_bytes(data)
    with pytest.raises(NoRecipeError, match=reason):
        read_recipe(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoRecipeError, match=r"gone\.wav cannot be read"):
        read_recipe(tmp_path / "gone.wav")
    with pytest.raises(NoRecipeError, match="cannot be read"):
        read_recipe(tmp_path)


def test_a_rate_that_no_sound_has_asks_for_no_memory(tmp_path: Path) -> None:
    data = bytearray(_written(tmp_path).read_bytes())
    data[24:28] = b"\xff\xff\xff\xff"
    path = tmp_path / "fast.wav"
    path.write_bytes(data)
    assert read_sound(path).pcm == b""


def test_a_file_that_an_editor_made_stereo_still_tells_its_recipe(tmp_path: Path) -> None:
    data = bytearray(_written(tmp_path).read_bytes())
    data[22:24] = struct.pack("<H", 2)
    path = tmp_path / "stereo.wav"
    path.write_bytes(data)
    sound = read_sound(path)
    assert sound.pcm == b""
    assert not sound.unchanged
    assert sound.recipe.request == replace(REQUEST)


def test_no_mutation_of_a_file_escapes_as_anything_but_the_one_error(tmp_path: Path) -> None:
    path, draw = _written(tmp_path), random.Random(1)
    genuine = path.read_bytes()
    for _ in range(300):
        data = bytearray(genuine)
        for _ in range(draw.choice((1, 2, 5, 30))):
            at = draw.choice((draw.randrange(700), draw.randrange(genuine.index(b"iXML"), len(genuine))))
            data[at : at + draw.randrange(3)] = draw.choice(
                (b"", b"<", b"\xff\xff\xff\xff", b"&#0;", b'"', b"[", b"1e999")
            )
        path.write_bytes(data)
        with suppress(NoRecipeError):
            sound = read_sound(path)
            assert sound.seconds >= 0
            assert sound.loudness_lufs < 10
