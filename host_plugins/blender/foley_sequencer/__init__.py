"""Foley Bridge in the video sequencer: sounds from a prompt as strips, the best one heard.

Needs the daemon (`foley-bridge serve`) on the same machine, and nothing else.
"""

from . import handlers, operators, panel

bl_info = {
    "name": "Foley Bridge",
    "author": "The Foley Bridge authors",
    "version": (0, 1, 0),
    "blender": (3, 0, 0),
    "location": "Video Sequencer > Sidebar > Foley",
    "description": "Foley from a prompt, as strips of the video sequencer",
    "category": "Sequencer",
}


def register() -> None:
    """Blender calls this when the add-on is switched on."""
    operators.register()
    panel.register()
    handlers.register()


def unregister() -> None:
    """Blender calls this when the add-on is switched off."""
    handlers.unregister()
    panel.unregister()
    operators.unregister()
