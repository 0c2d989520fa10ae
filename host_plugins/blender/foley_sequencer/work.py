"""What the add-on is at: requests out, strips in, at every tick of a timer, and never waiting.

A sound is confirmed to the daemon when the .blend that holds its strip was saved. Until then the daemon offers it
again, so a Blender that crashes loses nothing; and what is a strip already is not made one twice.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import bpy

from . import kept, timeline
from .foley_host import Event, FoleyHostError, Host, Offer, Request
from .kept import Order
from .spans import Span, rate_hz
from .versions import scene_of

TICK_S = 0.1
IDLE_TICK_S = 0.5  # while it only listens
UNSAVED = "The .blend is not saved, so the sounds go to Foley Bridge's own folder. Save it to find them again."


class Work:
    """The requests of this Blender; `said` is the newest sentence for people."""

    def __init__(self) -> None:
        self.host = Host("Blender")
        self.orders: dict[str, Order] = {}
        self.said = ""
        self._unconfirmed: list[tuple[str, int]] = []
        self._saved: set[tuple[str, int]] = set()  # what the file on the disk holds

    @property
    def busy(self) -> bool:
        """Whether there is anything to wait for."""
        return bool(self.orders) or not self.host.idle

    def ask(self, scene: Any, span: Span, *, count: int, pairs: dict[str, Any]) -> Request:
        """Ask for the sounds of a span. FoleyHostError where that cannot be asked."""
        return self._ordered(
            scene, span, self.host.generate(span.prompt, span.seconds, count, pairs={**pairs, **_place(scene, span)})
        )

    def vary(self, scene: Any, span: Span, like: tuple[str, int], amount: float, **asked: Any) -> Request:
        """Ask for more like a candidate, by request and index; `asked` is count and pairs. FoleyHostError as ask."""
        source = Request(like[0], span.prompt, span.seconds, asked["count"])
        pairs = {**asked["pairs"], **_place(scene, span)}
        return self._ordered(scene, span, self.host.vary(source, like[1], amount, asked["count"], pairs=pairs))

    def imitate(self, scene: Any, span: Span, guide: Path, strength: float, **asked: Any) -> Request:
        """Ask for the span's prompt in the timing and loudness of a sound file. FoleyHostError as ask."""
        sound = Request("", span.prompt, span.seconds, asked["count"])
        pairs = {**asked["pairs"], **_place(scene, span)}
        return self._ordered(scene, span, self.host.imitate(guide, sound, strength, pairs=pairs))

    def _ordered(self, scene: Any, span: Span, request: Request) -> Request:
        self.orders[request.id] = Order(request, scene.name, span.frame, span.channel)
        self._keep(scene.name)
        self.said = "" if bpy.data.filepath else UNSAVED
        return request

    def cancel(self, request_id: str = "") -> int:
        """Stop a request, or all of them; how many."""
        ids = [request_id] if request_id else list(self.orders)
        for one in ids:
            self.host.cancel(one)
        return len(ids)

    def tick(self) -> bool:
        """Do what is to be done now; whether anything happened."""
        self.host.listen(_name())
        events = self.host.poll()
        for event in events:
            self._happened(event)
        return bool(events)

    def find_again(self) -> None:
        """Another file was opened: what it keeps is asked for again, what belongs to the last one is let go."""
        for one in list(self.host.requests):
            self.host.forget(one)
        self.orders.clear()
        self._unconfirmed.clear()
        self._saved = timeline.held()
        self.said = ""
        for scene in bpy.data.scenes:
            orders, broken = kept.read(scene)
            for order in orders:
                order.request.imported.update(timeline.present(scene, order.request.id))
                self.orders[self.host.resume(order.request).id] = order
            if broken:
                self.said = f"{broken} requests that the file kept cannot be read: ask for those sounds again."
                kept.write(scene, orders)

    def keep_all(self) -> None:
        """Write into every scene what is on its way: undo and redo bring back an older state."""
        for scene in bpy.data.scenes:
            self._keep(scene.name)

    def confirm(self) -> None:
        """The file was saved: its sounds are where they belong."""
        self._saved = timeline.held()
        for request_id, index in self._unconfirmed:
            self.host.imported(request_id, index)
        self._unconfirmed.clear()

    def close(self) -> None:
        """The add-on goes."""
        self.host.close()

    def _happened(self, event: Event) -> None:
        if event.kind in ("absent", "connected"):
            self.said = event.text
        elif event.offer is not None:
            self._take(event.offer)
        order = self.orders.get(event.request.id) if event.request is not None else None
        if order is not None and event.kind in ("done", "failed"):
            self._settle(order)

    def _settle(self, order: Order) -> None:
        """Nothing more comes for this order: its sounds become strips, in one step of undo."""
        request = order.request
        del self.orders[request.id]
        self.host.forget(request.id)
        scene = bpy.data.scenes.get(order.scene)
        if scene is None:
            self.said = f"The scene {order.scene} is gone: the sounds of “{request.prompt}” have no place."
            return
        laid = timeline.Laid()
        if request.code != "cancelled":
            laid = timeline.lay(scene, request, frame=order.frame, channel=order.channel)
        self._unconfirmed += [(request.id, index) for index in sorted(laid.there)]
        self._keep(scene.name)
        self.said = _told(request, laid)
        if laid.new:
            bpy.ops.ed.undo_push(message=f"Foley: {request.prompt}"[:60])

    def _take(self, offer: Offer) -> None:
        """Somebody sent a sound here: it becomes a strip at the playhead, in one step of undo, unless it is one."""
        name = (offer.request_id, offer.candidate.index)
        if name in self._unconfirmed:
            return
        if any(name[1] in timeline.present(one, name[0]) for one in bpy.data.scenes):
            if name in self._saved:
                self.host.imported(*name)
            else:
                self._unconfirmed.append(name)
            return
        scene = scene_of(bpy.context)
        request = Request(offer.request_id, offer.prompt, offer.seconds, 1, candidates={name[1]: offer.candidate})
        laid = timeline.lay(scene, request, frame=int(scene.frame_current), channel=1)
        self.said = _told(request, laid)
        if laid.new:
            timeline.present(scene, name[0])[name[1]].mute = False  # its siblings lie elsewhere
            self._unconfirmed.append(name)
            bpy.ops.ed.undo_push(message=f"Foley: {request.prompt}"[:60])

    def _keep(self, scene: str) -> None:
        found = bpy.data.scenes.get(scene)
        if found is not None:
            kept.write(found, [one for one in self.orders.values() if one.scene == scene])


@functools.lru_cache(maxsize=1)
def work() -> Work:
    """The one of this Blender."""
    return Work()


def start() -> None:
    """Let the timer run: quickly while there is something to do, slowly while it only listens."""
    if not bpy.app.timers.is_registered(_on_timer):
        bpy.app.timers.register(_on_timer, first_interval=0.0, persistent=True)


def stop() -> None:
    """End the timer and give the socket back."""
    if bpy.app.timers.is_registered(_on_timer):
        bpy.app.timers.unregister(_on_timer)
    work().close()
    work.cache_clear()


def _on_timer() -> float:
    if work().tick():
        _redraw()
    return TICK_S if work().busy else IDLE_TICK_S


def _redraw() -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "SEQUENCE_EDITOR":
                area.tag_redraw()


def _name() -> str:
    """By which people know this Blender when they send a sound."""
    return f"Blender: {Path(bpy.data.filepath).stem if bpy.data.filepath else 'untitled'}"


def _project() -> dict[str, Any]:
    """The pairs of a file that has a place."""
    if not bpy.data.filepath:
        return {}
    file = Path(bpy.path.abspath(bpy.data.filepath))
    return {"destination": str(file.parent), "project": file.stem}


def _place(scene: Any, span: Span) -> dict[str, Any]:
    """The pairs of what belongs to a place of the file."""
    return {**_project(), "position": f"{max(0.0, (span.frame - scene.frame_start) / rate_hz(scene)):.6f}"}


def _told(request: Request, laid: timeline.Laid) -> str:
    prompt = f"“{request.prompt}”"
    if laid.lost:
        return f"{prompt}: {len(laid.lost)} sounds are not on the disk any more, among them {laid.lost[0]}."
    if laid.crowded:
        return f"{prompt}: {laid.crowded} sounds found no free channel. Make room and ask again."
    if request.state == "failed":
        return request.text
    return f"{prompt}: {laid.new} sounds." + (f" {request.text}" if request.text else "")


__all__ = ["FoleyHostError", "Work", "start", "stop", "work"]
