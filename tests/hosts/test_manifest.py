"""The check that all plug-ins' manifests go through finds what is wrong with one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.manifest import NAME, Variant, check_manifest


def _right() -> dict[str, Any]:
    return {
        "format": 1,
        "prompt": "boots on gravel",
        "request": "unity-1",
        "variants": [
            {"file": "a.wav", "index": 2, "rank": 1, "score": 0.5, "seed": 7},
            {"file": "b.wav", "index": 0, "rank": 2, "score": None, "seed": 8},
        ],
    }


def _written(folder: Path, content: dict[str, Any]) -> Path:
    for name in ("a.wav", "b.wav"):
        (folder / name).write_bytes(b"RIFF")
    file = folder / NAME
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_a_right_one_is_read(tmp_path: Path) -> None:
    manifest = check_manifest(_written(tmp_path, _right()))
    assert manifest.request == "unity-1"
    assert manifest.variants[0] == Variant("a.wav", index=2, rank=1, score=0.5, seed=7)
    assert manifest.variants[1].score is None


def test_the_example_of_the_page_is_right(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "hosts" / "manifest.md"
    content = json.loads(page.read_text(encoding="utf-8").split("```json")[1].split("```")[0])
    for one in content["variants"]:
        (tmp_path / one["file"]).write_bytes(b"RIFF")
    assert len(check_manifest(_written(tmp_path, content)).variants) == 2


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "another format": lambda content: content.update(format=2),
    "no prompt": lambda content: content.update(prompt=""),
    "no request": lambda content: content.pop("request"),
    "a file that is not there": lambda content: content["variants"][0].update(file="c.wav"),
    "a file elsewhere": lambda content: content["variants"][0].update(file="../a.wav"),
    "an index twice": lambda content: content["variants"][0].update(index=0),
    "a file twice": lambda content: content["variants"][0].update(file="b.wav"),
    "the worst first": lambda content: content["variants"].reverse(),
    "a score beyond 1": lambda content: content["variants"][0].update(score=2),
    "a score left out": lambda content: content["variants"][0].pop("score"),
    "a seed in words": lambda content: content["variants"][0].update(seed="7"),
    "half an index": lambda content: content["variants"][0].update(index=0.5),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_one_is_found(change: Callable[[dict[str, Any]], object], tmp_path: Path) -> None:
    content = _right()
    change(content)
    with pytest.raises(AssertionError):
        check_manifest(_written(tmp_path, content))
