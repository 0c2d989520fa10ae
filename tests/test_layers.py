"""Imports point down: foley_ui -> foley_bridge -> foley_models, and each layer knows only the libraries it is for."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Layer:
    """A package, where it lies, and what it may import besides itself and the standard library."""

    name: str
    folder: Path
    may_import: frozenset[str]


MODEL_LIBRARIES = frozenset({"torch", "numpy", "diffusers", "transformers", "tokenizers", "safetensors"})
# Fine-tuning and evaluation ask more of other libraries than making sounds does.
TRAINING_LIBRARIES = MODEL_LIBRARIES | {"peft", "psutil", "accelerate"}
BRIDGE_LIBRARIES = frozenset(
    {
        "numpy",
        "scipy",
        "matplotlib",
        "mido",
        "soundfile",
        "soxr",
        "rich",
        "pythonosc",
        "sounddevice",
        "watchdog",
        "platformdirs",
    }
)
UI_LIBRARIES = frozenset(
    {"PySide6", "shiboken6", "pyqtgraph", "numpy", "soundfile", "soxr", "sounddevice", "platformdirs"}
)
LAYERS = (
    # The recipe prepares recordings, so it reads and resamples sound files.
    Layer("foley_models.recipe", ROOT / "models/foley_models/recipe", MODEL_LIBRARIES | {"soundfile", "soxr"}),
    Layer("foley_models.training", ROOT / "models/foley_models/training", TRAINING_LIBRARIES),
    # What nothing needs, and what only its own users import.
    Layer(
        "foley_models.optional", ROOT / "models/foley_models/optional", MODEL_LIBRARIES | {"laion_clap", "torchaudio"}
    ),
    # How much memory is free decides what of a large pack comes to the device only when it is used.
    Layer("foley_models", ROOT / "models/foley_models", MODEL_LIBRARIES | {"psutil"}),
    # The one place that knows of clusters.
    Layer("foley_bridge.batch.on_ray", ROOT / "foley_bridge/batch/on_ray", BRIDGE_LIBRARIES | {"foley_models", "ray"}),
    # The one place that listens to and speaks in the local network.
    Layer(
        "foley_bridge.discovery",
        ROOT / "foley_bridge/discovery",
        BRIDGE_LIBRARIES | {"foley_models", "foley_bridge", "zeroconf", "ifaddr"},
    ),
    Layer("foley_bridge", ROOT / "foley_bridge", BRIDGE_LIBRARIES | {"foley_models"}),
    Layer("foley_ui", ROOT / "ui/foley_ui", UI_LIBRARIES | {"foley_models", "foley_bridge"}),
)


def imported_modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of every import at any depth; a relative one begins with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            name = node.args[0] if node.args else None
            # A name that is computed could be anything, so it is reported as what no layer may import.
            yield node.lineno, str(name.value) if isinstance(name, ast.Constant) else "<computed>"


def tricks(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and kind of what would make the imports say less than the truth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield node.lineno, "import *"
        if isinstance(node, ast.ImportFrom) and node.module == "sys" and any(a.name == "path" for a in node.names):
            yield node.lineno, "sys.path"
        if isinstance(node, ast.Attribute) and node.attr == "path" and _is_name(node.value, "sys"):
            yield node.lineno, "sys.path"


def faults(source: str, layer: Layer) -> list[str]:
    """What one module of a layer does that its layer must not."""
    tree = ast.parse(source)
    # _typeshed exists for type checkers only.
    allowed = layer.may_import | {layer.name.partition(".")[0], "_typeshed"} | sys.stdlib_module_names
    upward = [
        f"line {line}: {layer.name} must not import {name}"
        for line, name in imported_modules(tree)
        if name.partition(".")[0] not in allowed
    ]
    return upward + [f"line {line}: {kind}" for line, kind in tricks(tree)]


def modules() -> Iterator[tuple[Path, Layer]]:
    """Every module of the three packages with the innermost layer that it belongs to."""
    seen: set[Path] = set()
    for layer in LAYERS:
        for path in sorted(layer.folder.rglob("*.py")):
            if path not in seen:
                seen.add(path)
                yield path, layer


@pytest.mark.parametrize(("path", "layer"), [pytest.param(p, y, id=str(p.relative_to(ROOT))) for p, y in modules()])
def test_a_module_imports_only_what_its_layer_may(path: Path, layer: Layer) -> None:
    assert faults(path.read_text(encoding="utf-8"), layer) == []


def test_every_package_was_looked_at() -> None:
    looked_at = {path for path, _ in modules()}
    for package in ("foley_bridge", "models/foley_models", "ui/foley_ui"):
        assert ROOT / package / "__init__.py" in looked_at


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("foley_models", "import foley_bridge"),
        ("foley_models", "def f():\n    from foley_bridge.files.wav import encode_wav"),
        ("foley_models", "import soundfile"),
        ("foley_models", "from foley_ui import tray"),
        ("foley_models", "import pythonosc.udp_client"),
        ("foley_bridge", "from PySide6.QtCore import QObject"),
        ("foley_bridge", "import foley_ui.tray as tray"),
        ("foley_bridge", "import importlib\nimportlib.import_module('foley_ui')"),
        ("foley_bridge", "__import__(name)"),
        ("foley_bridge", "import tests.conftest"),
        ("foley_bridge", "import ray"),
        ("foley_ui", "import torch"),
        ("foley_models", "from . import card"),
        ("foley_models", "from foley_models.card import *"),
        ("foley_bridge", "import sys\nsys.path.append('models')"),
        ("foley_bridge", "from sys import path"),
    ],
)
def test_an_upward_import_or_a_trick_is_noticed(layer: str, source: str) -> None:
    (found,) = [one for one in LAYERS if one.name == layer]
    assert faults(source, found) != []


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("foley_models", "import os.path\nfrom foley_models.card import Card\nimport torch.nn as nn"),
        ("foley_models.recipe", "import soundfile\nfrom foley_models.parts import AudioSpec"),
        ("foley_bridge", "from foley_models.stack import ModelStack\nfrom rich.table import Table"),
        ("foley_ui", "from foley_bridge.cli import main\nfrom PySide6 import QtWidgets"),
    ],
)
def test_a_downward_import_is_fine(layer: str, source: str) -> None:
    (found,) = [one for one in LAYERS if one.name == layer]
    assert faults(source, found) == []


def _called(node: ast.Call) -> str | None:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else None


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


@pytest.fixture(scope="module")
def imported_at_once() -> dict[Path, set[str]]:
    """The libraries that each module imports at its top level: what runs at import."""
    found: dict[Path, set[str]] = {}
    for folder in (ROOT / name for name in ("foley_bridge", "models", "ui", "benchmarks")):
        for path in folder.rglob("*.py"):
            body = ast.parse(path.read_text(encoding="utf-8")).body
            names = [one.name for node in body if isinstance(node, ast.Import) for one in node.names]
            names += [node.module or "" for node in body if isinstance(node, ast.ImportFrom)]
            found[path] = {name.split(".")[0] for name in names}
    return found


@pytest.mark.parametrize("library", ["torchaudio", "laion_clap", "torchvision", "ray"])
def test_an_optional_library_is_never_imported_unguarded(library: str, imported_at_once: dict[Path, set[str]]) -> None:
    assert len(imported_at_once) > 500
    assert [path for path, names in imported_at_once.items() if library in names] == []
