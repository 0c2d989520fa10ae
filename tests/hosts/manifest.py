"""What docs/hosts/manifest.md says of a foley.json, checked; the tests of every engine's plug-in use it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "foley.json"
_ASSET = "/Game/"  # Unreal makes the sound an asset, which lies elsewhere under another name


@dataclass(frozen=True)
class Variant:
    """One sound of the manifest."""

    file: str
    index: int
    rank: int
    score: float | None
    seed: int


@dataclass(frozen=True)
class Manifest:
    """A manifest that was checked."""

    prompt: str
    request: str
    variants: tuple[Variant, ...]


def check_manifest(path: Path) -> Manifest:
    """The manifest in this file; AssertionError, with what is wrong, where it is not as the page says."""
    assert path.name == NAME, f"{path} should be called {NAME}"
    content = json.loads(path.read_bytes().decode("utf-8"))
    assert isinstance(content, dict), "no object"
    assert content.get("format") == 1, f"format is {content.get('format')!r} instead of 1"
    for key in ("prompt", "request"):
        assert isinstance(content.get(key), str), f"{key} is {content.get(key)!r}"
        assert content[key], f"{key} is empty"
    assert isinstance(content.get("variants"), list), "variants is no list"
    variants = tuple(_variant(one, path.parent) for one in content["variants"])
    _check_all(variants)
    return Manifest(content["prompt"], content["request"], variants)


def _variant(content: Any, folder: Path) -> Variant:
    assert isinstance(content, dict), f"a variant is {content!r}"
    file = content.get("file")
    assert isinstance(file, str), f"file is {file!r}"
    assert file, "file is empty"
    if not file.startswith(_ASSET):
        assert not set("/\\:") & set(file), f"{file!r} has a folder"
        sound = folder / file
        assert sound.is_file(), f"{sound} is not there"
        assert sound.stat().st_size > 0, f"{sound} is empty"
    index, rank, seed = (_whole(content, key) for key in ("index", "rank", "seed"))
    assert index >= 0, f"index is {index}"
    assert rank >= 1, f"rank is {rank}"
    assert "score" in content, "score is missing (null where there is none)"
    score = content["score"]
    if score is not None:
        assert isinstance(score, int | float), f"score is {score!r}"
        assert -1 <= score <= 1, f"score is {score}"
    return Variant(file, index, rank, score, seed)


def _whole(content: dict[str, Any], key: str) -> int:
    value = content.get(key)
    # Godot 3 knows no whole numbers in JSON and may write 3.0.
    assert isinstance(value, int | float), f"{key} is {value!r}"
    assert not isinstance(value, bool), f"{key} is {value!r}"
    assert value == int(value), f"{key} is {value!r}"
    return int(value)


def _check_all(variants: tuple[Variant, ...]) -> None:
    for key in ("file", "index"):
        values = [getattr(one, key) for one in variants]
        assert len(set(values)) == len(values), f"two variants of the same {key}: {values}"
    ranks = [one.rank for one in variants]
    assert ranks == sorted(ranks), f"not best first: {ranks}"
