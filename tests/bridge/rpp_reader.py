"""A strict reader of REAPER's project grammar, written apart from the writer that it checks.

A project is one block. A block is `<` and tokens on one line, then lines of tokens and blocks, then `>` on a line of
its own. A token is a run of characters without spaces, or anything between two equal quotes (", ' or `); there is no
escape.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

QUOTES = "\"'`"


@dataclass
class Block:
    """The tokens after `<`, and what is inside: lines as lists of tokens, and blocks."""

    head: list[str]
    inside: "list[list[str] | Block]" = field(default_factory=list)

    def blocks(self, name: str) -> "list[Block]":
        """The blocks right inside whose first token is `name`."""
        return [entry for entry in self.inside if isinstance(entry, Block) and entry.head[0] == name]

    def lines(self, name: str) -> list[list[str]]:
        """What follows `name` in the lines right inside that begin with it."""
        return [entry[1:] for entry in self.inside if isinstance(entry, list) and entry[0] == name]

    def line(self, name: str) -> list[str]:
        """The same where there must be exactly one such line."""
        (only,) = self.lines(name)
        return only


def parse(text: str) -> Block:
    """The one block of a project's text. ValueError at the first thing that is not in the grammar."""
    if not text.endswith("\n"):
        raise ValueError("the last line is cut off")
    lines = iter(text.removesuffix("\n").split("\n"))
    project = _block(next(lines).strip(), lines)
    for rest in lines:
        raise ValueError(f"after the end of the project: {rest!r}")
    return project


def _block(first: str, lines: Iterator[str]) -> Block:
    if not first.startswith("<") or first[1:2] in ("", " "):
        raise ValueError(f"no block begins with {first!r}")
    block = Block(tokens(first[1:]))
    for line in lines:
        stripped = line.strip(" ")
        if stripped == ">":
            return block
        block.inside.append(_block(stripped, lines) if stripped.startswith("<") else tokens(stripped))
    raise ValueError(f"the block {block.head} is not closed")


def tokens(line: str) -> list[str]:
    """The tokens of one line, quotes taken off."""
    found: list[str] = []
    rest = line
    while rest := rest.lstrip(" "):
        token, rest = _token(rest)
        found.append(token)
    if not found:
        raise ValueError("an empty line")
    return found


def _token(rest: str) -> tuple[str, str]:
    if rest[0] not in QUOTES:
        token, _, rest = rest.partition(" ")
        if any(character in QUOTES or not character.isprintable() for character in token):
            raise ValueError(f"a quote or a control character inside {token!r}")
        return token, rest
    end = rest.find(rest[0], 1)
    if end < 0 or rest[end + 1 : end + 2] not in ("", " "):
        raise ValueError(f"a quoted token that does not end: {rest!r}")
    return rest[1:end], rest[end + 1 :]
