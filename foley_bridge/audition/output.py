"""The way to the sound device through PortAudio: opened when needed, given back, and lost without harm.

Opening and closing may take seconds: call them in a worker. What plays is told to `mixer`, by any thread.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from foley_bridge.audition.mixing import Heard, Mixer
from foley_models.errors import NotAvailableError

LATENCY_S = 0.08  # the callback is Python, and shares its interpreter with the windows
DELAY_MOST_S = 2.0  # some devices say nonsense
SILENT_S = 4.0  # a device that asks for nothing so long is gone; some take seconds to begin
LIST_AGE_MOST_S = 60.0  # PortAudio looks for devices once; somebody may have plugged in headphones since
USUAL_RATES_HZ = (48_000, 44_100)


class NoOutputError(NotAvailableError):
    """There is no device that sound can be played on, or it went away."""


def load_sounddevice() -> Any:
    """The sound library; its import finds PortAudio. NoOutputError where that is not installed."""
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        raise NoOutputError(
            f"No sound can be played: PortAudio is missing ({error}); install libportaudio2."
        ) from error
    return sounddevice


class Output:
    """One stream at a time, for one process."""

    def __init__(
        self, *, load: Callable[[], Any] = load_sounddevice, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`load` gives the sound library, `clock` seconds."""
        self._load = load
        self._clock = clock
        self.missing = False  # whether the device that was named for the last opening is not there
        self._calling = threading.Lock()  # PortAudio is for one thread at a time
        self._library: Any = None
        self._listed_s = clock()
        self._stream: Any = None
        self._mixer: Mixer | None = None
        self._ended = False
        self._asked_s = 0.0

    @property
    def mixer(self) -> Mixer | None:
        """What plays, while a device is open."""
        return self._mixer

    @property
    def lost(self) -> bool:
        """Whether the open device went away: its stream ended, or asks for no more sound."""
        return self._mixer is not None and (self._ended or self._clock() - self._asked_s > SILENT_S)

    def heard(self) -> Heard:
        """What is heard at this moment."""
        mixer = self._mixer
        return mixer.heard(self._clock()) if mixer is not None else Heard(None, 0.0, sounding=False)

    def open(self, device: str = "") -> Mixer:
        """Open an output, or the default one where `device` is "" or `missing`; its mixer.

        A device is named as the settings do: "Speakers, ALSA", or without the interface that it is seen through.
        NoOutputError in words for a person where there is none.
        """
        with self._calling:
            if self._mixer is not None:
                return self._mixer
            library = self._fresh_library()
            try:
                number = self._find(library, device)
                self.missing = bool(device) and number is None
                return self._open_first(library, number)
            except (library.PortAudioError, ValueError, OSError) as error:
                self._look_again()
                raise NoOutputError(f"No sound can be played: {_reason(library, error)}.") from error

    def load(self) -> None:
        """Import the library, so that opening is quick. NoOutputError where it is not there."""
        with self._calling:
            self._fresh_library()

    def close(self) -> None:
        """Give the device back."""
        with self._calling:
            if self.lost:
                self._look_again()
            stream, self._stream, self._mixer = self._stream, None, None
            if stream is not None:
                _close(self._library, stream)

    def _find(self, library: Any, device: str) -> int | None:
        """The number of a named output, if need be of one that came since the devices were listed; None: default."""
        number = _number(library, device) if device else None
        if device and number is None:
            self._look_again()
            number = _number(self._fresh_library(), device)
        return number

    def _look_again(self) -> None:
        """Have the next opening ask for the devices that are there by then."""
        self._listed_s = self._clock() - LIST_AGE_MOST_S - 1

    def _open_first(self, library: Any, device: int | None) -> Mixer:
        """Open at the first rate that the device takes; its own comes first."""
        info = library.query_devices(device, "output")
        channels = min(2, int(info["max_output_channels"]))
        rates = dict.fromkeys((round(info["default_samplerate"]), *USUAL_RATES_HZ))
        for number, rate_hz in enumerate(rates):
            try:
                return self._open_at(library, device, channels, rate_hz=rate_hz)
            except library.PortAudioError:
                if number == len(rates) - 1:
                    raise
        raise ValueError("the device has no rate")

    def _open_at(self, library: Any, device: int | None, channels: int, *, rate_hz: int) -> Mixer:
        mixer = Mixer(rate_hz)
        stream = library.OutputStream(
            samplerate=rate_hz,
            device=device,
            channels=channels,
            dtype="float32",
            latency=LATENCY_S,
            callback=self._callback(mixer),
            finished_callback=self._finished,
        )
        self._ended, self._asked_s = False, self._clock()
        try:
            stream.start()
        except library.PortAudioError:
            _close(library, stream)
            raise
        self._stream, self._mixer = stream, mixer
        return mixer

    def _callback(self, mixer: Mixer) -> Callable[[Any, int, Any, Any], None]:
        """What PortAudio calls in its own thread for the next frames."""

        def fill(out: Any, frames: int, moments: Any, status: Any) -> None:  # noqa: ARG001  # PortAudio's signature
            now_s = self._asked_s = self._clock()
            delay_s = moments.outputBufferDacTime - moments.currentTime
            mixer.render(out, now_s + (delay_s if 0 < delay_s < DELAY_MOST_S else LATENCY_S))

        return fill

    def _finished(self) -> None:
        """PortAudio calls this where a stream ends, also where its device is gone."""
        self._ended = True

    def _fresh_library(self) -> Any:
        """The library with a list of devices that is not too old."""
        if self._library is None:
            self._library = self._load()
            self._listed_s = self._clock()
        elif self._stream is None and self._clock() - self._listed_s > LIST_AGE_MOST_S:
            with suppress(self._library.PortAudioError):
                self._library._terminate()
            with suppress(self._library.PortAudioError):  # where it fails, so does every later call, with the reason
                self._library._initialize()
            self._listed_s = self._clock()
        return self._library


def _number(library: Any, name: str) -> int | None:
    """Of the output of that name, through the system's usual interface where there are several."""
    interfaces = library.query_hostapis()
    found = [
        one
        for one in library.query_devices()
        if one["max_output_channels"] > 0
        and name in (one["name"], f"{one['name']}, {interfaces[one['hostapi']]['name']}")
    ]
    usual = library.default.hostapi
    return int(min(found, key=lambda one: one["hostapi"] != usual)["index"]) if found else None


def _close(library: Any, stream: Any) -> None:
    with suppress(library.PortAudioError):  # a device that is gone cannot be stopped
        stream.abort()
    with suppress(library.PortAudioError):
        stream.close()


def _reason(library: Any, error: Exception) -> str:
    """Why nothing could be opened, as a clause: in our words where there is no device, which PortAudio calls `-1`."""
    with suppress(library.PortAudioError):
        if not any(one["max_output_channels"] for one in library.query_devices()):
            return "this machine has no sound device now; the next sound looks for one again"
    return _words(error)


def _words(error: Exception) -> str:
    """What PortAudio says, as a clause."""
    return " ".join(str(error.args[0] if error.args else error).split()).rstrip(".") or "the reason is not known"
