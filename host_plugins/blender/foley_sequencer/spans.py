"""What is asked for: from when to when, and in which words, by what is selected in the sequencer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .foley_host import LEAST_S, FoleyHostError
from .timeline import PROMPT
from .versions import strips_of

_NAMELESS = re.compile(r"(F_-?\d+|Marker)(\.\d+)?")  # what Blender calls a marker that nobody named


@dataclass(frozen=True)
class Span:
    """A place on the timeline; `channel` is the lowest for its sounds."""

    frame: int
    seconds: float
    prompt: str
    channel: int
    source: str  # for people: where the place comes from


def rate_hz(scene: Any) -> float:
    """Frames a second."""
    return float(scene.render.fps / scene.render.fps_base)


def chosen(scene: Any, *, seconds: float) -> Span:
    """The selected strip, else the selected markers, else `seconds` at the playhead."""
    strip = _selected_strip(scene)
    if strip is not None:
        length_s = int(strip.frame_final_duration) / rate_hz(scene)
        prompt = str(strip.get(PROMPT, strip.name))
        return Span(int(strip.frame_final_start), length_s, prompt, int(strip.channel) + 1, "selected strip")
    marked = sorted((one for one in scene.timeline_markers if one.select), key=lambda one: one.frame)
    if len(marked) > 1:
        length_s = (marked[-1].frame - marked[0].frame) / rate_hz(scene)
        return Span(int(marked[0].frame), length_s, _words(marked[0]), 1, "selected markers")
    if marked:
        return _from_marker(scene, marked[0], most_s=seconds)
    return Span(int(scene.frame_current), seconds, "", 1, "playhead")


def of_strip(scene: Any, strip: Any, *, prompt: str) -> Span:
    """Where a strip lies, for sounds that lie above it."""
    seconds = int(strip.frame_final_duration) / rate_hz(scene)
    return Span(int(strip.frame_final_start), seconds, prompt, int(strip.channel) + 1, "active strip")


def of_markers(scene: Any, *, most_s: float) -> tuple[list[Span], list[str]]:
    """A span for every marker that has a name, up to the next marker or `most_s`; and the names passed over.

    FoleyHostError where there is none at all.
    """
    spans, passed_over = [], []
    for marker in sorted(scene.timeline_markers, key=lambda one: one.frame):
        span = _from_marker(scene, marker, most_s=most_s)
        if span.prompt and span.seconds >= LEAST_S:
            spans.append(span)
        else:
            passed_over.append(str(marker.name))
    if not spans:
        raise FoleyHostError("No marker says what should be heard: name a marker (F2) after its sound.")
    return spans, passed_over


def _from_marker(scene: Any, marker: Any, *, most_s: float) -> Span:
    later = [one.frame for one in scene.timeline_markers if one.frame > marker.frame]
    free_s = (min(later) - marker.frame) / rate_hz(scene) if later else most_s
    return Span(int(marker.frame), min(free_s, most_s), _words(marker), 1, f"marker {marker.name}")


def _words(marker: Any) -> str:
    return "" if _NAMELESS.fullmatch(marker.name) else str(marker.name)


def _selected_strip(scene: Any) -> Any:
    editor = scene.sequence_editor
    if editor is None:
        return None
    active = editor.active_strip
    if active is not None and active.select:
        return active
    selected = [one for one in strips_of(editor) if one.select]
    return selected[0] if len(selected) == 1 else None
