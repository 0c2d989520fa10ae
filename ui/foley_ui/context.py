"""What every panel is given."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foley_bridge.folders import Folders
    from foley_ui.keeping import Keeping
    from foley_ui.link.bridge import Bridge
    from foley_ui.link.work import Work
    from foley_ui.notices import Notices
    from foley_ui.settings.store import SettingsStore
    from foley_ui.sound.player import Player
    from foley_ui.theme.theme import Theme


@dataclass(frozen=True)
class Context:
    """The parts that live as long as the program."""

    bridge: "Bridge"
    work: "Work"
    player: "Player"
    notices: "Notices"
    keeping: "Keeping"
    settings: "SettingsStore"
    theme: "Theme"
    folders: "Folders"
