"""Reads the items of a REAPER project by its public grammar, tolerant of what it does not know; nothing is carried out.

A project is nested blocks, `<NAME ...` to `>`, with one property a line. Of an item's lines those up to the first
`TAKE` belong to its first take; each `TAKE` line opens another one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from foley_models.errors import RequestError

BYTES_MOST = 512 << 20  # projects carry the state of their plug-ins
DEPTH_MOST = 64
_QUOTES = "\"'`"


@dataclass
class Block:
    """A block's first tokens, its lines as tokens, and each block right inside after how many lines."""

    head: list[str]
    lines: list[list[str]] = field(default_factory=list)
    blocks: list[tuple[int, "Block"]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its first word, in capitals."""
        return self.head[0].upper() if self.head else ""


def read_items(path: Path) -> Iterator[Block]:
    """The ITEM blocks of a project, in its order. RequestError where the file is no project or cut off."""
    try:
        if path.stat().st_size > BYTES_MOST:
            raise RequestError(f"{path} has more than {BYTES_MOST >> 20} MiB: that is more than is read of a project.")
        with path.open(encoding="utf-8", errors="surrogateescape", newline=None) as lines:
            yield from _items(lines, path)
    except OSError as error:
        raise RequestError(f"The project {path} cannot be read ({error.strerror}).") from error


def tokens(line: str) -> list[str]:
    """The words of a line: runs without spaces, or anything between two equal quotes; there is no escape."""
    found: list[str] = []
    rest = line.strip()
    while rest:
        if rest[0] in _QUOTES:
            word, _, rest = rest[1:].partition(rest[0])
        else:
            word, _, rest = rest.partition(" ")
        found.append(word)
        rest = rest.lstrip()
    return found


def _items(lines: Iterable[str], path: Path) -> Iterator[Block]:
    """Only what is inside an item is kept, so that a large project takes no memory."""
    open_blocks: list[Block | None] = []  # None: a block that is not kept
    number = 0
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if number == 1 and not text.startswith("<REAPER_PROJECT"):
            break
        if text.startswith("<"):
            _check_depth(open_blocks, path, number)
            open_blocks.append(_opened(text, open_blocks))
        elif text == ">":
            yield from _closed(open_blocks)
        elif text:
            _keep(text, open_blocks)
    if open_blocks:
        raise RequestError(f"The project {path} is cut off: {len(open_blocks)} of its blocks are not closed.")
    if number < 2:
        raise RequestError(f"{path} is no REAPER project: it does not begin with <REAPER_PROJECT.")


def _opened(text: str, around: list[Block | None]) -> Block | None:
    """The new block, where it is an item or inside one."""
    outer = around[-1] if around else None
    if outer is None and not text.upper().startswith(("<ITEM ", "<ITEM\t")) and text.upper() != "<ITEM":
        return None
    block = Block(tokens(text[1:]))
    if outer is not None:
        outer.blocks.append((len(outer.lines), block))
    return block


def _closed(open_blocks: list[Block | None]) -> Iterator[Block]:
    """The block that ends here, where it is a whole item."""
    closed = open_blocks.pop() if open_blocks else None
    if closed is not None and (not open_blocks or open_blocks[-1] is None):
        yield closed


def _keep(text: str, open_blocks: list[Block | None]) -> None:
    block = open_blocks[-1] if open_blocks else None
    if block is not None:
        block.lines.append([text] if text.startswith("|") else tokens(text))


def _check_depth(around: list[Block | None], path: Path, number: int) -> None:
    if len(around) >= DEPTH_MOST:
        raise RequestError(f"The project {path} has more than {DEPTH_MOST} blocks inside one another at line {number}.")
