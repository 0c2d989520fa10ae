"""Runs inside Blender: does one story with the add-on switched on as a user would, and writes what it saw as JSON.

blender -b --factory-startup --python inside.py -- STORY FOLDER     (it holds the .blend; seen.json is written)
"""

import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

bpy: Any = importlib.import_module("bpy")  # only Blender's own Python has it
STORY, FOLDER = sys.argv[sys.argv.index("--") + 1 :][:2]
FILE = Path(FOLDER) / "film.blend"
WAIT_S = 60.0
seen: dict[str, Any] = {"version": list(bpy.app.version)}


def scene() -> Any:
    return bpy.context.scene


def editor() -> Any:
    return scene().sequence_editor or scene().sequence_editor_create()


def strips() -> Any:
    return editor().strips if hasattr(editor(), "strips") else editor().sequences


def all_strips() -> Any:
    return editor().strips_all if hasattr(editor(), "strips_all") else editor().sequences_all


def work() -> Any:
    return sys.modules["foley_sequencer.work"].work()


def tick_until(*, story: str, done: Any) -> None:
    """What the timer does where Blender has a window."""
    end_s = time.monotonic() + WAIT_S
    while not done():
        assert time.monotonic() < end_s, f"{story}: {work().said} {work().host.problem}"
        work().tick()
        if work().host.problem:
            seen["problem"] = work().host.problem
        time.sleep(0.005)


def finish() -> None:
    tick_until(story="finish", done=lambda: not work().busy)


def prepare(*, prompt: str, seconds: float = 1.0) -> None:
    """A scene that is 24 frames a second, with an own strip that says what happens."""
    scene().render.fps = 24
    scene().foley.prompt = prompt
    scene().foley.seconds = seconds
    scene().foley.count = int(os.environ.get("FOLEY_TEST_COUNT", "2"))
    scene().foley.pool = scene().foley.count
    scene().foley.steps = 4
    scene().foley.seed = 7


def strip_of_the_picture(name: str, start: int, length: int) -> None:
    if hasattr(editor(), "strips"):
        strip = strips().new_effect(name, "COLOR", 1, start, length=length)
    else:
        strip = strips().new_effect(name, "COLOR", 1, start, frame_end=start + length)
    editor().active_strip = strip
    strip.select = True


def save() -> None:
    bpy.ops.wm.save_as_mainfile(filepath=str(FILE), compress=True)


def describe() -> None:
    """What is in the file that is open."""
    seen["strips"] = [
        {
            "name": one.name,
            "kind": one.type,
            "channel": one.channel,
            "start": one.frame_final_start,
            "frames": one.frame_final_duration,
            "mute": one.mute,
            "values": {key: one[key] for key in one.keys() if key.startswith("foley_")},  # noqa: SIM118
            "path": bpy.path.abspath(one.sound.filepath) if one.type == "SOUND" else "",
            "relative": one.type == "SOUND" and one.sound.filepath.startswith("//"),
        }
        for one in all_strips()
    ]
    seen["kept"] = json.loads(scene().get("foley_pending", "[]"))


# --- The stories ---


def strip() -> None:
    """The selected strip, from its name; something lies above it already."""
    prepare(prompt="")
    strip_of_the_picture("boots on gravel", 49, 24)
    strips().new_effect("in the way", "COLOR", 2, 60, **_length(60, 5))
    strips()["in the way"].select = False
    save()
    assert bpy.ops.foley.generate() == {"FINISHED"}
    seen["asked"] = [one.request.as_dict() for one in work().orders.values()]
    finish()
    seen["confirmed before saving"] = not work()._unconfirmed
    save()
    finish()


def _length(start: int, length: int) -> dict[str, int]:
    return {"length": length} if hasattr(editor(), "strips") else {"frame_end": start + length}


def markers() -> None:
    prepare(prompt="")
    for name, frame in (("a door slams", 10), ("F_40", 40), ("glass breaks", 100), ("a knock", 112)):
        scene().timeline_markers.new(name, frame=frame)
    save()
    assert bpy.ops.foley.generate_for_markers() == {"FINISHED"}
    finish()
    seen["said"] = work().said
    save()
    finish()


def ask_and_leave() -> None:
    """Blender is closed while the request is under way."""
    prepare(prompt="slow steps")
    save()
    bpy.ops.foley.generate()
    tick_until(story="leave", done=lambda: any(one.request.state != "waiting" for one in work().orders.values()))
    save()
    os._exit(0)


def come_back() -> None:
    bpy.ops.wm.open_mainfile(filepath=str(FILE))
    seen["found"] = len(work().orders)
    finish()
    save()
    finish()


def crash_before_saving() -> None:
    """The sounds came, but the file on the disk does not hold them."""
    prepare(prompt="boots")
    bpy.ops.foley.generate()
    save()
    finish()
    seen["strips here"] = len(all_strips())


def crash_after_saving() -> None:
    """The file holds the strips, and still says that the request is under way."""
    prepare(prompt="boots")
    bpy.ops.foley.generate()
    save()
    kept = scene()["foley_pending"]
    finish()
    scene()["foley_pending"] = kept
    work()._unconfirmed.clear()
    save()


def undo() -> None:
    prepare(prompt="boots")
    save()
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.foley.generate()
    bpy.ops.ed.undo_push(message="Generate")  # from a menu Blender does this; a script's call is not a step
    finish()
    seen["laid"] = len(all_strips())
    bpy.ops.ed.undo()
    seen["undone"] = len(all_strips())
    seen["kept after undo"] = "foley_pending" in scene()
    bpy.ops.ed.redo()
    seen["redone"] = len(all_strips())
    bpy.ops.ed.undo()
    save()
    finish()
    bpy.ops.wm.open_mainfile(filepath=str(FILE))
    finish()


def unsaved() -> None:
    prepare(prompt="boots")
    bpy.ops.foley.generate()
    seen["said"] = work().said
    finish()


def absent() -> None:
    """No daemon; the file is saved and closed with the request in it."""
    prepare(prompt="boots")
    save()
    bpy.ops.foley.generate()
    tick_until(story="absent", done=lambda: bool(work().host.problem))
    seen["said"] = work().said
    save()


def refused() -> None:
    """What cannot be asked is said at once, and nothing is kept."""
    errors = []
    prepare(prompt="")
    strip_of_the_picture("a long walk", 1, 24 * 200)
    for prepared in (lambda: None, lambda: editor().__setattr__("active_strip", None)):
        prepared()
        for one in all_strips():
            one.select = editor().active_strip is not None
        try:
            bpy.ops.foley.generate()
        except RuntimeError as error:
            errors.append(str(error))
    try:
        bpy.ops.foley.generate_for_markers()
    except RuntimeError as error:
        errors.append(str(error))
    seen["errors"] = errors


def killed() -> None:
    """The daemon is killed in the middle, and started again, by whoever waits for the file `running`."""
    prepare(prompt="slow steps")
    save()
    bpy.ops.foley.generate()
    tick_until(story="killed", done=lambda: any(one.request.state == "running" for one in work().orders.values()))
    (Path(FOLDER) / "running").touch()
    finish()
    save()
    finish()


def sent() -> None:
    """A sound that somebody sends, twice, to whoever wrote the file `listening`."""
    prepare(prompt="")
    strip_of_the_picture("the picture", 1, 48)
    save()
    scene().frame_current = 30
    tick_until(story="listen", done=lambda: work().host.connected)
    (Path(FOLDER) / "listening").touch()
    tick_until(story="sent", done=lambda: len(all_strips()) == 2)
    seen["confirmed before saving"] = not work()._unconfirmed
    save()
    tick_until(story="again", done=lambda: (Path(FOLDER) / "over").exists())
    finish()


def failing() -> None:
    """A request that the daemon cannot serve (the folder is too small for it)."""
    prepare(prompt="boots", seconds=float(os.environ["FOLEY_TEST_SECONDS"]))
    save()
    bpy.ops.foley.generate()
    finish()
    seen["said"] = work().said


def cancelled() -> None:
    prepare(prompt="slow slow")
    save()
    bpy.ops.foley.generate()
    tick_until(story="cancel", done=lambda: any(one.request.state == "running" for one in work().orders.values()))
    bpy.ops.foley.cancel()
    finish()
    seen["said"] = work().said


def hear() -> None:
    prepare(prompt="boots")
    save()
    bpy.ops.foley.generate()
    finish()
    second = next(one for one in all_strips() if one.mute)
    editor().active_strip = second
    bpy.ops.foley.hear()
    seen["heard"] = [one.name == second.name for one in all_strips() if not one.mute]


def begun() -> None:
    """From a strip of ours: more like it, and an imitation of it; what cannot be is said."""
    errors = []
    prepare(prompt="boots")
    save()
    seen["without a strip"] = [bpy.ops.foley.vary.poll(), bpy.ops.foley.imitate.poll()]
    scene().frame_current = 24
    bpy.ops.foley.generate()
    finish()
    first = next(one for one in all_strips() if not one.mute)
    scene().foley.prompt, scene().foley.amount, scene().foley.strength = "", 0.5, 0.75
    for name, prompt in (("vary", ""), ("imitate", " "), ("imitate", "rain")):
        scene().foley.prompt = prompt
        editor().active_strip = first
        try:
            getattr(bpy.ops.foley, name)()
        except RuntimeError as error:
            errors.append(str(error))
    scene().foley.less, editor().active_strip = True, first
    bpy.ops.foley.vary()
    finish()
    other = next(one for one in all_strips() if one["foley_prompt"] == "boots" and one != first)
    for one in all_strips():
        one.select = one in (first, other)
    scene().foley.mix, editor().active_strip = 0.25, first
    seen["blended with"] = [other["foley_request"], other["foley_index"]]
    bpy.ops.foley.blend()
    other.select = False
    seen["without a second strip"] = bpy.ops.foley.blend.poll()
    finish()
    editor().active_strip = first
    seen["kept while asked"] = bpy.ops.foley.imitate() == {"FINISHED"} and json.loads(scene()["foley_pending"])
    bpy.ops.wm.save_as_mainfile(filepath=str(FILE))
    bpy.ops.wm.open_mainfile(filepath=str(FILE))  # asked again by what the file keeps
    finish()
    first = next(one for one in all_strips() if one["foley_prompt"] == "boots")
    editor().active_strip = first
    first.frame_offset_start = 4
    try:
        bpy.ops.foley.imitate()
    except RuntimeError as error:
        errors.append(str(error))
    seen["errors"] = errors


def crowded() -> None:
    """Every channel but one is taken or locked."""
    prepare(prompt="boots")
    kind = getattr(bpy.types, "Strip", None) or bpy.types.Sequence
    for channel in range(1, kind.bl_rna.properties["channel"].hard_max):
        strips().new_effect("full", "COLOR", channel, 1, **_length(1, 50)).select = False
    editor().active_strip = None
    scene().frame_current = 10
    bpy.ops.foley.generate()
    finish()
    seen["said"] = work().said


def several() -> None:
    """Stories that need no second Blender, each in a new file."""
    found = {}
    for name in ("unsaved", "refused", "cancelled", "hear", "begun", "crowded", "undo"):
        bpy.ops.wm.read_homefile(app_template="")
        seen.clear()
        globals()[name]()
        describe()
        found[name] = dict(seen)
    seen.clear()
    seen.update(found)


def from_zip() -> None:
    """Installed from a ZIP, as add-on and, where Blender knows that, as extension; switched off again."""
    file = str(Path(FOLDER) / "foley_sequencer.zip")
    bpy.ops.preferences.addon_disable(module="foley_sequencer")
    bpy.ops.preferences.addon_install(filepath=file)
    bpy.ops.preferences.addon_enable(module="foley_sequencer")
    seen["add-on"] = hasattr(bpy.types.Scene, "foley")
    bpy.ops.preferences.addon_disable(module="foley_sequencer")
    seen["off"] = not hasattr(bpy.types.Scene, "foley")
    if bpy.app.version >= (4, 2, 0):
        bpy.ops.extensions.package_install_files(filepath=file, repo="user_default", enable_on_install=True)
        seen["extension"] = hasattr(bpy.types.Scene, "foley")


def read() -> None:
    bpy.ops.wm.open_mainfile(filepath=str(FILE))


def main() -> None:
    if STORY != "read":
        bpy.ops.preferences.addon_enable(module="foley_sequencer")
    globals()[STORY]()
    describe()
    (Path(FOLDER) / "seen.json").write_text(json.dumps(seen), encoding="utf-8")


main()
