"""Where the daemon keeps what is its own: settings, state, spool and logs, private to the user."""

import os
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.files.disk_errors import explained

HOME_VARIABLE = "FOLEY_BRIDGE_HOME"
APP = "foley-bridge"
PRIVATE_FOLDER = 0o700


@dataclass(frozen=True)
class Folders:
    """All of them; `sounds` is where files go when a host names no folder."""

    config: Path
    state: Path
    spool: Path
    logs: Path
    sounds: Path
    home: Path | None = None  # where all of them are in one

    @property
    def settings_file(self) -> Path:
        """The one TOML."""
        return self.config / "settings.toml"

    @property
    def session_file(self) -> Path:
        """Port, process and token of the running daemon."""
        return self.state / "session.json"

    @property
    def lock_file(self) -> Path:
        """Held by the running daemon."""
        return self.state / "daemon.lock"

    @property
    def journal_file(self) -> Path:
        """The journal's database."""
        return self.state / "journal.sqlite3"

    @property
    def library_file(self) -> Path:
        """The index of the studio's own recordings."""
        return self.state / "library.sqlite3"

    @property
    def packs(self) -> Path:
        """Packs that the user installed, each in a folder of its name."""
        return self.state / "packs"


def user_folders(home: Path | None = None) -> Folders:
    """This user's folders, where the system keeps such things; all in one where `home` or FOLEY_BRIDGE_HOME says so."""
    import platformdirs

    chosen = home or (Path(os.environ[HOME_VARIABLE]) if os.environ.get(HOME_VARIABLE) else None)
    if chosen is not None:
        top = chosen.expanduser().absolute()
        return Folders(top / "config", top / "state", top / "spool", top / "logs", top / "sounds", home=top)
    state = platformdirs.user_state_path(APP, appauthor=False)
    return Folders(
        config=platformdirs.user_config_path(APP, appauthor=False),
        state=state,
        spool=state / "spool",
        logs=platformdirs.user_log_path(APP, appauthor=False),
        sounds=platformdirs.user_music_path() / "Foley Bridge",
    )


def make_private(folder: Path) -> None:
    """Make a folder that only this user can look into, or make an existing one so. DestinationError otherwise."""
    with explained(folder):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        folder.chmod(PRIVATE_FOLDER)
