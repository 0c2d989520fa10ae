"""Which requests a list is to show: words, kinds and marks, as conditions of a query."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from foley_bridge.journal.records import Kind
from foley_bridge.journal.rows import category_of, client_of, prompt_of, read_object


@dataclass(frozen=True)
class Search:
    """What is wanted; all of it at once. Every word of `text` must occur, in any letter case and any order."""

    text: str = ""  # in prompt, category or host
    kind: Kind | None = None
    only: frozenset[str] | None = None  # ids
    without: frozenset[str] = frozenset()  # ids
    imported: bool = False  # with a sound on a timeline
    failed: bool = False


def conditions(
    connection: sqlite3.Connection, search: Search, spoken: Callable[[str], str]
) -> tuple[tuple[str, ...], tuple[object, ...]]:
    """Conditions on `jobs` in SQL, with their values; the words are looked for by a function of the connection."""
    found: list[tuple[str, tuple[object, ...]]] = []
    if search.kind is not None:
        found.append(("jobs.kind = ?", (search.kind.value,)))
    if search.only is not None:
        found.append(("jobs.id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(search.only)),)))
    if search.without:
        found.append(("jobs.id NOT IN (SELECT value FROM json_each(?))", (json.dumps(sorted(search.without)),)))
    if search.imported:
        found.append(("EXISTS (SELECT 1 FROM candidates WHERE job = jobs.id AND imported)", ()))
    if search.failed:
        found.append(("jobs.state = 'failed'", ()))
    words = search.text.casefold().split()
    if words:
        connection.create_function("wanted", 5, _wanted(words, spoken), deterministic=True)
        best = "(SELECT recipe FROM candidates WHERE job = jobs.id AND published ORDER BY rank LIMIT 1)"
        found.append((f"wanted(jobs.order_text, jobs.kind, jobs.client, jobs.route, {best})", ()))
    return tuple(condition for condition, _ in found), tuple(value for _, values in found for value in values)


def _wanted(words: list[str], spoken: Callable[[str], str]) -> Callable[[str, str, str, str, str | None], bool]:
    """In Python and not LIKE, because LIKE knows the letter case of ASCII alone."""

    def wanted(order_text: str, kind: str, client: str, route: str, recipe: str | None) -> bool:
        order = read_object(order_text)
        category = category_of(order, recipe)
        host = client_of(client, route)
        parts = (prompt_of(order, Kind(kind)), category, spoken(category) if category else "", host)
        searched = "\n".join(parts).casefold()
        return all(word in searched for word in words)

    return wanted
