"""`foley-bridge packs`: which model packs are built in, how large they are, and what may be done with their sounds."""

import argparse
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foley_models.card import Card

BYTES_PER_MB = 1_000_000
LINE_CHARACTERS = 96


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "packs",
        help="list the built-in model packs with size and licence",
        description="List the model packs that are built in: size, licence in plain words, what they were trained on.",
    )
    parser.set_defaults(func=run)


def run(_: argparse.Namespace) -> None:
    """Print a paragraph for each pack."""
    # Here, not at the top: it brings torch, which the other commands' help does not need.
    from foley_models.card import CARD_FILE, read_card
    from foley_models.pack_files import embedded_packs, packs_folder

    names = embedded_packs()
    if not names:
        print("No pack is built in: give one with --pack FOLDER.")
    for name in names:
        for line in describe(read_card(packs_folder() / name / CARD_FILE)):
            print(line)


def describe(card: "Card") -> Iterator[str]:
    """The lines about one pack."""
    size = sum(entry.bytes for entry in (*card.files.values(), *card.assets.values()))
    use = "commercial use allowed" if card.licence.commercial_use else "NOT for commercial use"
    yield f"{card.name} {card.version} ({card.family}, {size / BYTES_PER_MB:.1f} MB, {card.audio.rate_hz} Hz)"
    for text in (card.description, f"Licence of the weights: {card.licence.weights}; {use}. {card.licence.note}"):
        yield textwrap.fill(text, LINE_CHARACTERS, initial_indent="  ", subsequent_indent="  ")
    yield f"  Authors and licences of the sounds it was trained on: {card.attribution} in the pack's folder."
