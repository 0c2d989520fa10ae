"""What a person can do: generate, for every marker too, vary, imitate, cancel, and hear one candidate."""

from pathlib import Path
from typing import Any

import bpy

from . import spans
from .foley_host import LEAST_S, MOST_COUNT, MOST_PROMPT, MOST_S, FoleyHostError
from .timeline import INDEX, PROMPT, REQUEST, hear_only
from .versions import all_strips, scene_of
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

    amount: bpy.props.FloatProperty(
        name="How Far", description="Of more like this: 1 is a fresh sound", default=0.3, min=0.05, max=1.0, precision=2
    )
    less: bpy.props.BoolProperty(
        name="Less Like It", description="Fresh sounds that go away from it, in place of variations", default=False
    )
    mix: bpy.props.FloatProperty(
        name="Mix",
        description="Of a blend: how much of the other strip it is",
        default=0.5,
        min=0.0,
        max=1.0,
        precision=2,
    )
    strength: bpy.props.FloatProperty(
        name="Strength",
        description="Of an imitation: 1 leaves only the loudness of the strip",
        default=0.6,
        min=0.05,
        max=1.0,
        precision=2,
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


class FOLEY_OT_vary(FoleyOperator):  # noqa: N801
    """More like the active strip, which Foley Bridge made, above it."""

    bl_idname = "foley.vary"
    bl_label = "More Like This"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the active strip is one of ours."""
        strip = _active(context)
        return strip is not None and REQUEST in strip and INDEX in strip

    def do(self, context: Any) -> str:
        """Ask for variations."""
        scene, strip = scene_of(context), _active(context)
        settings = scene.foley
        span = spans.of_strip(scene, strip, prompt=str(strip.get(PROMPT, strip.name)))
        like = (str(strip[REQUEST]), int(strip[INDEX]))
        pairs = {**settings.pairs(), **({"less": 1} if settings.less else {})}
        work().vary(scene, span, like, settings.amount, count=settings.count, pairs=pairs)
        return work().said


class FOLEY_OT_blend(FoleyOperator):  # noqa: N801
    """What lies between the active strip and another selected one, both made by Foley Bridge, above the active one."""

    bl_idname = "foley.blend"
    bl_label = "Blend Two Strips"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the active strip and one other that is selected are ours."""
        return _other(context) is not None

    def do(self, context: Any) -> str:
        """Ask for blends."""
        scene, strip, other = scene_of(context), _active(context), _other(context)
        settings = scene.foley
        span = spans.of_strip(scene, strip, prompt=str(strip.get(PROMPT, strip.name)))
        like = (str(strip[REQUEST]), int(strip[INDEX]))
        blend = {"blend": f"{other[REQUEST]}#{int(other[INDEX])}", "mix": float(settings.mix)}
        work().vary(scene, span, like, settings.amount, count=settings.count, pairs={**settings.pairs(), **blend})
        return work().said


class FOLEY_OT_imitate(FoleyOperator):  # noqa: N801
    """The prompt's sound in the timing and loudness of the active sound strip, above it."""

    bl_idname = "foley.imitate"
    bl_label = "Imitate Strip"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether the active strip is a sound."""
        strip = _active(context)
        return strip is not None and strip.type == "SOUND"

    def do(self, context: Any) -> str:
        """Ask for imitations."""
        scene, strip = scene_of(context), _active(context)
        settings = scene.foley
        if not settings.prompt.strip():
            raise FoleyHostError("Say in the prompt what should be heard in the timing of the strip.")
        guide = bpy.path.abspath(strip.sound.filepath)
        if strip.sound.packed_file is not None or not Path(guide).is_file():
            raise FoleyHostError(f"The strip's sound is no file on the disk: {guide}. Unpack or find it first.")
        if strip.frame_offset_start or getattr(strip, "animation_offset_start", 0):
            raise FoleyHostError("The strip does not play its sound from the beginning: mix it down to a file first.")
        span = spans.of_strip(scene, strip, prompt=settings.prompt)
        work().imitate(
            scene, span, Path(guide).resolve(), settings.strength, count=settings.count, pairs=settings.pairs()
        )
        return work().said


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


def _active(context: Any) -> Any:
    scene = scene_of(context)
    return None if scene is None or scene.sequence_editor is None else scene.sequence_editor.active_strip


def _is_ours(strip: Any) -> bool:
    return strip is not None and REQUEST in strip and INDEX in strip


def _other(context: Any) -> Any:
    """The one strip of ours that is selected beside the active one of ours; None where there is none, or several."""
    active = _active(context)
    if not _is_ours(active):
        return None
    found = [one for one in all_strips(scene_of(context)) if one.select and one != active and _is_ours(one)]
    return found[0] if len(found) == 1 else None


def _asked(scene: Any, found: list[spans.Span], *, prompt: str) -> str:
    settings, asked = scene.foley, []
    for span in found:
        words = prompt.strip() or span.prompt
        named = spans.Span(span.frame, span.seconds, words, span.channel, span.source)
        asked.append(work().ask(scene, named, count=settings.count, pairs=settings.pairs()))
    return " ".join(filter(None, [f"Foley: {len(asked)} requests.", work().said]))


_CLASSES = (
    FoleySettings,
    FOLEY_OT_generate,
    FOLEY_OT_generate_for_markers,
    FOLEY_OT_vary,
    FOLEY_OT_blend,
    FOLEY_OT_imitate,
    FOLEY_OT_cancel,
    FOLEY_OT_hear,
)


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
