"""What every check is given."""

from collections.abc import Mapping
from dataclasses import dataclass

from foley_bridge.folders import Folders
from foley_bridge.settings import Settings, load_settings
from foley_models.errors import FoleyError


@dataclass(frozen=True)
class Context:
    """Folders with the settings' places in them, the settings (defaults where the file is broken), the environment."""

    folders: Folders
    settings: Settings
    environment: Mapping[str, str]


def context_of(folders: Folders, environment: Mapping[str, str]) -> Context:
    """A context; that a settings file is broken is a check's finding, not a reason to look at nothing else."""
    try:
        settings = load_settings(folders.settings_file)
    except FoleyError:
        settings = Settings()
    return Context(settings.with_folders(folders), settings, environment)
