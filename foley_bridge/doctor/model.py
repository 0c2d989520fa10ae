"""Looks at what the model needs: torch, a device, packs, and libraries that get in its way when they are broken."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from foley_bridge.doctor.child import ChildFailedError, ask, run_python
from foley_bridge.doctor.context import Context
from foley_bridge.doctor.finding import Finding, fine, note, problem
from foley_bridge.packs.places import find_place, pack_places
from foley_models.errors import PackError
from foley_models.pack_files import verify_pack

IMPORT_TIMEOUT_S = 120.0  # the first import of torch after an installation reads gigabytes
_BYTES_PER_GB = 1_000_000_000
# Name in sentences, name to import, what it is for.
_OPTIONAL = (
    ("laion-clap", "laion_clap", "comparing with the original CLAP"),
    ("torchaudio", "torchaudio", "comparing with other tools"),
)


def check_torch(context: Context) -> Iterator[Finding]:
    """Whether torch can be imported, and what it finds here."""
    try:
        found = ask(["-m", "foley_models.hardware"], timeout_s=IMPORT_TIMEOUT_S)
    except ChildFailedError as failure:
        yield problem(
            "torch",
            f"torch, which computes the sounds, cannot be used: {failure}.",
            "Install it again: python -m pip install --force-reinstall torch",
        )
        return
    yield fine("torch", f"torch {found['torch']} works.")
    yield _device(found, context.settings.engine.device)
    yield _dtype(found, context.settings.engine.dtype)


def check_packs(context: Context) -> Iterator[Finding]:
    """Whether every pack that is built in or installed, and the one in the settings, is whole."""
    installed = context.folders.packs
    places = list(pack_places(installed))
    chosen = context.settings.engine.pack
    try:
        place = find_place(str(Path(chosen).expanduser()), installed)
    except PackError as error:
        remedy = "Name another pack in the settings ([engine], pack), or put that one in its place."
        yield problem("packs", str(error), remedy)
    else:
        places += [] if place in places else [place]
    for place in places:
        yield check_pack(place.name, place.folder)


def check_pack(name: str, folder: Path) -> Finding:
    """Whether one pack is whole."""
    try:
        card = verify_pack(folder)
    except PackError as error:
        return problem("packs", f"The pack {name!r} is broken: {error}", "Install Foley Bridge, or that pack, again.")
    return fine("packs", f"The pack {name!r} (version {card.version}) is whole.")


def check_optional_libraries(_: Context) -> Iterator[Finding]:
    """Whether libraries that are not needed, but here, work: transformers trips over a broken torchaudio."""
    for name, module, purpose in _OPTIONAL:
        yield check_library(name, module, purpose)


def check_library(name: str, module: str, purpose: str) -> Finding:
    """Whether an optional library can be imported, if it is here."""
    if importlib.util.find_spec(module) is None:
        return fine(name, f"{name} is not installed; it is only for {purpose}.")
    try:
        run_python(["-c", f"import {module}"], timeout_s=IMPORT_TIMEOUT_S)
    except ChildFailedError as failure:
        remedy = f"Remove it, nothing in Foley Bridge needs it: python -m pip uninstall {name}"
        return note(name, f"{name} is installed but cannot be imported: {failure}.", remedy)
    return fine(name, f"{name} works.")


def _device(found: dict[str, Any], asked: str) -> Finding:
    kind = asked.partition(":")[0]
    if kind != "auto" and kind not in found["devices"]:
        sentence = f"The settings ask for the device {asked!r}, but torch finds only {', '.join(found['devices'])}."
        return problem("device", sentence, 'Set device = "auto" in the settings, or install what that device needs.')
    if found["devices"][0] == "cpu":
        sentence = f"No GPU can be used: the model runs on the CPU, with {found['threads']} threads."
        return note("device", sentence, "With an NVIDIA GPU, install its driver and a CUDA build of torch.")
    size = f", {found['memory_bytes'] / _BYTES_PER_GB:.0f} GB" if found["memory_bytes"] else ""
    return fine("device", f"The model can run on the GPU: {found['best_name']}{size}.")


def _dtype(found: dict[str, Any], asked: str) -> Finding:
    if found["bfloat16"]:
        return fine("bfloat16", "This device computes in bfloat16, which is faster.")
    sentence = "This device is not made for bfloat16: the model computes in float32, as well but slower."
    if asked == "bfloat16":
        return note("bfloat16", sentence, 'Set dtype = "auto" in the settings: asked for, bfloat16 is slowest here.')
    return fine("bfloat16", sentence)
