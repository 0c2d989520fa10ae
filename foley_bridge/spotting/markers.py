"""Markers and regions of a REAPER project as events; a region counts from its beginning."""

from pathlib import Path

from foley_bridge.recordings.rpp_reading import BYTES_MOST, tokens
from foley_bridge.spotting.events import Event
from foley_models.errors import RequestError

_REGION = 1  # a bit of the third number


def read_markers(path: Path, named: str) -> list[Event]:
    """All whose name holds `named`, in any case. RequestError where the file is no project or cannot be read."""
    found, ends = list[Event](), set[str]()
    for fields in _marker_lines(path):
        try:
            number, place_s, name = fields[0], float(fields[1]), fields[2] if len(fields) > 2 else ""
            is_region = len(fields) > 3 and int(fields[3]) & _REGION
        except (ValueError, IndexError) as error:
            raise RequestError(f"{path} has a marker that cannot be read: MARKER {' '.join(fields)[:80]}.") from error
        if is_region and number in ends:
            ends.discard(number)  # the second line of a region is its end
            continue
        if is_region:
            ends.add(number)
        if named.casefold() in name.casefold() and place_s >= 0:
            found.append(Event(place_s, name=name))
    return found


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
