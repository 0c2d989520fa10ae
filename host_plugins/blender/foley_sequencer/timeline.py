"""Sounds as strips: where there is room, the best heard, each with what it is written on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from .foley_host import Candidate, Request
from .versions import all_strips, channels_shut, most_channels, strips_of

REQUEST, INDEX, RANK = "foley_request", "foley_index", "foley_rank"
SCORE, SEED, PROMPT = "foley_score", "foley_seed", "foley_prompt"
NAME_MOST_BYTES = 63  # of a strip


@dataclass
class Laid:
    """What became of the candidates of a request."""

    there: set[int] = field(default_factory=set)  # indices that are strips now
    new: int = 0
    lost: list[str] = field(default_factory=list)  # files that are not where they should be
    crowded: int = 0  # candidates without a free channel


def present(scene: Any, request_id: str) -> dict[int, Any]:
    """The strips of a request by the index of their candidate."""
    return {int(one[INDEX]): one for one in all_strips(scene) if one.get(REQUEST) == request_id and INDEX in one}


def held() -> set[tuple[str, int]]:
    """Every candidate that is a strip in this file, by request and index."""
    strips = [one for scene in bpy.data.scenes for one in all_strips(scene)]
    return {(str(one[REQUEST]), int(one[INDEX])) for one in strips if REQUEST in one and INDEX in one}


def lay(scene: Any, request: Request, *, frame: int, channel: int) -> Laid:
    """Make a strip of every candidate that is none yet, from `channel` upwards; the best is heard, the others muted."""
    laid = Laid(there=set(present(scene, request.id)))
    heard = bool(laid.there)
    for candidate in request.ranked():
        if candidate.index in laid.there:
            continue
        if not Path(candidate.path).is_file():
            laid.lost.append(candidate.path)
            continue
        strip = _strip(scene, request, candidate, frame=frame, channel=channel)
        if strip is None:
            laid.crowded += 1
            continue
        strip.mute = heard
        strip.select = False  # what the person had selected stays selected alone
        heard = True
        laid.there.add(candidate.index)
        laid.new += 1
    return laid


def hear_only(scene: Any, strip: Any) -> None:
    """Mute the other candidates of this strip's request."""
    for one in present(scene, str(strip[REQUEST])).values():
        one.mute = one != strip


def free_channel(editor: Any, start: int, end: int, *, lowest: int) -> int | None:
    """The lowest channel from `lowest` on with nothing between the frames; None where there is none."""
    strips = [one for one in strips_of(editor) if one.frame_final_start < end and start < one.frame_final_end]
    taken = {int(one.channel) for one in strips} | channels_shut(editor)
    return next((one for one in range(lowest, most_channels() + 1) if one not in taken), None)


def _strip(scene: Any, request: Request, candidate: Candidate, *, frame: int, channel: int) -> Any:
    """The strip of a candidate; None where no channel has room."""
    editor = scene.sequence_editor or scene.sequence_editor_create()
    fps = scene.render.fps / scene.render.fps_base
    end = frame + max(1, round(request.seconds * fps))
    free = free_channel(editor, frame, end, lowest=channel)
    if free is None:
        return None
    strip = strips_of(editor).new_sound(_name(request, candidate), candidate.path, free, frame)
    strip[REQUEST], strip[INDEX], strip[RANK] = request.id, candidate.index, candidate.rank
    strip[SEED], strip[PROMPT] = candidate.seed, request.prompt
    if candidate.score is not None:
        strip[SCORE] = candidate.score
    if bpy.data.filepath and bpy.context.preferences.filepaths.use_relative_paths:
        strip.sound.filepath = _relative(candidate.path)
    return strip


def _relative(path: str) -> str:
    """Beside the .blend, so that both can be moved together; another disk of Windows has no such path."""
    try:
        return str(bpy.path.relpath(path))
    except ValueError:
        return path


def _name(request: Request, candidate: Candidate) -> str:
    score = "" if candidate.score is None else f" · {candidate.score:.2f}"
    whole = f"{candidate.rank}{score} · {request.prompt}".encode()
    return whole[:NAME_MOST_BYTES].decode("utf-8", "ignore")
