"""The panel in the sequencer's sidebar."""

from typing import Any

import bpy

from .foley_host import Request
from .spans import chosen
from .versions import scene_of
from .work import work

_LINE_CHARACTERS = 38


class FOLEY_PT_panel(bpy.types.Panel):  # noqa: N801  # Blender asks for such names
    """Prompt, what will be asked, and what is on its way."""

    bl_label = "Foley Bridge"
    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"
    bl_category = "Foley"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only where there is a timeline to put sounds on."""
        return scene_of(context) is not None

    def draw(self, context: Any) -> None:
        """Blender calls this."""
        scene, layout = scene_of(context), self.layout
        settings = scene.foley
        span = chosen(scene, seconds=settings.seconds)
        layout.prop(settings, "prompt", text="", icon="SPEAKER")
        if not settings.prompt.strip():
            layout.label(text=f"“{span.prompt}”" if span.prompt else "Say what should be heard", icon="INFO")
        layout.label(text=f"{span.seconds:.2f} s at frame {span.frame}: {span.source}", icon="TIME")
        column = layout.column(align=True)
        for name in ("seconds", "count", "seed", "steps", "pool"):
            column.prop(settings, name)
        layout.operator("foley.generate", icon="PLAY")
        layout.operator("foley.generate_for_markers", icon="MARKER_HLT")
        layout.operator("foley.hear", icon="HIDE_OFF")
        column = layout.column(align=True)
        column.prop(settings, "amount")
        column.prop(settings, "less")
        column.operator("foley.vary", icon="MOD_ARRAY")
        column.prop(settings, "mix")
        column.operator("foley.blend", icon="ARROW_LEFTRIGHT")
        column = layout.column(align=True)
        column.prop(settings, "strength")
        column.operator("foley.imitate", icon="OUTLINER_OB_SPEAKER")
        self._draw_requests()
        for line in _lines(work().host.problem or work().said):
            layout.label(text=line)

    def _draw_requests(self) -> None:
        for order in list(work().orders.values()):
            row = self.layout.row()
            row.label(text=f"{order.request.prompt[:24]}: {_state(order.request)}")
            row.operator("foley.cancel", text="", icon="X").request_id = order.request.id


def _state(request: Request) -> str:
    if request.state == "running":
        return f"{request.stage} {request.fraction:.0%}"
    return "queued" if request.state == "queued" else "waiting"


def _lines(text: str) -> list[str]:
    """A panel does not break lines by itself."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= _LINE_CHARACTERS:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


def register() -> None:
    """Make it known."""
    bpy.utils.register_class(FOLEY_PT_panel)


def unregister() -> None:
    """Forget it."""
    bpy.utils.unregister_class(FOLEY_PT_panel)
