"""CSV files that people and their programs wrote: read whole or refused, each mistake with its line."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from foley_models.errors import RequestError

BYTES_MOST = 64 << 20
_SEPARATORS = ",;\t"


def read_rows(path: Path, needed: Sequence[str], allowed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column, stripped; empty lines are left out. RequestError for the file as a whole.

    The separator is the one of comma, semicolon and tab that the first line has most of.
    """
    text = _text(path)
    head = text.splitlines()[0] if text.strip() else ""
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        columns = [name.strip().casefold() for name in next(reader, [])]
        _check_columns(path, columns, needed, allowed)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _row(path, reader.line_num, columns, cells)
    except csv.Error as error:
        raise RequestError(f"{path}, line {reader.line_num}: it is no CSV ({error}).") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > BYTES_MOST:
            raise RequestError(f"{path} has more than {BYTES_MOST >> 20} MiB, which no list of recordings has.")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RequestError(f"{path}, line {line}: it is not UTF-8; save the list as UTF-8.") from error


def _check_columns(path: Path, columns: Sequence[str], needed: Sequence[str], allowed: Sequence[str]) -> None:
    known = f"the first line names the columns {', '.join(allowed)}, of which {' and '.join(needed)} must be there"
    missing = [name for name in needed if name not in columns]
    if missing:
        raise RequestError(f"{path}, line 1: the column {missing[0]} is missing; {known}.")
    unknown = [name for name in columns if name not in allowed]
    if unknown:
        raise RequestError(f"{path}, line 1: the column {unknown[0][:40]!r} is not known; {known}.")
    doubled = [name for name in columns if columns.count(name) > 1]
    if doubled:
        raise RequestError(f"{path}, line 1: the column {doubled[0]} is there twice.")


def _row(path: Path, line: int, columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise RequestError(
            f"{path}, line {line}: it has {len(cells)} cells and the first line {len(columns)}; put texts that hold "
            'the separator between quotes ("...").'
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return {name: cell.strip() for name, cell in zip(columns, padded, strict=False)}
