"""What a person can do: generate, for every marker too, cancel, and hear one candidate."""

from typing import Any

import bpy

from . import spans
from .foley_host import LEAST_S, MOST_COUNT, MOST_PROMPT, MOST_S, FoleyHostError
from .timeline import REQUEST, hear_only
from .versions import scene_of
from .work import start, work


class FoleySettings(bpy.types.PropertyGroup):
    """What the panel holds; saved with the scene."""

    prompt: bpy.props.StringProperty(
        name="Prompt",
        description="What should be heard; left empty, the name of the strip or marker says it",
        maxlen=MOST_PROMPT,
    )
    seconds: bpy.props.FloatProperty(
        name="Seconds",
        description="Length at the playhead, and the most of what begins at a marker",
        default=2.0,
        min=LEAST_S,
        max=MOST_S,
        precision=2,
    )
    count: bpy.props.IntProperty(name="Count", description="Sounds to choose from", default=4, min=1, max=MOST_COUNT)
    seed: bpy.props.IntProperty(
        name="Seed", description="The same seed gives the same sounds; -1 draws a new one each time", default=-1, min=-1
    )
    steps: bpy.props.IntProperty(
        name="Steps", description="Fewer are quicker, more are cleaner; 0 is what the pack suggests", default=0, min=0
    )
    pool: bpy.props.IntProperty(
        name="Pool", description="Sounds to make and rank; 0 is four times the count", default=0, min=0, max=64
    )

    def pairs(self) -> dict[str, Any]:
        """What is not left to the daemon."""
        told = {} if self.seed < 0 else {"seed": int(self.seed)}
        return {**told, **{name: getattr(self, name) for name in ("steps", "pool") if getattr(self, name)}}


class FoleyOperator(bpy.types.Operator):
    """Errors become a sentence; what was asked is waited for by the timer."""

    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Any) -> set[str]:
        """Blender calls this."""
        try:
            said = self.do(context)
        except FoleyHostError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        start()
        if said:
            self.report({"INFO"}, said)
        return {"FINISHED"}

    def do(self, context: Any) -> str:
        """What the operator is for; a sentence for people, or nothing."""
        raise NotImplementedError


class FOLEY_OT_generate(FoleyOperator):  # noqa: N801  # Blender asks for such names
    """Make sounds for the selected strip, the selected markers or the playhead."""

    bl_idname = "foley.generate"
    bl_label = "Generate"

    def do(self, context: Any) -> str:
        """Ask for one span."""
        scene = scene_of(context)
        settings = scene.foley
        span = spans.chosen(scene, seconds=settings.seconds)
        return _asked(scene, [span], prompt=settings.prompt)


class FOLEY_OT_generate_for_markers(FoleyOperator):  # noqa: N801
    """Make sounds for every marker that has a name: the name is the prompt."""

    bl_idname = "foley.generate_for_markers"
    bl_label = "Generate for Every Marker"

    def do(self, context: Any) -> str:
        """Ask for all of them."""
        scene = scene_of(context)
        found, passed_over = spans.of_markers(scene, most_s=scene.foley.seconds)
        said = _asked(scene, found, prompt="")
        if passed_over:
            said += f" Passed over, because they have no name or no room: {', '.join(passed_over)}."
        return said


class FOLEY_OT_cancel(FoleyOperator):  # noqa: N801
    """Stop what is being made."""

    bl_idname = "foley.cancel"
    bl_label = "Cancel"
    bl_options = {"REGISTER"}

    request_id: bpy.props.StringProperty(name="Request", description="Empty for all of them", options={"HIDDEN"})

    def do(self, context: Any) -> str:
        """Tell the daemon."""
        del context
        return f"{work().cancel(self.request_id)} requests are cancelled."


class FOLEY_OT_hear(FoleyOperator):  # noqa: N801
    """Hear the active strip and mute the other candidates of its request."""

    bl_idname = "foley.hear"
    bl_label = "Hear This One"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the active strip is one of ours."""
        editor = scene_of(context).sequence_editor
        return editor is not None and editor.active_strip is not None and REQUEST in editor.active_strip

    def do(self, context: Any) -> str:
        """Switch over."""
        scene = scene_of(context)
        hear_only(scene, scene.sequence_editor.active_strip)
        return ""


def _asked(scene: Any, found: list[spans.Span], *, prompt: str) -> str:
    settings, asked = scene.foley, []
    for span in found:
        words = prompt.strip() or span.prompt
        named = spans.Span(span.frame, span.seconds, words, span.channel, span.source)
        asked.append(work().ask(scene, named, count=settings.count, pairs=settings.pairs()))
    return " ".join(filter(None, [f"Foley: {len(asked)} requests.", work().said]))


_CLASSES = (FoleySettings, FOLEY_OT_generate, FOLEY_OT_generate_for_markers, FOLEY_OT_cancel, FOLEY_OT_hear)


def register() -> None:
    """Make them known."""
    for one in _CLASSES:
        bpy.utils.register_class(one)
    bpy.types.Scene.foley = bpy.props.PointerProperty(type=FoleySettings)


def unregister() -> None:
    """Forget them."""
    del bpy.types.Scene.foley
    for one in reversed(_CLASSES):
        bpy.utils.unregister_class(one)
