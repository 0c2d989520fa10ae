"""Follows one run of an engine to its end: notices that it hangs, and stops in it what nobody follows any more."""

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from foley_bridge.engine.child import Child
from foley_bridge.engine.frames import Frame, FrameError
from foley_bridge.engine.messages import ENDS, FAILED, read_failure
from foley_models.errors import EngineCrashedError

HANG_S = 120.0  # one step of the largest batch on a slow machine takes a fraction of it
LOAD_S = 600.0  # a large pack from a slow disk, hashed on the way
CANCEL_S = 10.0  # one step again; who has not stopped by then is ended
POLL_S = 0.2
_log = logging.getLogger(__name__)
_Event = TypeVar("_Event")


@dataclass(frozen=True)
class Limits:
    """How long an engine may tell nothing: at work, and while a pack loads."""

    hang_s: float = HANG_S
    load_s: float = LOAD_S


def follow(
    child: Child, run: int, limits: Limits, *, check: Callable[[], None], read: Callable[[Frame], _Event]
) -> Generator[_Event | None, None, None]:
    """The events of a run that is listened to, as `read` reads them, to its last; None where nothing came for a while.

    `check` is called at least every POLL_S, and what it raises ends the run. What the run failed with is raised, and
    EngineCrashedError where the engine ended or was ended because it hung.
    """
    over = False
    try:
        while not over:
            check()
            frame = _next_frame(child, run, limits)
            if frame is None:
                yield None
                continue
            over = _ends(frame)
            if frame.header.get("tell") == FAILED:
                raise read_failure(frame)
            yield _event(child, frame, read)
    except EngineCrashedError:
        over = True
        raise
    finally:
        if not over:
            _settle(child, run)
        child.ignore(run)


def _next_frame(child: Child, run: int, limits: Limits) -> Frame | None:
    """What comes within POLL_S, if anything. EngineCrashedError where the engine ended or has hung."""
    frame = child.next_frame(run, POLL_S)
    limit_s = limits.load_s if child.loading else limits.hang_s
    if frame is None and child.silent_s > limit_s:
        child.end(f"It told nothing for {limit_s:g} s and was ended")
    return frame


def _settle(child: Child, run: int) -> None:
    """Stop a run nobody follows any more, within a step; while a pack loads there is nothing to stop yet."""
    child.send(Frame({"do": "cancel", "run": run}))
    try:
        while not child.loading:
            frame = child.next_frame(run, POLL_S)
            if frame is None and child.silent_s > CANCEL_S:
                child.end(f"It did not stop within {CANCEL_S:g} s")
            if frame is not None and _ends(frame):
                return
    except EngineCrashedError as error:
        _log.warning("a run that was given up: %s", error)


def _ends(frame: Frame) -> bool:
    """Whether nothing of its run comes after the frame."""
    return frame.header.get("tell") in ENDS


def _event(child: Child, frame: Frame, read: Callable[[Frame], _Event]) -> _Event:
    """The event in a frame; an engine that tells anything else is as good as crashed."""
    try:
        return read(frame)
    except FrameError as error:
        child.end(f"It told something that is no event ({error})")
        raise EngineCrashedError(child.fault) from error
