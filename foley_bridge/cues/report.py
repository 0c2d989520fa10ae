"""What a sheet came to: a table for spreadsheets, and a page with players that loads nothing from elsewhere."""

import csv
import html
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.sheet import Cue
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import sync_folder_at, write_durably
from foley_bridge.takes import HeardTake

TABLE_FILE, PAGE_FILE = "report.csv", "report.html"
OUTLINE_COLUMNS = 160
MANY_CUES, FEW_COLUMNS = 1000, 40  # of larger sheets waveforms are coarser: ten thousand cues stay a page
_HEAD = ("row", "time", "length", "track", "name", "prompt", "state", "takes", "score", "passed", "file", "text")
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --faint: #777; --bad: #b3261e; --wave: #2962c4; }
@media (prefers-color-scheme: dark) { :root { --faint: #999; --bad: #ff8a80; --wave: #7aa5ff; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.faint { color: var(--faint); } .bad { color: var(--bad); }
svg { display: block; width: 16rem; height: 2.5rem; } polygon { fill: var(--wave); }
audio { height: 2rem; width: 16rem; display: block; } details { margin-top: .25rem; }
"""


@dataclass(frozen=True)
class Reported:
    """A sheet and what came of it, by row; rows that are missing in `made` were not come to."""

    title: str
    cues: Sequence[Cue]
    made: Mapping[int, Made]
    note: str = ""  # a second sentence at its head
    timed: bool = True  # whether its cues have places


def write_report(folder: Path, reported: Reported, outline: Callable[[Path], Sequence[float]]) -> tuple[Path, Path]:
    """Write both files over older ones of these names. DestinationError, DiskFullError.

    `outline` gives the peaks, 0 to 1, of a sound file's parts; nothing where it cannot be read.
    """
    page = "".join(_page(reported, folder, _coarser(outline) if len(reported.cues) > MANY_CUES else outline))
    table = _table(reported, folder)
    return replace_file(folder / TABLE_FILE, table.encode("utf-8-sig")), replace_file(folder / PAGE_FILE, page.encode())


def outline_of(file: Path) -> Sequence[float]:
    """The peaks, 0 to 1, of OUTLINE_COLUMNS parts of a sound file; none where it cannot be read."""
    import numpy as np
    import soundfile

    try:
        sound, _ = soundfile.read(file, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError):
        return ()
    parts = np.array_split(np.abs(sound).max(axis=1), OUTLINE_COLUMNS)
    return [float(part.max()) if len(part) else 0.0 for part in parts]


def clock(seconds: float) -> str:
    """A time as people read it: 0:01:02.500."""
    whole_ms = round(seconds * 1000)
    minutes, ms = divmod(whole_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{ms // 1000:02d}.{ms % 1000:03d}"


def _table(reported: Reported, folder: Path) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for cue in reported.cues:
        made = reported.made.get(cue.row)
        best = made.takes[0] if made and made.takes else None
        place = clock(cue.place_s) if reported.timed else ""
        writer.writerow([_harmless(cell) for cell in _cells(cue, place, made, best, folder=folder)])
    return text.getvalue()


def _cells(cue: Cue, place: str, made: Made | None, best: HeardTake | None, *, folder: Path) -> Iterator[str]:
    yield from (str(cue.row), place, f"{cue.seconds:g}", cue.track, cue.name, cue.prompt)
    yield _state(made)
    yield str(len(made.takes)) if made else ""
    yield "" if best is None or best.score is None else f"{best.score:.3f}"
    yield "" if best is None else "yes" if best.passed else "no"
    yield "" if best is None else os.path.relpath(best.file, folder)
    yield made.text if made else ""


def _state(made: Made | None) -> str:
    if made is None:
        return "not made yet"
    return "made" if made.takes else made.code


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _page(reported: Reported, folder: Path, outline: Callable[[Path], Sequence[float]]) -> Iterator[str]:
    title = html.escape(reported.title)
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n<p>{html.escape(summary(reported))}</p>"
    if reported.note:
        yield f'<p class="faint">{html.escape(reported.note)}</p>'
    yield "\n<table>"
    first = "Time" if reported.timed else "Row"
    yield f"<thead><tr><th>{first}</th><th>Track</th><th>Cue</th><th>Score</th><th>Sound</th></tr></thead>\n<tbody>\n"
    for cue in reported.cues:
        place = clock(cue.place_s) if reported.timed else str(cue.row)
        yield from _row(cue, place, reported.made.get(cue.row), folder=folder, outline=outline)
    yield "</tbody></table></body></html>\n"


def summary(reported: Reported) -> str:
    """What came of the sheet in one sentence or two."""
    there = [one for one in reported.made.values() if one.takes]
    failed = sum(not one.takes for one in reported.made.values())
    under = sum(not one.takes[0].passed for one in there)
    open_ones = len(reported.cues) - len(reported.made)
    said = f"{len(there)} of {len(reported.cues)} cues made, {sum(len(one.takes) for one in there)} takes in all."
    if under:
        said += f" The best take of {under} is under its threshold."
    if failed:
        said += f" {failed} failed."
    if open_ones:
        said += f" {open_ones} {'is' if open_ones == 1 else 'are'} not made yet."
    return said


def _row(
    cue: Cue, place: str, made: Made | None, *, folder: Path, outline: Callable[[Path], Sequence[float]]
) -> Iterator[str]:
    name = f'<div class="faint">{html.escape(cue.name)}</div>' if cue.name else ""
    yield f'<tr><td class="number">{place}<div class="faint">{cue.seconds:g} s</div></td>'
    yield f"<td>{html.escape(cue.track)}</td><td>{html.escape(cue.prompt)}{name}</td>"
    if made is None or not made.takes:
        said = html.escape(f"{_state(made)}. {made.text if made else ''}".strip())
        yield f'<td></td><td class="bad">{said}</td></tr>\n'
        return
    best, *others = made.takes
    yield f'<td class="number">{_score(best)}</td><td>{_drawn(outline(best.file))}{_player(best, folder)}'
    if others:
        players = "".join(f'<div class="number">{_score(one)}</div>{_player(one, folder)}' for one in others)
        yield f"<details><summary>{len(others)} more</summary>{players}</details>"
    yield "</td></tr>\n"


def _score(take: HeardTake) -> str:
    if take.score is None:
        return "not scored"
    return f"{take.score:.3f}" if take.passed else f'<span class="bad">{take.score:.3f}, under the threshold</span>'


def _player(take: HeardTake, folder: Path) -> str:
    place = quote(take.file.relative_to(folder).as_posix())
    return f'<audio controls preload="none" src="{place}" aria-label="take {take.rank}"></audio>'


def _coarser(outline: Callable[[Path], Sequence[float]]) -> Callable[[Path], Sequence[float]]:
    def few(file: Path) -> Sequence[float]:
        peaks = outline(file)
        step = max(1, len(peaks) // FEW_COLUMNS)
        return [max(peaks[first : first + step]) for first in range(0, len(peaks), step)]

    return few


def _drawn(peaks: Sequence[float]) -> str:
    if not peaks:
        return ""
    heights = [round(48 * peak) for peak in peaks]  # whole ones: a sheet may have ten thousand cues
    upper = " ".join(f"{x},{50 - height}" for x, height in enumerate(heights))
    lower = " ".join(f"{x},{50 + height}" for x, height in reversed(list(enumerate(heights))))
    drawn = f'<polygon points="{upper} {lower}"/>'
    return f'<svg viewBox="0 0 {len(peaks)} 100" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'


def replace_file(path: Path, data: bytes) -> Path:
    """Write a file over an older one, whole or not at all. DestinationError, DiskFullError."""
    half = path.with_name(f".{path.name}.part")
    with explained(path):
        half.unlink(missing_ok=True)
        try:
            write_durably(str(half), data)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
        sync_folder_at(str(path.parent))
    return path
