"""Sentences to distil the text tower on: word-piece vocabulary, captions, made-up phrases, glosses of a dictionary."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

PHRASES = (
    "{0}",
    "{0} {1}",
    "{0} {1} {2}",
    "the sound of {0}",
    "a {0} and a {1}",
    "{0} on {1}",
    "{0} in the {1}",
    "a {0} {1} near the {2}",
    "{0} with {1}",
    "someone {0} a {1}",
)


def whole_words(vocabulary: Path) -> list[str]:
    """The vocabulary's whole lower-case words of three letters or more, most frequent first."""
    pieces = vocabulary.read_text(encoding="utf-8").splitlines()
    return [piece for piece in pieces if re.fullmatch(r"[a-z]{3,}", piece)]


def made_up_phrases(words: Sequence[str], count: int, seed: int) -> list[str]:
    """Random words in short frames: teaches how vectors of words compose."""
    random = np.random.default_rng(seed)
    picks = random.integers(0, len(words), size=(count, 3))
    frames = random.integers(0, len(PHRASES), size=count)
    return [
        PHRASES[frame].format(*(words[i] for i in row))
        for frame, row in zip(frames.tolist(), picks.tolist(), strict=True)
    ]


def wordnet_glosses(folder: Path, count: int, seed: int) -> list[str]:
    """Glosses and usage examples from a WordNet dictionary folder (data.noun, data.verb), cut into short sentences."""
    sentences: list[str] = []
    for name in ("data.noun", "data.verb"):
        for line in (folder / name).read_text(encoding="utf-8", errors="replace").splitlines():
            if " | " not in line:
                continue
            words = [word.replace("_", " ") for word in line.split()[4:5]]
            pieces = re.split(r"[;:]", line.split(" | ", 1)[1].replace('"', " "))
            sentences += [" ".join(piece.split()[:16]) for piece in pieces if len(piece.split()) > 2] + words
    order = np.random.default_rng(seed).permutation(len(sentences))[:count]
    return [sentences[i] for i in order]


def ucs_phrases(table: Path) -> list[str]:
    """Categories, subcategories and synonyms of a UCS table (columns cat_id, category, subcategory, synonyms)."""
    import csv

    phrases: list[str] = []
    with table.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = f"{row['category']} {row['subcategory']}".lower()
            phrases += [name, *(part.strip() for part in row["synonyms"].split(",") if part.strip())]
    return phrases
