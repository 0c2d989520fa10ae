"""What the versions of Blender call differently."""

from __future__ import annotations

from typing import Any

import bpy


def scene_of(context: Any) -> Any:
    """The scene that the sequencer shows; from 5.0 on it may be another than the window's."""
    return getattr(context, "sequencer_scene", None) or context.scene


def strips_of(editor: Any) -> Any:
    """The strips at the top level: `sequences` became `strips` in 4.4."""
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def all_strips(scene: Any) -> list[Any]:
    """Every strip, also those in meta strips."""
    editor = scene.sequence_editor
    if editor is None:
        return []
    return list(editor.strips_all if hasattr(editor, "strips_all") else editor.sequences_all)


def most_channels() -> int:
    """The highest channel there is: 32 up to 3.2, 128 later."""
    kind = getattr(bpy.types, "Strip", None) or bpy.types.Sequence
    return int(kind.bl_rna.properties["channel"].hard_max)


def channels_shut(editor: Any) -> set[int]:
    """Channels that are locked or muted: nothing is put there. Before 3.2 there were no such switches."""
    channels = getattr(editor, "channels", ())
    # The first of the list is channel 0, where nothing can lie.
    return {number for number, one in enumerate(channels) if one.lock or one.mute}
