"""The host in one file, loaded from where it lies, and what drives it."""

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.bridge.processes import ROOT

ORIGINAL = ROOT / "host_plugins" / "common" / "foley_host.py"
WAIT_S = 30.0  # far more than anything here takes, on a machine that is busy with other things


def load(file: Path, name: str) -> ModuleType:
    """A module of a plug-in, which no package holds."""
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


foley_host: Any = load(ORIGINAL, "foley_host_under_test")


def until(host: Any, kind: str, *, more: Callable[[], bool] = lambda: True) -> list[Any]:
    """Poll until an event of this kind came and `more` holds; all events until then."""
    events: list[Any] = []
    end_s = time.monotonic() + WAIT_S
    while not (any(one.kind == kind for one in events) and more()):
        assert time.monotonic() < end_s, f"no {kind} came, but {[one.kind for one in events]}: {host.problem}"
        found = host.poll()
        events += found
        if not found:
            time.sleep(0.002)
    return events
