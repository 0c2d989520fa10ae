"""The words of the status strip and of the tray's tooltip; no widgets."""

from enum import StrEnum
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QLocale

from foley_ui.link.told import Status
from foley_ui.takes.following import Progress
from foley_ui.takes.words import duration, percent, progress_words
from foley_ui.window.standing import Now

PROMPT_MOST = 80  # letters of a prompt in a line


class Lamp(StrEnum):
    """What the strip's dot shows."""

    ASLEEP = "asleep"
    LOADING = "loading"
    READY = "ready"
    BUSY = "busy"
    TROUBLE = "trouble"


def lamp(now: Now) -> Lamp:
    """The dot's state."""
    if now.trouble:
        return Lamp.TROUBLE
    known = {"loading": Lamp.LOADING, "ready": Lamp.READY, "busy": Lamp.BUSY}
    return known.get(now.status.engine, Lamp.ASLEEP) if now.reached else Lamp.LOADING


def engine(now: Now) -> str:
    """The dot in words."""
    translate = QCoreApplication.translate
    if not now.reached:
        return translate("Window", "Not connected") if now.trouble else translate("Window", "Starting")
    words = {
        "loading": translate("Window", "Loading the pack"),
        "ready": translate("Window", "Ready"),
        "busy": translate("Window", "At work"),
    }
    return words.get(now.status.engine, translate("Window", "Asleep until asked"))


def beside_engine(now: Now) -> str:
    """What is wrong, else the pack and the adapter."""
    return now.trouble or pack(now.status)


def pack(status: Status) -> str:
    """The pack and the adapter: `core · my-boots`."""
    return " · ".join(part for part in (status.pack, PurePath(status.adapter).stem) if part)


def doing(now: Now) -> str:
    """What is being made; "" while nothing is."""
    translate = QCoreApplication.translate
    if now.is_making:
        return translate("Window", "“{prompt}”").format(prompt=now.making) if now.making else ""
    if now.is_training:
        name = now.training.name if now.training is not None else ""
        return translate("Window", "Training “{name}”").format(name=name)
    return paused(now)


def paused(now: Now) -> str:
    """That a training is paused; "" where none is."""
    if now.training is None or not now.training.paused:
        return ""
    sentence = QCoreApplication.translate("Window", "Training “{name}” is paused")
    return sentence.format(name=short(now.training.name))


def how_far(now: Now) -> str:
    """How far that is, and what is left of it."""
    status = now.status
    if not status.running:
        return ""
    if status.left_s < 0:
        return percent(status.fraction)
    left = QCoreApplication.translate("Window", "{percent} · {time} left")
    return left.format(percent=percent(status.fraction), time=duration(max(1.0, status.left_s)))


def how_far_at_length(now: Now) -> str:
    """The same with its stage."""
    status = now.status
    return progress_words(Progress(status.stage, status.fraction, status.left_s)) if status.running else ""


def queue(status: Status) -> str:
    """How many requests wait; "" for none."""
    return QCoreApplication.translate("Window", "Waiting: {count}").format(count=status.queued) if status.queued else ""


def memory(status: Status) -> str:
    """What the engine holds; "" while it holds nothing."""
    if status.memory_mb <= 0:
        return ""
    if status.memory_mb < 1000:
        return QCoreApplication.translate("Window", "{number} MB").format(number=status.memory_mb)
    number = QLocale().toString(status.memory_mb / 1000, "f", 1)
    return QCoreApplication.translate("Window", "{number} GB").format(number=number)


def device(status: Status) -> str:
    """Where the engine computes, as the settings ask for it."""
    if status.device in ("", "auto"):
        return QCoreApplication.translate("Window", "Device: automatic") if status.pack else ""
    return status.device.upper().replace("CUDA", "GPU")


def tooltip(now: Now) -> str:
    """One or two lines for the pointer over the tray's icon."""
    translate = QCoreApplication.translate
    first = translate("Window", "Foley Bridge")
    if now.trouble:
        return f"{first}\n{now.trouble}"
    if now.is_making:
        line = translate("Window", "Making “{prompt}” · {percent}")
        text = line.format(prompt=short(now.making), percent=percent(now.status.fraction))
    elif now.is_training:
        text = f"{doing(now)} · {how_far(now)}"
    else:
        text = paused(now) or engine(now)
    return "\n".join(part for part in (first, text, queue(now.status)) if part)


def short(prompt: str) -> str:
    """A prompt in a line that has other things to say too."""
    return prompt if len(prompt) <= PROMPT_MOST else f"{prompt[: PROMPT_MOST - 1].rstrip()}…"
