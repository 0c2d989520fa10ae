"""The card of a pack: read strictly, written stably."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from foley_models.card import Card, FileEntry, describe_file, read_card, write_card
from foley_models.errors import PackError

EXAMPLE: dict[str, Any] = {
    "format": 1,
    "name": "tiny",
    "version": "0.1.0",
    "family": "core",
    "description": "A pack for tests, mit Umlaut ü",
    "audio": {"rate_hz": 22050, "mel_bins": 80, "window_samples": 1024, "hop_samples": 256},
    "schedule": {"steps": 1000, "beta_start": 0.0015, "beta_end": 0.0195},
    "shapes": {"denoiser": {"width": 8, "layers": [1, 2]}},
    "files": {"denoiser": {"file": "denoiser.safetensors", "sha256": "0" * 64, "bytes": 1, "parameters": 1}},
    "assets": {"tokenizer": {"file": "vocab.txt", "sha256": "1" * 64, "bytes": 1}},
    "defaults": {"sampler": "dpmpp-2m-karras", "steps": 20, "guidance": 3.0, "threshold": 0.2},
    "categories": {
        "dog_bark": {"prompt": "a dog barking", "threshold": 0.3, "guidance": 2.0},
        "rain": {"prompt": "rain falling"},
    },
    "licence": {"weights": "Apache-2.0", "commercial_use": True, "note": "none"},
    "trained_on": {"clips": 2, "by": ["a", "b"]},
    "attribution": "ATTRIBUTION.md",
    "measured": {"ear": {"dog_bark": 0.5}},
}


def _read(folder: Path, values: object) -> Card:
    path = folder / "card.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return read_card(path)


def _changed(keys: str, value: object) -> dict[str, Any]:
    values = copy.deepcopy(EXAMPLE)
    *parents, last = keys.split(".")
    place = values
    for parent in parents:
        place = place[parent]
    place[last] = value
    return values


def _places(values: dict[str, Any], where: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every key whose name the format itself fixes."""
    free = {("shapes", "denoiser"), ("trained_on",), ("measured",)}
    named = {("shapes",), ("files",), ("assets",), ("categories",)}
    places = []
    for key, value in values.items():
        here = (*where, key)
        if where not in named:
            places.append(here)
        if isinstance(value, dict) and here not in free:
            places += _places(value, here)
    return places


REQUIRED = [place for place in _places(EXAMPLE) if place[0] != "categories" or place[-1] in ("categories", "prompt")]


def test_a_card_that_is_written_and_read_again_is_the_same(tmp_path: Path) -> None:
    card = _read(tmp_path, EXAMPLE)
    write_card(card, tmp_path / "again.json")
    assert read_card(tmp_path / "again.json") == card


def test_a_card_is_written_with_its_keys_in_the_order_of_the_format_and_a_last_newline(tmp_path: Path) -> None:
    write_card(_read(tmp_path, EXAMPLE), tmp_path / "again.json")
    expected = json.dumps(EXAMPLE, indent=2, ensure_ascii=False) + "\n"
    assert (tmp_path / "again.json").read_bytes() == expected.encode()


def test_a_category_without_a_threshold_takes_the_default_of_the_card(tmp_path: Path) -> None:
    card = _read(tmp_path, EXAMPLE)
    assert (card.threshold_for("dog_bark"), card.guidance_for("dog_bark")) == (0.3, 2.0)
    assert (card.threshold_for("rain"), card.guidance_for("rain")) == (0.2, 3.0)


@pytest.mark.parametrize("place", REQUIRED, ids=".".join)
def test_a_missing_key_is_named_with_its_file(tmp_path: Path, place: tuple[str, ...]) -> None:
    values = copy.deepcopy(EXAMPLE)
    parent = values
    for key in place[:-1]:
        parent = parent[key]
    del parent[place[-1]]
    with pytest.raises(PackError) as refusal:
        _read(tmp_path, values)
    assert f"`{'.'.join(place)}`" in str(refusal.value)
    assert "card.json" in str(refusal.value)


@pytest.mark.parametrize(
    "where", ["", "audio", "schedule", "files.denoiser", "assets.tokenizer", "defaults", "categories.rain", "licence"]
)
def test_an_unknown_key_is_named_with_its_file(tmp_path: Path, where: str) -> None:
    key = f"{where}.colour" if where else "colour"
    with pytest.raises(PackError, match=rf"card\.json has the unknown key `{key}`"):
        _read(tmp_path, _changed(key, 1))


@pytest.mark.parametrize("place", REQUIRED, ids=".".join)
def test_a_value_of_the_wrong_type_is_named(tmp_path: Path, place: tuple[str, ...]) -> None:
    key = ".".join(place)
    with pytest.raises(PackError, match=f"`{key}` must be"):
        _read(tmp_path, _changed(key, [None]))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("format", True),
        ("name", " "),
        ("audio.rate_hz", 0),
        ("audio.rate_hz", 22050.0),
        ("audio.hop_samples", True),
        ("schedule.beta_start", 0.0),
        ("schedule.beta_end", 0.0001),
        ("defaults.sampler", "euler"),
        ("defaults.guidance", -1),
        ("defaults.threshold", 1.5),
        ("categories.rain.threshold", None),
        ("categories", {}),
        ("files", {}),
        ("files.denoiser.file", "denoiser.pt"),
        ("files.denoiser.sha256", "A" * 64),
        ("files.denoiser.bytes", -1),
        ("licence.commercial_use", 1),
    ],
)
def test_a_value_out_of_its_bounds_is_named(tmp_path: Path, key: str, value: object) -> None:
    with pytest.raises(PackError, match=f"`{key}` must be"):
        _read(tmp_path, _changed(key, value))


@pytest.mark.parametrize(
    "name", ["../x.safetensors", "/x.safetensors", "a/../x.safetensors", "a\\x.safetensors", "C:x.safetensors", "./x"]
)
@pytest.mark.parametrize("key", ["files.denoiser.file", "assets.tokenizer.file", "attribution"])
def test_a_file_name_that_could_leave_the_folder_is_refused(tmp_path: Path, key: str, name: str) -> None:
    with pytest.raises(PackError, match=f"`{key}` must be a file inside the pack's folder"):
        _read(tmp_path, _changed(key, name))


def test_a_file_may_lie_in_a_folder_below_the_card(tmp_path: Path) -> None:
    card = _read(tmp_path, _changed("assets.tokenizer.file", "text/vocab.txt"))
    assert card.assets["tokenizer"].file == "text/vocab.txt"


@pytest.mark.parametrize(
    "text",
    [
        '{"format": 1, "format": 1}',
        '{"format": 1',
        "[]",
        "",
        '{"format": NaN}',
        '{"format": 1e999}',
        "[" * 200000,
    ],
)
def test_what_is_no_sound_json_object_is_refused_with_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.json").write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=r"card\.json"):
        read_card(tmp_path / "card.json")


def test_a_missing_card_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"card\.json cannot be read \(No such file or directory\)"):
        read_card(tmp_path / "card.json")


def test_a_file_is_described_by_name_hash_and_size(tmp_path: Path) -> None:
    (tmp_path / "abc.txt").write_bytes(b"abc")
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert describe_file(tmp_path / "abc.txt") == FileEntry("abc.txt", digest, 3)
    assert describe_file(tmp_path / "abc.txt", 7).parameters == 7
