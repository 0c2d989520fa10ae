"""What the plug-in is at: requests out, variants in, a little at every tick of the editor.

Requests on their way lie in Saved/FoleyBridge/pending.json, so that an editor that was closed finds its sounds again.
"""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import Any

import unreal

from . import variants
from .foley_host import Argument, Candidate, Event, FoleyHostError, Host, Request

TICK_S = 0.1


class Work:
    """The requests of this editor."""

    def __init__(self) -> None:
        self.host = Host("Unreal")
        self._open: dict[str, Request] = {}
        self._stuck: dict[str, Request] = {}  # what could not be brought in; the next start of the editor tries again
        self._arrived: deque[tuple[Request, Candidate]] = deque()
        self._since_s = TICK_S
        self._handle: Any = None

    @property
    def busy(self) -> bool:
        """Whether there is anything to wait for."""
        return bool(self._open or self._arrived) or not self.host.idle

    def start(self) -> None:
        """Ask again for what was on its way when the editor was closed, and listen to its ticks."""
        for request in _read_pending():
            self._open[request.id] = self.host.resume(request)
        if self._handle is None:
            self._handle = unreal.register_slate_post_tick_callback(self.on_tick)

    def stop(self) -> None:
        """Listen no more. What is on its way is asked for again at the next start."""
        if self._handle is not None:
            unreal.unregister_slate_post_tick_callback(self._handle)
            self._handle = None
        self.host.close()

    def ask(self, prompt: str, *, seconds: float, count: int, pairs: dict[str, Argument]) -> Request:
        """Ask for variants. FoleyHostError where that cannot be asked."""
        project = unreal.Paths.convert_relative_path_to_full(unreal.Paths.project_dir())
        request = self.host.generate(prompt, seconds, count, pairs={"destination": str(Path(project)), **pairs})
        self._open[request.id] = request
        self._keep()
        return request

    def cancel(self) -> int:
        """Stop everything that is on its way; how many requests that were."""
        for one in self._open:
            self.host.cancel(one)
        return len(self._open)

    def told(self) -> list[str]:
        """Where each request stands, for people."""
        lines = [self.host.problem] if self.host.problem else []
        return lines + [f"{one.prompt}: {one.stage or one.state} {one.fraction:.0%}" for one in self._open.values()]

    def on_tick(self, delta_s: float) -> None:
        """The editor calls this at every frame: at most ten times a second something is done, and one sound a time."""
        self._since_s += delta_s
        if self._since_s < TICK_S or not self.busy:
            return
        self._since_s = 0.0
        for event in self.host.poll():
            self._happened(event)
        if self._arrived:
            self._bring_in(*self._arrived.popleft())

    def _happened(self, event: Event) -> None:
        if event.kind == "absent":
            unreal.log_warning(event.text)
        request = event.request
        if request is None or request.id not in self._open or event.kind not in ("done", "failed"):
            return
        found = [] if request.code == "cancelled" else request.ranked()
        self._arrived.extend((request, one) for one in found)
        if event.kind == "failed" or request.text:
            (unreal.log_error if event.kind == "failed" else unreal.log)(f"Foley Bridge: {request.text}")
        if not found:
            self._settle(request)

    def _bring_in(self, request: Request, candidate: Candidate) -> None:
        try:
            variants.bring_in(request, candidate)
        except FoleyHostError as error:
            unreal.log_error(f"Foley Bridge: {error}")
            self._arrived = deque(pair for pair in self._arrived if pair[0].id != request.id)
            self._stuck[request.id] = request
            self._settle(request)
            return
        self.host.imported(request.id, candidate.index)
        if not any(pair[0].id == request.id for pair in self._arrived):
            unreal.log(f"Foley Bridge: {len(request.imported)} variants in {variants.folder_of(request)}")
            self._settle(request)

    def _settle(self, request: Request) -> None:
        del self._open[request.id]
        self.host.forget(request.id)
        self._keep()

    def _keep(self) -> None:
        """Write down what is on its way, and what could not be brought in."""
        kept = [*self._open.values(), *self._stuck.values()]
        try:
            variants.write_whole(_pending_file(), [one.as_dict() for one in kept])
        except OSError as error:
            unreal.log_warning(f"Foley Bridge: {_pending_file()} cannot be written ({error.strerror}).")


def _pending_file() -> Path:
    saved = unreal.Paths.convert_relative_path_to_full(unreal.Paths.project_saved_dir())
    return Path(saved) / "FoleyBridge" / "pending.json"


def _read_pending() -> list[Request]:
    """What was on its way; of a file that cannot be read nothing, in a sentence."""
    try:
        return [Request.from_dict(one) for one in json.loads(_pending_file().read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, FoleyHostError):
        unreal.log_warning(f"Foley Bridge: {_pending_file()} cannot be read: ask for those sounds again.")
        return []
