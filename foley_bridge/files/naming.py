"""Folder names made from prompts: readable, and legal on Linux, macOS and Windows alike."""

import unicodedata

LONGEST_SLUG = 40
LONGEST_SLUG_BYTES = 120  # and under the 255 bytes of common file systems in any script
_WORD_CATEGORIES = ("L", "M", "N")  # letters with their marks, and digits; no control, format or private characters


def slug(prompt: str) -> str:
    """Lower-case words of a prompt joined by hyphens; `sound` where no letter or digit is in it."""
    text = unicodedata.normalize("NFC", prompt.lower())
    spaced = "".join(character if _belongs_to_word(character) else " " for character in text)
    return _shorten("-".join(spaced.split())) or "sound"


def _belongs_to_word(character: str) -> bool:
    return unicodedata.category(character).startswith(_WORD_CATEGORIES)


def _shorten(words: str) -> str:
    """At most the limits in characters and bytes, cut at a hyphen where one is near enough."""
    short = words[:LONGEST_SLUG]
    while len(short.encode()) > LONGEST_SLUG_BYTES:
        short = short[:-1]
    if short != words and "-" in short[LONGEST_SLUG // 2 :]:
        short = short.rpartition("-")[0]
    return short.strip("-")
