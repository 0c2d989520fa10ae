"""Write what was measured into a pack's card: python -m benchmarks.record ear=ear.json zero_shot=zero.json.

The reports are those of the other benchmarks (`benchmarks.ear` writes ear.json, `benchmarks.zero_shot --json` prints
one). Figures are rounded to three digits; nothing else of the card changes, so its sounds stay the same.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from foley_models.card import CARD_FILE, read_card, write_card
from foley_models.errors import FoleyError, RequestError
from foley_models.pack_files import find_pack

DIGITS = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.record", description=__doc__)
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    parser.add_argument("reports", nargs="+", metavar="NAME=FILE", help="a report as JSON, and its name on the card")
    args = parser.parse_args(argv)
    try:
        record(find_pack(args.pack), dict(_named(report) for report in args.reports))
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.record: {error}\n")
        return 1
    return 0


def record(folder: Path, reports: Mapping[str, Path]) -> None:
    """Put each report under its name into the card's `measured`, beside what is there under other names."""
    card = read_card(folder / CARD_FILE)
    found = {name: rounded(_read(path)) for name, path in reports.items()}
    write_card(replace(card, measured={**card.measured, **found}), folder / CARD_FILE)


def rounded(value: object) -> object:
    """The same JSON value with every number that is not whole rounded to DIGITS."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list) else value


def _named(report: str) -> tuple[str, Path]:
    name, equals, path = report.partition("=")
    if not (name and equals and path):
        raise RequestError(f"{report!r} is not NAME=FILE; for example: ear=ear.json")
    return name, Path(path)


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}); give the JSON report of a benchmark") from error
    except ValueError as error:
        raise RequestError(f"{path} is not JSON ({error}); give the JSON report of a benchmark") from error


if __name__ == "__main__":
    sys.exit(main())
