"""Lengths of time, sizes, stages and states of trainings in words."""

from PySide6.QtCore import QCoreApplication

from foley_bridge.journal.records import State
from foley_ui.numbers import fixed


def duration(seconds: float) -> str:
    """About how long, as a person says it."""
    if seconds < 90:
        return _tr("{count} s").format(count=f"{max(1, round(seconds))}")
    if seconds < 5400:
        return _tr("{count} minutes").format(count=f"{seconds / 60:.0f}")
    return _tr("{count} hours").format(count=fixed(seconds / 3600, 1))


def memory(count_bytes: int) -> str:
    """In GB, or in MB where that is under one."""
    return f"{fixed(count_bytes / 1e9, 1)} GB" if count_bytes >= 1e9 else f"{fixed(count_bytes / 1e6, 0)} MB"


def stage_words(stage: str) -> str:
    """What the training does now."""
    words = {
        "load": _tr("Loading the pack"),
        "check": _tr("Looking into the recordings"),
        "encode": _tr("Encoding the recordings, once"),
        "train": _tr("Training"),
        "sounds": _tr("Making sounds that were asked for meanwhile"),
        "evaluate": _tr("Measuring against the held-out recordings"),
    }
    return words.get(stage, _tr("Working"))


def state_words(state: str, decision: str = "") -> str:
    """Where a training is, in a word or two."""
    if state == State.DONE:
        decided = {
            "accept": _tr("accepted"),
            "reject": _tr("rejected"),
            "both": _tr("kept, not in use"),
        }
        return decided.get(decision, _tr("done, to be decided"))
    words = {
        State.QUEUED: _tr("waits for its turn"),
        State.PAUSED: _tr("paused"),
        State.RUNNING: _tr("running"),
        State.FAILED: _tr("failed"),
        State.CANCELLED: _tr("ended early"),
    }
    return words.get(State(state), state)


def state_tone(state: str, decision: str = "") -> str:
    """How its badge looks."""
    if state == State.DONE:
        return "good" if decision == "accept" else ("" if decision else "accent")
    tones = {State.RUNNING: "accent", State.FAILED: "bad", State.PAUSED: "warn"}
    return tones.get(State(state), "")


def method_words(method: str) -> str:
    """What is trained, in a few words."""
    words = {
        "tuning": _tr("Tuning layer"),
        "lora": _tr("LoRA"),
        "full": _tr("Whole denoiser"),
        "codec": _tr("Codec, then all"),
    }
    return words.get(method, method)


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrainingWords", text)
