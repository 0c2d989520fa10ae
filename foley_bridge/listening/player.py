"""Plays copies on this machine's sound output; a later call takes the place of what still sounds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from foley_bridge.listening.playback import RATE_HZ
from foley_models.errors import NotAvailableError, RequestError

PAUSE_S = 0.4  # between two sounds that are played in turn


class Player(Protocol):
    """What presents sounds to a listener."""

    def play(self, paths: Sequence[Path]) -> None:
        """Start them one after the other, and return at once."""

    def stop(self) -> None:
        """Be quiet."""


class DevicePlayer:
    """The default output, through PortAudio. NotAvailableError where there is none."""

    def __init__(self) -> None:
        self._device = _open_device()

    def play(self, paths: Sequence[Path]) -> None:
        """Start the copies one after the other, with a pause between. RequestError where one is gone."""
        import soundfile

        pieces: list[Any] = []
        for path in paths:
            try:
                samples, _ = soundfile.read(path, dtype="float32")
            except (soundfile.LibsndfileError, OSError) as error:
                raise RequestError(
                    f"{path} is gone or broken ({error}): take the test from where it was made."
                ) from error
            pieces += [samples, np.zeros(round(PAUSE_S * RATE_HZ), np.float32)]
        try:
            self._device.play(np.concatenate(pieces[:-1]), RATE_HZ)
        except self._device.PortAudioError as error:
            raise _unavailable(str(error)) from error

    def stop(self) -> None:
        """Be quiet."""
        self._device.stop()


def _open_device() -> Any:
    """The sound library, once it is sure that it has an output."""
    try:
        import sounddevice
    except OSError as error:  # PortAudio itself is not installed
        raise _unavailable(str(error)) from error
    try:
        sounddevice.query_devices(kind="output")
    except (sounddevice.PortAudioError, ValueError) as error:
        raise _unavailable(str(error)) from error
    return sounddevice


def _unavailable(reason: str) -> NotAvailableError:
    reason = " ".join(reason.split()).rstrip(".")
    return NotAvailableError(
        f"No sound can be played here ({reason}): listen in a web browser instead, with --browser."
    )
