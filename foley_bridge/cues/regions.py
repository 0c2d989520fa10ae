"""The regions and markers of a REAPER project as cues: the name is the prompt, a region's length its length."""

from pathlib import Path

from foley_bridge.cues.sheet import Cue, Defaults, SheetFaults, checked
from foley_bridge.rpp_markers import Marker, read_markers
from foley_models.errors import RequestError


def read_regions(path: Path, defaults: Defaults) -> tuple[Cue, ...]:
    """The cues of a project by time; those without a name are passed over. RequestError that names every fault."""
    found, faults = list[Cue](), SheetFaults()
    named = [one for one in read_markers(path) if one.name.strip() and one.place_s >= 0]
    for number, marker in enumerate(sorted(named, key=lambda one: one.place_s), start=1):
        with faults.of(f"{'marker' if marker.end_s is None else 'region'} {marker.name[:40]!r}"):
            found.append(_cue(number, marker, defaults))
    faults.raise_if_any(path)
    if not found:
        raise RequestError(f"{path} has no region or marker with a name: name them by what should be heard.")
    return tuple(found)


def _cue(number: int, marker: Marker, defaults: Defaults) -> Cue:
    if marker.end_s is None and defaults.seconds is None:
        raise RequestError("it has no length: make it a region, or give --seconds for all markers.")
    seconds = defaults.seconds if marker.end_s is None else round(marker.end_s - marker.place_s, 6)
    assert seconds is not None
    return checked(Cue(number, marker.place_s, seconds, marker.name.strip(), count=defaults.count))
