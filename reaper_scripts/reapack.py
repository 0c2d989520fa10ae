"""Makes index.xml, which ReaPack reads, from the headers of the scripts beside this file.

    python reaper_scripts/reapack.py --base https://where.the/scripts/lie/

The base is where the folder `reaper_scripts` of this version can be read by everybody; ReaPack takes no relative
addresses. Without a base, the one that is in index.xml stays.
"""

import argparse
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

FOLDER = Path(__file__).parent
INDEX = FOLDER / "index.xml"
MAIN = "Foley Bridge - Generate Foley.lua"  # carries the header for all
NAME = "Foley Bridge"  # of the repository and of its one category
# A domain that nobody can own: whoever publishes the scripts says where.
NOWHERE = "https://foley-bridge.example/reaper_scripts/"
_TAG = re.compile(r"^-- @(\w+)[ ]?(.*)$")
_MORE = re.compile(r"^--   ?(.*)$")
_PROVIDED = re.compile(r"^\[(main|nomain)\] (.+)$")


@dataclass(frozen=True)
class Provided:
    """One file of the package; `main` where REAPER lists it as an action."""

    name: str
    main: bool


def read_header(text: str) -> dict[str, str]:
    """The tags at the top of a script, without `@`; the lines of a long one are joined by line ends."""
    tags: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if found := _TAG.match(line):
            name = found[1]
            tags[name] = [found[2]] if found[2] else []
        elif name and (more := _MORE.match(line)):
            tags[name].append(more[1])
        elif name and line == "--":
            tags[name].append("")
    return {tag: "\n".join(lines) for tag, lines in tags.items()}


def provided(header: dict[str, str], folder: Path = FOLDER) -> tuple[Provided, ...]:
    """The files that a header's `provides` names, patterns resolved; ValueError for a line that names none."""
    files: list[Provided] = []
    for line in header["provides"].splitlines():
        found = _PROVIDED.match(line.strip())
        if found is None:
            raise ValueError(f"{line!r} is no line of @provides: write [main] FILE or [nomain] FILE.")
        names = [MAIN] if found[2] == "." else sorted(str(one.relative_to(folder)) for one in folder.glob(found[2]))
        if not names:
            raise ValueError(f"{line!r} names no file.")
        files += [Provided(name.replace("\\", "/"), found[1] == "main") for name in names]
    return tuple(files)


def index(header: dict[str, str], base: str, time: str) -> str:
    """The text of index.xml."""
    top = ElementTree.Element("index", version="1", name=NAME)
    category = ElementTree.SubElement(top, "category", name=NAME)
    package = ElementTree.SubElement(category, "reapack", name=MAIN, type="script", desc=header["description"])
    metadata = ElementTree.SubElement(package, "metadata")
    ElementTree.SubElement(metadata, "description").text = _rich_text(header["about"])
    version = ElementTree.SubElement(package, "version", name=header["version"], author=header["author"], time=time)
    ElementTree.SubElement(version, "changelog").text = header["changelog"]
    for file in provided(header):
        source = ElementTree.SubElement(version, "source", _attributes(file))
        source.text = base + quote(file.name)
    ElementTree.indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(top, encoding="unicode") + "\n"


def present_base_and_time(version: str) -> tuple[str, str]:
    """Where index.xml says the scripts lie, and when this version was made: now, if it does not know it."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not INDEX.exists():
        return NOWHERE, now
    top = ElementTree.parse(INDEX).getroot()
    known = top.find("category/reapack/version")
    first = top.find("category/reapack/version/source")
    if known is None or first is None or first.text is None:
        return NOWHERE, now
    return first.text.rpartition("/")[0] + "/", known.get("time", now) if known.get("name") == version else now


def main() -> None:
    """Write index.xml."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", help="address of the folder that holds the scripts, with a slash at its end")
    given = parser.parse_args().base
    header = read_header((FOLDER / MAIN).read_text(encoding="utf-8"))
    base, time = present_base_and_time(header["version"])
    INDEX.write_text(index(header, given or base, time), encoding="utf-8")


def _attributes(file: Provided) -> dict[str, str]:
    attributes = {"main": "main"} if file.main else {}
    return attributes if file.name == MAIN else {"file": file.name, **attributes}


def _rich_text(text: str) -> str:
    """Markdown's plainest part as RTF, which is what ReaPack shows."""
    lines = [line.lstrip("# ").replace("`", "") for line in text.splitlines()]
    escaped = (re.sub(r"([\\{}])", r"\\\1", line) for line in lines)
    return "{\\rtf1\\ansi " + "\\par\n".join(escaped) + "}"


if __name__ == "__main__":
    main()
