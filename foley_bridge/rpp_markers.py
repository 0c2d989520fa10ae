"""Markers and regions of a REAPER project."""

from dataclasses import dataclass, replace
from pathlib import Path

from foley_bridge.recordings.rpp_reading import BYTES_MOST, tokens
from foley_models.errors import RequestError

_REGION = 1  # a bit of the third number


@dataclass(frozen=True)
class Marker:
    """A marker, or a region where it has an end."""

    place_s: float
    name: str = ""
    end_s: float | None = None


def read_markers(path: Path) -> tuple[Marker, ...]:
    """All in the project's order. RequestError where the file is no project or cannot be read."""
    found: list[Marker] = []
    open_regions: dict[str, int] = {}  # by number, where in `found`
    for fields in _marker_lines(path):
        number, place_s, name, is_region = _read(path, fields)
        if is_region and number in open_regions:  # the second line of a region is its end
            at = open_regions.pop(number)
            found[at] = replace(found[at], end_s=place_s)
            continue
        if is_region:
            open_regions[number] = len(found)
        found.append(Marker(place_s, name))
    return tuple(found)


def _read(path: Path, fields: list[str]) -> tuple[str, float, str, bool]:
    try:
        place_s, name = float(fields[1]), fields[2] if len(fields) > 2 else ""
        return fields[0], place_s, name, bool(len(fields) > 3 and int(fields[3]) & _REGION)
    except (ValueError, IndexError) as error:
        raise RequestError(f"{path} has a marker that cannot be read: MARKER {' '.join(fields)[:80]}.") from error


def _marker_lines(path: Path) -> list[list[str]]:
    """What follows `MARKER` in the lines right inside the project."""
    found, depth, number = [], 0, 0
    try:
        if path.stat().st_size > BYTES_MOST:
            raise RequestError(f"{path} has more than {BYTES_MOST >> 20} MiB: that is more than is read of a project.")
        with path.open(encoding="utf-8", errors="replace", newline=None) as lines:
            for number, line in enumerate(lines, start=1):
                text = line.strip()
                if number == 1 and not text.startswith("<REAPER_PROJECT"):
                    break
                depth += text.startswith("<") - (text == ">")
                if depth == 1 and text.startswith("MARKER "):
                    found.append(tokens(text)[1:])
    except OSError as error:
        raise RequestError(f"The project {path} cannot be read ({error.strerror}).") from error
    if number < 2:
        raise RequestError(f"{path} is no REAPER project: it does not begin with <REAPER_PROJECT.")
    return found
