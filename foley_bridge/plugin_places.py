"""Where the plug-ins for hosts lie that came with this program: in the wheel, or in the source tree."""

from pathlib import Path

from foley_models.errors import NotAvailableError

# Host -> its folder in the wheel's `host_files`, and in the source tree.
PLACES = {
    "ardour": ("ardour", "host_plugins/ardour/scripts"),
    "blender": ("blender", "host_plugins/blender"),
    "godot3": ("godot3", "host_plugins/godot3"),
    "godot4": ("godot4", "host_plugins/godot4"),
    "unity": ("unity", "host_plugins/unity"),
    "unreal": ("unreal", "host_plugins/unreal"),
}


def plugin_folder(host: str) -> Path:
    """The folder that holds the plug-in of a host of PLACES. NotAvailableError where it did not come along."""
    package = Path(__file__).parent
    installed, source = PLACES[host]
    for folder in (package / "host_files" / installed, package.parent / source):
        if folder.is_dir():
            return folder
    raise NotAvailableError(f"The plug-in for {host} did not come with this installation: install foley-bridge again.")
