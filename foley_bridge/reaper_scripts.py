"""Puts the scripts for REAPER into a user's resource folder and takes them away again; never touches what is not ours.

Beside the scripts lies `installed.json`, which names each file that was put there with its SHA-256: a file that is not
in it, or has another content now, is someone else's.
"""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_models.errors import DestinationError, NotAvailableError

FOLDER = Path("Scripts") / "Foley Bridge"  # inside the resource folder
RECORD = "installed.json"
_RECORD_MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Step:
    """What becomes of one file: `deed` is new, same, newer, removed or kept."""

    deed: str
    path: Path


@dataclass(frozen=True)
class Plan:
    """What is to be done in a folder; nothing has been done yet."""

    folder: Path
    steps: tuple[Step, ...]
    contents: Mapping[Path, bytes]  # of the files to write, the record among them
    record: Path


def resource_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where REAPER keeps this user's things. NotAvailableError where the system names no home folder."""
    home = environment.get("HOME", "")
    if platform == "win32":
        base = environment.get("APPDATA", "")
    elif platform == "darwin":
        base = home and f"{home}/Library/Application Support"
    else:
        base = environment.get("XDG_CONFIG_HOME", "") or (home and f"{home}/.config")
    if not base:
        raise NotAvailableError("The system names no home folder: say where REAPER's is with --resource-folder.")
    return Path(base) / "REAPER"


def scripts_folder() -> Path:
    """The scripts that came with this program. NotAvailableError where they did not."""
    package = Path(__file__).parent
    for folder in (
        package / "host_files" / "reaper",
        package.parent / "reaper_scripts",
    ):  # installed; in the source tree
        if (folder / "lib").is_dir():
            return folder
    raise NotAvailableError("The scripts for REAPER did not come with this installation: install foley-bridge again.")


def plan_installation(resource: Path, scripts: Path) -> Plan:
    """What it takes to have these scripts in a resource folder.

    NotAvailableError where there is no such folder, DestinationError where a file in the way is not ours.
    """
    if not resource.is_dir():
        raise NotAvailableError(
            f"{resource} is no folder: start REAPER once, or say with --resource-folder what Options > Show REAPER "
            "resource path opens."
        )
    folder = resource / FOLDER
    known = _read_record(folder / RECORD)
    wanted = {file.relative_to(scripts): file.read_bytes() for file in sorted(scripts.rglob("*.lua"))}
    steps = [
        Step(_deed(folder / name, data, known.get(name.as_posix())), folder / name) for name, data in wanted.items()
    ]
    foreign = [str(step.path) for step in steps if step.deed == "foreign"]
    if foreign:
        raise DestinationError(f"Not put there by foley-bridge, or changed since: {', '.join(foreign)}. Move it away.")
    steps += _removals(folder, {name: one for name, one in known.items() if Path(name) not in wanted})
    contents = {folder / name: data for name, data in wanted.items()}
    record = {name.as_posix(): _digest(data) for name, data in wanted.items()}
    contents[folder / RECORD] = json.dumps(record, indent=1).encode("utf-8")
    return Plan(folder, tuple(steps), contents, folder / RECORD)


def plan_removal(resource: Path) -> Plan:
    """What it takes to have the scripts gone; what was changed since is kept. NotAvailableError where none is."""
    folder = resource / FOLDER
    known = _read_record(folder / RECORD)
    if not known:
        raise NotAvailableError(f"Foley Bridge put nothing into {folder}.")
    return Plan(folder, tuple(_removals(folder, known)), {}, folder / RECORD)


def carry_out(plan: Plan) -> None:
    """Write and remove what the plan says; each file is whole or as it was. DestinationError, DiskFullError."""
    with explained(plan.folder):
        for path, data in plan.contents.items():
            _write(path, data)
        for step in plan.steps:
            if step.deed == "removed":
                step.path.unlink(missing_ok=True)
        if not plan.contents:
            plan.record.unlink(missing_ok=True)
        for folder in (plan.folder / "lib", plan.folder):
            with suppress(OSError):  # what holds anything stays
                folder.rmdir()


def _deed(path: Path, data: bytes, known: str | None) -> str:
    if not os.path.lexists(path):
        return "new"
    if path.is_symlink() or not path.is_file():
        return "foreign"
    present = path.read_bytes()
    if present == data:
        return "same"
    return "newer" if known == _digest(present) else "foreign"


def _removals(folder: Path, known: Mapping[str, str]) -> list[Step]:
    paths = {folder / name: digest for name, digest in known.items() if os.path.lexists(folder / name)}
    return [Step("removed" if _is_ours(path, digest) else "kept", path) for path, digest in paths.items()]


def _is_ours(path: Path, digest: str) -> bool:
    return path.is_file() and not path.is_symlink() and _digest(path.read_bytes()) == digest


def _read_record(file: Path) -> dict[str, str]:
    """Names and hashes of a record, {} where there is none. DestinationError where it is not ours to read."""
    try:
        with file.open("rb") as stream:
            found = json.loads(stream.read(_RECORD_MOST_BYTES))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise DestinationError(f"{file} cannot be read ({error}): move it away.") from error
    if not isinstance(found, dict) or not all(_is_name(name) and isinstance(one, str) for name, one in found.items()):
        raise DestinationError(f"{file} is no record of Foley Bridge: move it away.")
    return found


def _is_name(name: str) -> bool:
    """Whether a record may name it: a Lua file here or in lib, and nothing elsewhere."""
    parts = Path(name).parts
    return name.endswith(".lua") and (len(parts) == 1 or (len(parts) == 2 and parts[0] == "lib")) and parts[0] != ".."


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
