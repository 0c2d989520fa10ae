"""Looks at what the machine brings: Python, a sound library, a display."""

import platform
import sys
from collections.abc import Iterator

from foley_bridge.doctor.child import ChildFailedError
from foley_bridge.doctor.context import Context
from foley_bridge.doctor.finding import Finding, fine, note, problem
from foley_bridge.doctor.sound_devices import outputs

PYTHON_LEAST = (3, 11)


def check_python(_: Context) -> Iterator[Finding]:
    """Whether this Python is new enough."""
    yield judge_python(sys.version_info[:3])


def judge_python(version: tuple[int, ...]) -> Finding:
    """Whether a version of Python is new enough."""
    shown, least = ".".join(map(str, version)), ".".join(map(str, PYTHON_LEAST))
    if version[:2] < PYTHON_LEAST:
        return problem(
            "python", f"This is Python {shown}.", f"Install Python {least} or later, and Foley Bridge in it."
        )
    return fine("python", f"Python {shown} is new enough ({least} is the least).")


def check_sound(context: Context) -> Iterator[Finding]:
    """Whether sounds can be played here, and through what the settings name; only listening needs it."""
    try:
        found = outputs()
    except ChildFailedError as failure:
        sentence = f"Sounds cannot be listened to from here, generating works: {failure}."
        yield note("sound", sentence, sound_remedy(platform.system()))
        return
    yield judge_outputs(found, context.settings.audition.device)


def judge_outputs(found: tuple[str, ...], chosen: str) -> Finding:
    """Whether there is an output to listen with; `chosen` is the settings' or ""."""
    if not found:
        sentence = "PortAudio works but sees no sound output: sounds cannot be listened to from here, generating works."
        return note("sound", sentence, "Plug in or switch on a sound card, if this machine has one.")
    if chosen and not any(chosen in (one, one.rpartition(", ")[0]) for one in found):
        sentence = f"The sound output that the settings name is not there: {chosen}."
        return note("sound", sentence, "Plug it in, or choose another in the settings ([audition], device).")
    return fine("sound", f"Sounds can be listened to: PortAudio sees {len(found)} outputs.")


def sound_remedy(system: str) -> str:
    """How the sound library is installed on a system, as platform.system() calls it."""
    if system == "Linux":
        return "Install PortAudio: sudo apt install libportaudio2 (Debian, Ubuntu) or the like of your system."
    # There the wheels bring PortAudio with them.
    return "Install the sound library again: python -m pip install --force-reinstall sounddevice"


def check_display(context: Context) -> Iterator[Finding]:
    """Whether there is a display; only the tray needs it."""
    yield judge_display(platform.system(), context)


def judge_display(system: str, context: Context) -> Finding:
    """Whether a system, as platform.system() calls it, has a display in this environment."""
    if system in ("Windows", "Darwin"):
        return fine("display", "The tray application can be shown.")
    for variable in ("WAYLAND_DISPLAY", "DISPLAY"):
        if context.environment.get(variable):
            return fine("display", f"The tray application can be shown ({variable} is set).")
    sentence = "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): the tray application cannot be shown."
    return note("display", sentence, "None is needed for foley-bridge serve; for the tray, start it from your desktop.")
