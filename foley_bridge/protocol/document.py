"""The table as text for people: what `foley-bridge protocol` prints and docs/protocol.md holds."""

from collections.abc import Iterable, Iterator, Sequence

from foley_bridge.protocol.spec import Address, Argument, EventKind, Pair
from foley_bridge.protocol.table import CODES, EVENTS, ID_MOST_CHARACTERS, ON_ANY, PROTOCOL, TO_DAEMON, TO_HOST
from foley_models.errors import RequestError

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def markdown() -> str:
    """All of the table in Markdown, as it stands in docs/protocol.md between its two marks."""
    return "\n".join(_sections()) + "\n"


def renewed(text: str) -> str:
    """A document with the tables between its two marks made anew. RequestError where it has no marks."""
    if BEGIN not in text or END not in text:
        raise RequestError(f"The file has no place for the tables: it must hold {BEGIN} and {END}.")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{markdown()}\n{END}{rest.partition(END)[2]}"


def signature(address: Address) -> str:
    """Arguments of an address after its id, as in `s prompt, f seconds, i count, pairs`."""
    parts = [f"{_letter(one)} {one.name}" for one in address.arguments]
    if address.rest is not None:
        parts.append(f"{address.rest.kind} {address.rest.name} …")
    if address.pairs:
        parts.append("pairs")
    return ", ".join(parts)


def _sections() -> Iterator[str]:
    yield f"Protocol {PROTOCOL}. Every message has the request's id, a string of 1 to {ID_MOST_CHARACTERS} printable"
    yield "ASCII characters without spaces and `#`, as its first argument; the tables leave it out."
    yield from _titled("From a host to the daemon", _address_rows(TO_DAEMON), ("address", "arguments", "meaning"))
    yield from _titled("Pairs on any message", _pair_rows(ON_ANY), ("pair", "type", "meaning"))
    for address in TO_DAEMON:
        own = [one for one in address.pairs if one not in ON_ANY]
        if own:
            yield from _titled(f"Pairs of {address.path}", _pair_rows(own), ("pair", "type", "meaning"))
    yield from _arguments_of("Arguments of a host's messages", TO_DAEMON)
    yield from _titled("From the daemon to a host", _address_rows(TO_HOST), ("address", "arguments", "meaning"))
    yield from _arguments_of("Arguments of the daemon's messages", TO_HOST)
    rows = [(f"`{one.name}`", _event_arguments(one), one.meaning) for one in EVENTS]
    yield from _titled("Kinds of /foley/event", rows, ("kind", "arguments", "meaning"))
    codes = [(f"`{one.name}`", one.meaning) for one in CODES]
    yield from _titled("Codes of /foley/failed", codes, ("code", "meaning"))


def _titled(title: str, rows: Iterable[Sequence[str]], head: Sequence[str]) -> Iterator[str]:
    yield ""
    yield f"### {title}"
    yield ""
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _address_rows(addresses: Iterable[Address]) -> Iterator[Sequence[str]]:
    for one in addresses:
        yield f"`{one.path}`", signature(one), one.meaning


def _pair_rows(pairs: Iterable[Pair]) -> Iterator[Sequence[str]]:
    for one in pairs:
        yield f"`{one.name}`", _letter(one), one.meaning


def _arguments_of(title: str, addresses: Iterable[Address]) -> Iterator[str]:
    """What the arguments mean, one line each."""
    listed = [one for one in addresses if _parts(one)]
    rows = [(f"`{one.path}`", f"{_letter(part)} {part.name}", part.meaning) for one in listed for part in _parts(one)]
    yield from _titled(title, rows, ("address", "argument", "meaning"))


def _parts(address: Address) -> tuple[Argument, ...]:
    return address.arguments if address.rest is None else (*address.arguments, address.rest)


def _event_arguments(kind: EventKind) -> str:
    named = [f"{one.kind} {one.name} ({one.meaning})" for one in kind.arguments]
    paired = [f"`{one.name}` {one.kind} ({one.meaning})" for one in kind.pairs]
    return "; ".join(named) + ("pairs: " + "; ".join(paired) if paired else "")


def _letter(one: Argument | Pair) -> str:
    return "f or s" if one.kind == "t" else one.kind
