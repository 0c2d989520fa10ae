"""How each host is connected, in steps; and where what it needs lies on this machine."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from foley_bridge.plugin_places import plugin_folder
from foley_bridge.reaper_scripts import scripts_folder


@dataclass(frozen=True)
class Place:
    """A folder of this program that a step speaks of. `folder` raises NotAvailableError where it did not come along."""

    label: str
    folder: Callable[[], Path]


@dataclass(frozen=True)
class Guide:
    """One host."""

    key: str
    name: str
    about: str
    steps: tuple[str, ...]
    places: tuple[Place, ...]


def guides() -> tuple[Guide, ...]:
    """All of them, in the order of the tabs."""
    return (_reaper(), _ardour(), _godot(), _blender(), _unity(), _unreal())


def _reaper() -> Guide:
    return Guide(
        "reaper",
        "REAPER",
        _tr("REAPER 7 or newer, with nothing else to install."),
        (
            _tr("Install the scripts here: they go into Scripts/Foley Bridge of REAPER's resource folder."),
            _tr(
                "In REAPER, once: Actions > Show action list > New action > Load ReaScript. Choose all files called "
                '"Foley Bridge - …".'
            ),
            _tr(
                'Run "Foley Bridge - Receive from the tray" in the project: it appears above. Sounds that you send to '
                "it come to the edit cursor."
            ),
        ),
        (Place(_tr("Show the scripts"), scripts_folder),),
    )


def _ardour() -> Guide:
    return Guide(
        "ardour",
        "Ardour",
        _tr("Ardour 7 or newer, over the spool folder."),
        (
            _tr(
                "Copy the three scripts into Ardour's own folder of scripts: ~/.config/ardour7/scripts, or on macOS "
                "~/Library/Preferences/Ardour7/scripts."
            ),
            _tr(
                'In Ardour: Edit > Lua Scripts > Script Manager. Under Action Hooks, add "Foley Bridge: Listen"; under '
                'Action Scripts, "Foley Bridge: Generate" and "Foley Bridge: Cancel".'
            ),
            _tr("The session appears above. Sounds that you send come to the playhead, and count once it is saved."),
        ),
        (Place(_tr("Show the scripts"), lambda: plugin_folder("ardour")),),
    )


def _godot() -> Guide:
    return Guide(
        "godot",
        "Godot",
        _tr("Godot 3.2 or newer, and Godot 4.4 or newer."),
        (
            _tr("Copy the folder addons, the one for your version, into the project's folder."),
            _tr("In the editor: Project > Project Settings > Plugins, and switch Foley Bridge on."),
            _tr("The project appears above. Sounds that you send are imported into res://foley/."),
        ),
        (
            Place(_tr("Show it for Godot 4"), lambda: plugin_folder("godot4")),
            Place(_tr("Show it for Godot 3"), lambda: plugin_folder("godot3")),
        ),
    )


def _blender() -> Guide:
    return Guide(
        "blender",
        "Blender",
        _tr("Blender 3.0 or newer: Foley to picture in the video sequencer."),
        (
            _tr("Make a ZIP of the folder foley_sequencer, or copy it into scripts/addons of your Blender."),
            _tr(
                "In Blender: Edit > Preferences > Add-ons > Install from Disk, choose the ZIP, switch Foley Bridge on."
            ),
            _tr("The file appears above. Sounds that you send come to the playhead, and count once it is saved."),
        ),
        (Place(_tr("Show the add-on"), lambda: plugin_folder("blender")),),
    )


def _unity() -> Guide:
    return Guide(
        "unity",
        "Unity",
        _tr("Unity 2020.3 or newer. It asks for sounds; none can be sent to it yet."),
        (
            _tr("In Unity: Window > Package Manager > + > Add package from disk, and choose package.json."),
            _tr("Window > Audio > Foley Bridge opens the window."),
        ),
        (Place(_tr("Show the package"), lambda: plugin_folder("unity")),),
    )


def _unreal() -> Guide:
    return Guide(
        "unreal",
        "Unreal",
        _tr("Unreal's editor, by its Python. It asks for sounds; none can be sent to it yet."),
        (
            _tr("Copy the folder FoleyBridge into Plugins of your project."),
            _tr("Start the editor: the menu Tools has a section Foley Bridge."),
        ),
        (Place(_tr("Show the plug-in"), lambda: plugin_folder("unreal")),),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Hosts", text)
