"""What Blender tells: a file was opened or saved, a step undone."""

from typing import Any

import bpy
from bpy.app.handlers import persistent

from .work import start, stop, work


@persistent
def _after_load(*_: Any) -> None:
    work().find_again()
    start()


@persistent
def _after_save(*_: Any) -> None:
    work().confirm()
    start()


@persistent
def _after_undo(*_: Any) -> None:
    work().keep_all()


def _all() -> tuple[tuple[Any, Any], ...]:
    known = bpy.app.handlers
    return (
        (known.load_post, _after_load),
        (known.save_post, _after_save),
        (known.undo_post, _after_undo),
        (known.redo_post, _after_undo),
    )


def register() -> None:
    """Listen; and look at the file that is open, as soon as Blender allows it."""
    for known, one in _all():
        known.append(one)
    bpy.app.timers.register(_after_load, first_interval=0.1)


def unregister() -> None:
    """Listen no more, and let everything go."""
    if bpy.app.timers.is_registered(_after_load):
        bpy.app.timers.unregister(_after_load)
    for known, one in _all():
        if one in known:
            known.remove(one)
    stop()
