"""The regions and markers of a REAPER project as cues: the name is the prompt, a region's length its length."""

from functools import partial
from pathlib import Path

from foley_bridge.cues.sheet import Cue, Defaults, Looked, checked, cues_of, looked
from foley_bridge.rpp_markers import Marker, read_markers
from foley_models.errors import RequestError


def read_regions(path: Path, defaults: Defaults) -> tuple[Cue, ...]:
    """The cues of a project by time; those without a name are passed over. RequestError that names every fault."""
    return cues_of(path, look_into_regions(path, defaults))


def look_into_regions(path: Path, defaults: Defaults) -> tuple[Looked, ...]:
    """Every region and marker with a name, by time. RequestError where there is none, or the file is no project."""
    named = [one for one in read_markers(path) if one.name.strip() and one.place_s >= 0]
    if not named:
        raise RequestError(f"{path} has no region or marker with a name: name them by what should be heard.")
    by_time = enumerate(sorted(named, key=lambda one: one.place_s), start=1)
    return tuple(
        looked(number, _part(marker), _said(marker), partial(_cue, number, marker, defaults))
        for number, marker in by_time
    )


def _part(marker: Marker) -> str:
    return f"{'marker' if marker.end_s is None else 'region'} {marker.name[:40]!r}"


def _said(marker: Marker) -> dict[str, str]:
    """As the cells of a sheet's row."""
    length = {} if marker.end_s is None else {"length": f"{marker.end_s - marker.place_s:g}"}
    return {"time": f"{marker.place_s:g}", "prompt": marker.name.strip(), **length}


def _cue(number: int, marker: Marker, defaults: Defaults) -> Cue:
    if marker.end_s is None and defaults.seconds is None:
        raise RequestError("it has no length: make it a region, or give --seconds for all markers.")
    seconds = defaults.seconds if marker.end_s is None else round(marker.end_s - marker.place_s, 6)
    assert seconds is not None
    return checked(Cue(number, marker.place_s, seconds, marker.name.strip(), count=defaults.count))
