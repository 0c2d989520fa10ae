"""Finds the recordings that a person names: a folder, a list as CSV, or a REAPER project."""

import os
from pathlib import Path

from foley_bridge.recordings.records import Gathered
from foley_models.errors import RequestError

PROJECT_SUFFIXES = (".rpp", ".rpp-bak")
LIST_SUFFIXES = (".csv", ".tsv")


def gather(source: Path, *, all_takes: bool = False) -> Gathered:
    """Every piece that `source` names, with what cannot be one; no file is opened yet.

    `all_takes` takes every take of a project's items, not the active one alone. RequestError where `source` itself is
    none of the three, or cannot be read.
    """
    source = Path(os.path.abspath(source.expanduser()))  # noqa: PTH100  # links stay, so that people see their own names
    suffix = source.suffix.casefold()
    if os.path.isdir(source):  # noqa: PTH112  # False, too, where it cannot be asked
        from foley_bridge.recordings.folder import gather_folder

        return gather_folder(source)
    if not os.path.exists(source):  # noqa: PTH110
        raise RequestError(f"{source} is not there: give a folder, a list as CSV or a REAPER project (.RPP).")
    if suffix in PROJECT_SUFFIXES:
        from foley_bridge.recordings.project import gather_project

        return gather_project(source, all_takes=all_takes)
    if suffix in LIST_SUFFIXES:
        from foley_bridge.recordings.table import gather_table

        return gather_table(source)
    raise RequestError(
        f"{source} is neither a folder nor a list (.csv) nor a REAPER project (.RPP); "
        "of a single sound give its folder."
    )
