"""Runs inside a Blender with a window: the add-on's own timer brings the sounds of three markers; a picture is taken.

blender --app-template Video_Editing --enable-event-simulate --python window.py -- FOLDER
"""

import importlib
import os
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

bpy: Any = importlib.import_module("bpy")
FOLDER = Path(sys.argv[sys.argv.index("--") + 1])
MARKERS = (("boots on gravel", 10), ("a door slams", 100), ("glass breaks", 150))
END_S = time.monotonic() + 90.0
TAB = (16, 110)  # of the panel, from the right and from the top of the sidebar
SETTLE_S = 0.4  # for the window to be drawn


def window() -> Any:
    return bpy.context.window_manager.windows[0]


def area() -> Any:
    return next(
        one
        for one in window().screen.areas
        if one.type == "SEQUENCE_EDITOR" and one.spaces.active.view_type == "SEQUENCER"
    )


def region(kind: str) -> Any:
    return next(one for one in area().regions if one.type == kind)


def there() -> Any:
    """The context of a mouse that lies over the timeline."""
    return bpy.context.temp_override(window=window(), screen=window().screen, area=area(), region=region("WINDOW"))


def click(x: int, y: int) -> None:
    for kind, value in (("MOUSEMOVE", "NOTHING"), ("LEFTMOUSE", "PRESS"), ("LEFTMOUSE", "RELEASE")):
        window().event_simulate(type=kind, value=value, x=x, y=y)


def prepare() -> None:
    bpy.ops.preferences.addon_enable(module="foley_sequencer")
    scene = bpy.context.scene
    scene.render.fps, scene.frame_end = 24, 240
    editor = scene.sequence_editor or scene.sequence_editor_create()
    for name, start, end, colour in (("Shot 1", 1, 97, (0.25, 0.35, 0.45)), ("Shot 2", 97, 240, (0.45, 0.35, 0.25))):
        strip = editor.sequences.new_effect(name, "COLOR", 1, start, frame_end=end)
        strip.color, strip.select = colour, False
    editor.active_strip = None
    for name, frame in MARKERS:
        scene.timeline_markers.new(name, frame=frame).select = False
    settings = scene.foley
    settings.count, settings.pool, settings.steps, settings.seed = 3, 3, 4, 7
    bpy.ops.wm.save_as_mainfile(filepath=str(FOLDER / "film.blend"))


def story() -> Iterator[float]:
    """Each step, and the seconds until the next."""
    prepare()
    area().spaces.active.show_region_ui = True
    yield SETTLE_S
    sidebar = region("UI")
    click(sidebar.x + sidebar.width - TAB[0], sidebar.y + sidebar.height - TAB[1])
    yield SETTLE_S
    with there():
        bpy.ops.foley.generate_for_markers("INVOKE_DEFAULT")
    work = sys.modules["foley_sequencer.work"].work()
    while work.busy:
        assert time.monotonic() < END_S, work.said
        yield 0.1
    with there():
        bpy.ops.sequencer.view_all()
    yield SETTLE_S
    with there():
        bpy.ops.screen.screenshot(filepath=str(FOLDER / "window.png"))
    bpy.ops.wm.save_mainfile()
    while work.busy:  # until the daemon acknowledged what is saved
        assert time.monotonic() < END_S, work.host.problem
        yield 0.1


def main() -> None:
    bpy.context.preferences.view.show_splash = False
    steps = story()

    def on_timer() -> float:
        try:
            return next(steps)
        except StopIteration:
            os._exit(0)
        except BaseException:  # noqa: BLE001  # a timer that raises only ends, and Blender would stay
            traceback.print_exc()
            os._exit(1)

    bpy.app.timers.register(on_timer, first_interval=SETTLE_S, persistent=True)


main()
