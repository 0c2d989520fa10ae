"""Recordings made for the library's tests: hums of one frequency, which the quick engine's ear knows by their hertz."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from foley_bridge.client import Client
from foley_bridge.library.told import LibraryTold

RATE_HZ = 16_000
WAIT_S = 30.0
LONG_AGO_S = 1_700_000_000


def write_hum(path: Path, hertz: float, *, seconds: float = 0.5, level: float = 0.5, settled: bool = True) -> Path:
    """A sine as 16-bit WAV (or what the suffix says); `settled` dates it back, as recordings that are complete are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    soundfile.write(path, samples.astype(np.float32), RATE_HZ)
    if settled:
        os.utime(path, (LONG_AGO_S, LONG_AGO_S))
    return path


def write_two_hums(path: Path, first: float, second: float, *, half_s: float) -> Path:
    """One file of two hums, one after the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    times = np.arange(round(half_s * RATE_HZ)) / RATE_HZ
    samples = np.concatenate([0.5 * np.sin(2 * np.pi * hertz * times) for hertz in (first, second)])
    soundfile.write(path, samples.astype(np.float32), RATE_HZ)
    os.utime(path, (LONG_AGO_S, LONG_AGO_S))
    return path


def settled(client: Client, until: Callable[[LibraryTold], bool] = lambda _: True) -> LibraryTold:
    """The library's state as soon as nothing is left to be done and `until` holds."""
    deadline_s = time.monotonic() + WAIT_S
    while time.monotonic() < deadline_s:
        told = client.library()
        if told.settled and until(told):
            return told
        time.sleep(0.02)
    raise AssertionError(f"the library did not get there: {told}")
