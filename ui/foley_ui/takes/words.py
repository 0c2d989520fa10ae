"""What the windows call the states, stages and lengths of requests; and what one can do about a failure."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from foley_bridge.journal.records import State
from foley_ui.takes.following import Progress


@dataclass(frozen=True)
class Remedy:
    """What one can do about a failure, in a sentence, and the panel where it is done ("" where there is none)."""

    advice: str
    panel: str = ""
    button: str = ""


def state_word(state: State) -> tuple[str, str]:
    """What a state is called, and the tone of its badge."""
    translate = QCoreApplication.translate
    return {
        State.QUEUED: (translate("Takes", "waiting"), ""),
        State.PAUSED: (translate("Takes", "paused"), "warn"),
        State.RUNNING: (translate("Takes", "in the making"), "accent"),
        State.DONE: (translate("Takes", "done"), "good"),
        State.FAILED: (translate("Takes", "failed"), "bad"),
        State.CANCELLED: (translate("Takes", "cancelled"), ""),
    }[state]


def stage_word(stage: str) -> str:
    """What a stage of the daemon does, in a few words."""
    translate = QCoreApplication.translate
    known = {
        "load": translate("Takes", "loading the pack"),
        "text": translate("Takes", "reading the prompt"),
        "source": translate("Takes", "going back to the source"),
        "denoise": translate("Takes", "shaping the sound"),
        "decode": translate("Takes", "making it audible"),
        "rank": translate("Takes", "listening and ranking"),
        "write": translate("Takes", "writing the files"),
        "check": translate("Takes", "checking the recordings"),
        "encode": translate("Takes", "preparing the recordings"),
        "train": translate("Takes", "learning"),
        "evaluate": translate("Takes", "measuring"),
    }
    return known.get(stage, stage)


def progress_words(progress: Progress) -> str:
    """`shaping the sound · 42 % · 3 s left`."""
    parts = [stage_word(progress.stage) if progress.stage else QCoreApplication.translate("Takes", "beginning")]
    parts.append(percent(progress.fraction))
    if progress.left_s >= 0:
        left = QCoreApplication.translate("Takes", "{time} left")
        parts.append(left.format(time=duration(max(1.0, progress.left_s))))
    return " · ".join(parts)


def percent(fraction: float) -> str:
    """A share in whole per cent."""
    return QCoreApplication.translate("Takes", "{number} %").format(number=round(100 * min(1.0, max(0.0, fraction))))


def seconds_text(seconds: float) -> str:
    """A sound's length: `4.00 s`."""
    return QCoreApplication.translate("Takes", "{number} s").format(number=QLocale().toString(seconds, "f", 2))


def duration(seconds: float) -> str:
    """Whole seconds, minutes or hours, whichever says enough."""
    translate, whole = QCoreApplication.translate, round(seconds)
    if whole < 60:
        return translate("Takes", "{number} s").format(number=whole)
    if whole < 3600:
        return translate("Takes", "{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return translate("Takes", "{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)


def score_text(score: float) -> str:
    """Two decimals, which are as many as mean something."""
    return QLocale().toString(score, "f", 2)


def remedy(code: str) -> Remedy:
    """What to do where the daemon's sentence says what happened; an unknown code has the advice that always holds."""
    translate = QCoreApplication.translate
    to_log, to_packs = translate("Takes", "Open log"), translate("Takes", "Open packs")
    to_settings, to_doctor = translate("Takes", "Open settings"), translate("Takes", "Open doctor")
    known = {
        "bad-request": Remedy(translate("Takes", "Change what the sentence names, and ask again.")),
        "too-long": Remedy(translate("Takes", "Say it in fewer words, and ask again.")),
        "busy": Remedy(translate("Takes", "Wait until some of the waiting requests are done, then ask again.")),
        "no-pack": Remedy(translate("Takes", "Choose another pack, or put this one back."), "packs", to_packs),
        "not-available": Remedy(translate("Takes", "Ask for it in another way, or with another pack.")),
        "bad-path": Remedy(
            translate("Takes", "Choose another folder under Advanced, or in the settings."), "settings", to_settings
        ),
        "disk-full": Remedy(translate("Takes", "Free some space, or choose a folder on another disk; then ask again.")),
        "out-of-memory": Remedy(
            translate("Takes", "Close other programs, ask for shorter sounds, or choose a smaller pack."),
            "packs",
            to_packs,
        ),
        "engine-crashed": Remedy(
            translate("Takes", "Ask again. Should it happen again, the doctor tells what is wrong with this machine."),
            "doctor",
            to_doctor,
        ),
        "cancelled": Remedy(translate("Takes", "Ask again whenever you like: R with a new seed, Shift+R the same.")),
        "unknown-id": Remedy(translate("Takes", "The daemon does not know it any more: ask again.")),
        "nothing-passed": Remedy(
            translate("Takes", "Lower the threshold under Advanced, or let what is under it be marked, not dropped.")
        ),
        "no-daemon": Remedy(
            translate("Takes", "It is started again by itself: ask again in a moment. The log says more."),
            "log",
            to_log,
        ),
        "bad-settings": Remedy(
            translate("Takes", "Put the settings right, or start from the defaults; then ask again."),
            "settings",
            to_settings,
        ),
        "internal": Remedy(translate("Takes", "Ask again. The log says more about what happened."), "log", to_log),
    }
    return known.get(code) or Remedy(translate("Takes", "Ask again. The log says more."), "log", to_log)
