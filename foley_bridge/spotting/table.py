"""Events as a list: CSV with the columns time, and as wanted strength and name."""

import csv
import io
from pathlib import Path

from foley_bridge.cues.times import Clock
from foley_bridge.spotting.events import Event
from foley_models.errors import RequestError

LIST_MOST_BYTES = 16 << 20
_COLUMNS = ("time", "strength", "name")


def read_list(path: Path) -> list[Event]:
    """The events of a list. RequestError that names the row where one cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}).") from error
    if len(data) > LIST_MOST_BYTES:
        raise RequestError(f"{path} has more than {LIST_MOST_BYTES >> 20} MiB: divide the list.")
    try:
        text = data.decode("utf-8-sig")
        head = text.partition("\n")[0]
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
        names = [(name or "").strip().casefold() for name in rows.fieldnames or ()]
        if "time" not in names or not set(names) <= set(_COLUMNS):
            raise RequestError(f"{path} has the columns {head.strip()[:80]!r}: they must be time, strength, name.")
        rows.fieldnames = names
        return [_event(path, rows.line_num, row) for row in rows if any((cell or "") for cell in row.values())]
    except (UnicodeDecodeError, csv.Error) as error:
        raise RequestError(f"{path} is no CSV in UTF-8 ({error}).") from error


def _event(path: Path, number: int, row: dict[str, str]) -> Event:
    try:
        strength = float((row.get("strength") or "1").replace(",", "."))
        if not 0.0 < strength <= 1.0:  # NaN is none of them either
            raise RequestError(f"strength is {row.get('strength')!r}: write a number over 0, up to 1.")
        return Event(Clock().read_s(row.get("time") or ""), strength, (row.get("name") or "").strip())
    except ValueError as error:
        raise RequestError(f"{path}, row {number}: strength is {row.get('strength')!r}, which is no number.") from error
    except RequestError as error:
        raise RequestError(f"{path}, row {number}: {error}") from error
