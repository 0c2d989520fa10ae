"""What a person or a script can say, and the entries of the Tools menu that say it."""

from __future__ import annotations

import functools

import unreal

from .foley_host import Argument, FoleyHostError
from .work import Work

MENU, SECTION = "LevelEditor.MainMenu.Tools", "FoleyBridge"
TITLE = "Foley Bridge"
ENTRIES = (
    ("Generate", "Generate Foley…", "Variants of a sound from a prompt", "ask"),
    ("Cancel", "Cancel Foley", "Stop what is being made", "cancel"),
    ("Status", "Foley Status", "Where the requests stand, in the output log", "status"),
)


@functools.cache
def _work() -> Work:
    return Work()


def start() -> None:
    """Add the menu, and ask again for what was on its way. The plug-in calls it when the editor starts."""
    _work().start()
    menu = unreal.ToolMenus.get().find_menu(MENU)
    if menu is None:  # an editor without windows has none
        return
    menu.add_section(SECTION, TITLE)
    for name, label, tip, command in ENTRIES:
        entry = unreal.ToolMenuEntry(name=f"{SECTION}.{name}", type=unreal.MultiBlockType.MENU_ENTRY)
        entry.set_label(label)
        entry.set_tool_tip(tip)
        said = f"import foley_unreal; foley_unreal.{command}()"
        entry.set_string_command(unreal.ToolMenuStringCommandType.PYTHON, "", said)
        menu.add_menu_entry(SECTION, entry)
    unreal.ToolMenus.get().refresh_all_widgets()


def stop() -> None:
    """Let go of ticks and socket."""
    _work().stop()
    _work.cache_clear()


def generate(prompt: str, seconds: float = 2.0, count: int = 4, pairs: dict[str, Argument] | None = None) -> str:
    """Ask for variants, which appear in /Game/Foley; `pairs` are those of the protocol, such as {"seed": 7}.

    Returns the request's id, or "" where it cannot be asked: then the output log says why.
    """
    try:
        request = _work().ask(prompt, seconds=seconds, count=count, pairs=dict(pairs or {}))
    except FoleyHostError as error:
        unreal.log_error(f"{TITLE}: {error}")
        return ""
    return request.id


def cancel() -> int:
    """Stop everything that is on its way; how many requests that were."""
    return _work().cancel()


def status() -> list[str]:
    """Where the requests stand: in the output log, and as lines."""
    lines = _work().told() or ["nothing is on its way"]
    for line in lines:
        unreal.log(f"{TITLE}: {line}")
    return lines


def ask() -> str:
    """Ask for a prompt in a dialog, then generate; the request's id, or "" where it was dismissed."""
    if not hasattr(unreal.EditorDialog, "show_object_details_view"):
        said = 'Type into the Python console: import foley_unreal; foley_unreal.generate("boots on gravel")'
        unreal.EditorDialog.show_message(TITLE, said, unreal.AppMsgType.OK)
        return ""
    from .form import FoleyForm

    form = unreal.new_object(FoleyForm)
    form.set_editor_property("seconds", 2.0)
    form.set_editor_property("count", 4)
    options = unreal.EditorDialogLibraryObjectDetailsViewOptions()
    if not unreal.EditorDialog.show_object_details_view(TITLE, form, options):
        return ""
    said = {name: form.get_editor_property(name) for name in ("prompt", "seconds", "count")}
    return generate(said["prompt"], said["seconds"], said["count"])
