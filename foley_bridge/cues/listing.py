"""What a sheet came to, for programs: every cue with its takes, best first, as JSON beside the sounds."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.report import replace_file
from foley_bridge.cues.sheet import Cue

LIST_FILE = "takes.json"
SCHEMA, VERSION = "foley-bridge/cues", 1


def write_list(folder: Path, cues: Sequence[Cue], made: Mapping[int, Made], *, rate_hz: int) -> Path:
    """Write it over an older one; `made` is by row. DestinationError, DiskFullError."""
    values = {
        "schema": SCHEMA,
        "version": VERSION,
        "rate_hz": rate_hz,
        "cues": [_cue(one, made.get(one.row), folder) for one in cues],
    }
    text = json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return replace_file(folder / LIST_FILE, text.encode("utf-8", "surrogatepass"))


def _cue(cue: Cue, made: Made | None, folder: Path) -> dict[str, Any]:
    takes = () if made is None else made.takes
    return {
        "row": cue.row,
        "time": round(cue.place_s, 9),
        "seconds": cue.seconds,
        "track": cue.track,
        "name": cue.name,
        "prompt": cue.prompt,
        "gain_db": cue.gain_db,
        "request": "" if made is None else made.request,
        "failed": "" if made is None or takes else made.text,
        "takes": [
            {
                "index": one.index,
                "rank": one.rank,
                "score": one.score,
                "passed": one.passed,
                "seed": one.seed,
                "file": one.file.relative_to(folder).as_posix(),
            }
            for one in takes
        ],
    }
