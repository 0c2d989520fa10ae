"""The authors of what a pack was trained on: its file read as plain lines, whatever marks it has."""

import re
from pathlib import Path

from foley_models.errors import PackError

MOST_CHARACTERS = 400_000
_TABLE_LINE = re.compile(r"\|(\s*:?-+:?\s*\|)+")


def read_attribution(path: Path) -> str:
    """The text for a person, with tables as lines. PackError where it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            text = stream.read(MOST_CHARACTERS)
    except OSError as error:
        raise PackError(f"{path.name} cannot be read ({error.strerror}): install the pack again.") from error
    return "\n".join(_plain(line) for line in text.splitlines() if not _TABLE_LINE.fullmatch(line.strip()))


def _plain(line: str) -> str:
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|"):
        return " · ".join(cell for cell in (cell.strip() for cell in stripped.strip("|").split("|")) if cell)
    return (stripped.lstrip("#").strip() if stripped.startswith("#") else stripped).replace("`", "")
