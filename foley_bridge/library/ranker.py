"""Whose ear an embedding is of, read off a pack's card: packs with the same audio tower share an index."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from foley_bridge.library.records import Ranker
from foley_models.card import CARD_FILE, Card, read_card
from foley_models.pack_files import hash_of

OWN_EAR = "ranker"  # what listens in their place, where a pack has one
EARS = ("audio_tower", "clap")  # what the families call the part that listens
HEARING = 1  # counts up where this program prepares sounds for an ear in another way


def ranker_of(folder: Path) -> Ranker:
    """The ear of a pack. PackError where its card cannot be read."""
    card = read_card(folder / CARD_FILE)
    ears = (OWN_EAR,) if OWN_EAR in card.files else EARS
    parts = {part: _described(card, part) for part in ears if part in card.files}
    said = json.dumps([HEARING, card.family, parts or hash_of(folder / CARD_FILE)], sort_keys=True, default=str)
    return Ranker(hashlib.sha256(said.encode()).hexdigest(), card.name)


def _described(card: Card, part: str) -> list[object]:
    """Its weights, sizes, and where the family's mel spectrogram is the pack's own, that."""
    return [card.files[part].sha256, card.shapes.get(part), asdict(card.audio)]
