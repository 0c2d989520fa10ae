"""The part of sounddevice that is used, without a sound card: as strict as PortAudio, and driven by the test.

What PortAudio would do in its own thread happens when the test says `pull` or `vanish`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


class PortAudioError(Exception):
    """As the library's own."""


@dataclass
class Clock:
    """Seconds that pass only when the test lets them."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Device:
    """One that is plugged in."""

    name: str
    channels: int = 2
    rate_hz: int = 48_000
    hostapi: int = 0
    refused_rates_hz: frozenset[int] = frozenset()
    fails_to_start: bool = False


@dataclass
class Library:
    """Stands for the module `sounddevice`; `plugged` may change at any time, the list of devices does not by itself."""

    plugged: list[Device] = field(default_factory=lambda: [Device("Speakers")])
    clock: Clock = field(default_factory=Clock)
    forbidden: threading.Thread | None = None  # a thread that must not wait for a device
    gate: threading.Event = field(default_factory=threading.Event)  # closed: opening takes for ever
    streams: list["Stream"] = field(default_factory=list)
    scans: int = 1

    def __post_init__(self) -> None:
        self.PortAudioError = PortAudioError
        self.gate.set()
        self._listed = list(self.plugged)
        self._running = True

    @property
    def default(self) -> Any:
        """With the host API that is the system's own."""
        self._check()
        return SimpleNamespace(hostapi=0)

    @property
    def stream(self) -> "Stream":
        """The one that is open."""
        (open_one,) = [one for one in self.streams if not one.closed]
        return open_one

    def query_devices(self, device: int | None = None, kind: str | None = None) -> Any:
        """As the library's: all, one by number, or the default of a kind."""
        self._check()
        assert kind in (None, "output")
        if device is None and kind is None:
            return [self._facts(number) for number in range(len(self._listed))]
        if device is None:
            device = 0 if self._listed else -1
        if not 0 <= device < len(self._listed):
            raise PortAudioError(f"Error querying device {device}")
        if kind and self._listed[device].channels < 1:
            raise ValueError(f"Not an output device: {self._listed[device].name!r}")
        return self._facts(device)

    def query_hostapis(self) -> Any:
        """As the library's: all."""
        self._check()
        return ({"name": "Usual"}, {"name": "Other"})

    def OutputStream(  # the library's name
        self,
        *,
        samplerate: float,
        device: int | None,
        channels: int,
        dtype: str,
        latency: float,
        callback: Callable[[Samples, int, Any, Any], None],
        finished_callback: Callable[[], None],
    ) -> "Stream":
        """Opens, and takes as long as the gate is closed."""
        self._check()
        assert dtype == "float32"
        assert 0 < latency < 1
        assert all(one.closed for one in self.streams), "two streams at once"
        self.gate.wait(30)
        facts = self.query_devices(device, "output")
        opened = self._listed[facts["index"]]
        if opened not in self.plugged:
            raise PortAudioError("Error opening OutputStream: Device unavailable [PaErrorCode -9985]")
        if samplerate in opened.refused_rates_hz:
            raise PortAudioError("Error opening OutputStream: Invalid sample rate [PaErrorCode -9997]")
        assert channels <= opened.channels
        self.streams.append(Stream(self, opened, round(samplerate), channels, callback, finished_callback))
        return self.streams[-1]

    def _terminate(self) -> None:
        self._check()
        assert all(one.closed for one in self.streams), "PortAudio ended under an open stream"
        self._running = False

    def _initialize(self) -> None:
        self._running = True
        self._check()
        self._listed = list(self.plugged)
        self.scans += 1

    def _facts(self, number: int) -> dict[str, Any]:
        one = self._listed[number]
        return {
            "name": one.name,
            "index": number,
            "hostapi": one.hostapi,
            "max_output_channels": one.channels,
            "default_samplerate": float(one.rate_hz),
        }

    def _check(self) -> None:
        assert threading.current_thread() is not self.forbidden, "the thread of the windows asked PortAudio"
        assert self._running, "PortAudio is not initialised"


class Stream:
    """One that was opened."""

    def __init__(
        self,
        library: Library,
        device: Device,
        rate_hz: int,
        channels: int,
        callback: Callable[[Samples, int, Any, Any], None],
        finished: Callable[[], None],
    ) -> None:
        self.library, self.device, self.rate_hz, self.channels = library, device, rate_hz, channels
        self.started = self.closed = self.gone = False
        self.delay_s = 0.0
        self._callback, self._finished = callback, finished

    def start(self) -> None:
        """Ask for sound from now on."""
        self.library._check()
        if self.device.fails_to_start:
            raise PortAudioError("Error starting stream: Unanticipated host error [PaErrorCode -9999]")
        assert not self.started
        self.started = True

    def abort(self) -> None:
        """Ask for no more."""
        self.library._check()
        assert not self.closed
        if self.gone:
            raise PortAudioError("Error aborting stream: Stream is stopped [PaErrorCode -9983]")
        if self.started:
            self.started = False
            self._finished()

    def close(self) -> None:
        """Give it back."""
        self.library._check()
        assert not self.closed
        self.closed = True

    def pull(self, frames: int) -> Samples:
        """What the device asks for next and plays; time passes."""
        assert self.started, "nothing is asked of a stream that does not run"
        assert not self.closed
        out = np.full((frames, self.channels), np.nan, np.float32)
        now_s = 5.0  # PortAudio's clock is not ours
        moments = SimpleNamespace(currentTime=now_s, outputBufferDacTime=now_s + self.delay_s)
        self._callback(out, frames, moments, None)
        assert np.isfinite(out).all(), "frames were left as they were"
        assert np.abs(out).max(initial=0.0) <= 1.0
        self.library.clock.now_s += frames / self.rate_hz
        return out

    def vanish(self) -> None:
        """Somebody pulls the plug."""
        self.library.plugged.remove(self.device)
        self.gone, self.started = True, False
        self._finished()
