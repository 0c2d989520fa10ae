"""The routes as a file beside the settings, which a person may write too: read strictly, written whole."""

import math
import os
import secrets
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import sync_folder_at
from foley_bridge.files.ucs import Catalogue
from foley_bridge.folders import Folders, make_private
from foley_bridge.routes.route import Route, Routes, check_route
from foley_bridge.settings import SettingsError
from foley_bridge.settings_text import toml_value
from foley_models.errors import RequestError

NAME = "routes.toml"
SIZE_MOST_BYTES = 1 << 20
PRIVATE_FILE = 0o600
_HEAD = """\
# Routes of Foley Bridge: what the sounds of a category are made with where a request names no pack.
# A category is a CatID, such as FEETHmn, or a whole category of the Universal Category System, such as FOOTSTEPS.
# foley-bridge routes set and remove write this file.
"""
_KEYS = tuple(one.name for one in fields(Route) if one.name != "category")


def routes_file(folders: Folders) -> Path:
    """Where the routes are."""
    return folders.settings_file.with_name(NAME)


def load_routes(file: Path, catalogue: Catalogue) -> Routes:
    """The routes of a file by their category, none where there is no file. SettingsError names what cannot be taken."""
    try:
        with file.open("rb") as stream:
            data = stream.read(SIZE_MOST_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}): see to its rights, or move it away.") from error
    if len(data) > SIZE_MOST_BYTES:
        raise SettingsError(f"{file} is larger than {SIZE_MOST_BYTES} bytes: this is no file of routes.")
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{file} is no TOML file in UTF-8: {error}.") from error
    return {category: _route(category, values, file, catalogue) for category, values in tables.items()}


def save_routes(file: Path, routes: Routes) -> None:
    """Write all routes. DestinationError, DiskFullError; the file is then as it was."""
    make_private(file.parent)
    file = Path(os.path.realpath(file))
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    text = _HEAD + "".join(f"\n{line}" for category in sorted(routes) for line in _lines(routes[category])) + "\n"
    with explained(file):
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temporary, flags, PRIVATE_FILE), "wb") as stream:
                stream.write(text.encode())
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(file)
            sync_folder_at(str(file.parent))
        finally:
            temporary.unlink(missing_ok=True)


def _route(category: str, values: object, file: Path, catalogue: Catalogue) -> Route:
    if not isinstance(values, dict):
        raise SettingsError(f"{file}: {category[:80]} is a route: write [{category[:80]}] above what it says.")
    for name in values:
        if name not in _KEYS:
            raise SettingsError(f"{file}: there is no {name!r} in a route; there are {', '.join(_KEYS)}.")
    for name in ("pack", "adapter"):
        if not isinstance(values.get(name, ""), str):
            raise SettingsError(f"{file}: {name} of {category} is {values[name]!r}: it must be a text in quotes.")
    route = Route(
        category,
        values.get("pack", ""),
        values.get("adapter", ""),
        _number(values, "guidance", category, file),
        _number(values, "threshold", category, file),
    )
    try:
        check_route(route, catalogue)
    except RequestError as error:
        raise SettingsError(f"{file}: {error}") from error
    return route


def _number(values: dict[str, object], name: str, category: str, file: Path) -> float | None:
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SettingsError(f"{file}: {name} of {category} is {value!r}: it must be a number.")
    return float(value)


def _lines(route: Route) -> Iterator[str]:
    yield f"[{toml_value(route.category)}]"
    for name in _KEYS:
        value = getattr(route, name)
        if value not in ("", None):
            yield f"{name} = {toml_value(value) if isinstance(value, str) else repr(float(value))}"
    yield ""
