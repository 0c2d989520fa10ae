"""Labels made into phrases, and phrases into the sentences that both papers embed (Y 3.1, K IV.A)."""

import re
import unicodedata

from foley_models.limits import PROMPT_LIMIT_CHARACTERS
from foley_models.recipe.captions import framed

WORDS_IN_FRAMES_MOST = 12  # what is longer is a sentence already
_DETERMINERS = frozenset("a an the some one two three several many few someone somebody something this these".split())
_AFTER_HEAD = frozenset("of on in with at from into over under through by against and to while for across near".split())
_NO_PLURAL = frozenset("grass glass brass bus gas pass hiss class cross press bass mess kiss loss toss access".split())
# What English counts by no number, among what sounds.
_UNCOUNTED = frozenset(
    """air ambience applause bacon bark-dust brass cloth clothing concrete crying dirt dust electricity equipment fabric
    fire foliage foley fur furniture glass grass gravel gunfire hail hair ice laughter lava leather lightning machinery
    metal movement mud music noise oil paper people plastic rain rope rubber rubble sand sea silence sizzle skin smoke
    snow static steam surf thunder tape traffic velcro walla water weather wheat wind wood""".split()
)
_AN = re.compile(r"(?!uni|use|euro|one\b)[aeiou]|hour|honest", re.IGNORECASE)


def clean(text: str) -> str:
    """One line of printable characters; empty where no word is in it or it is longer than a prompt may be."""
    printable = "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", text))
    line = " ".join(printable.split())
    return line if re.search(r"[^\W\d_]{2}", line) and len(line) <= PROMPT_LIMIT_CHARACTERS else ""


def words_of(name: str) -> str:
    """The words of a file's or folder's name: separators and humps are spaces, numbers at either end are dropped."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=\d)", " ", name)
    words = re.sub(r"[_\-.+,;()\[\]{}&#]+", " ", spaced).split()
    while words and not re.search(r"[^\W\d_]", words[-1]):
        words.pop()
    while words and not re.search(r"[^\W\d_]", words[0]):
        words.pop(0)
    return clean(" ".join(words).casefold())


def with_article(label: str) -> str:
    """A label as people say it: `a dog bark`, `an explosion`, `footsteps on gravel`, `rain falling`."""
    words = label.split()
    if not words or words[0] in _DETERMINERS or not words[0].isascii() or _needs_none(words):
        return label
    return f"{'an' if _AN.match(label) else 'a'} {label}"


def sentences(caption: str) -> tuple[str, ...]:
    """A caption and the sentences it is wrapped into, the plain one first; a whole sentence stays as it is."""
    plain = caption.rstrip(" .")
    if len(plain.split()) > WORDS_IN_FRAMES_MOST or re.search(r"[.!?;:]", plain):
        return (caption,)
    return framed(plain)


def _needs_none(words: list[str]) -> bool:
    """Whether what sounds is many, or nothing one counts, or a doing."""
    cut = next((at for at, word in enumerate(words) if at and word in _AFTER_HEAD), len(words))
    head = words[:cut]
    if head[-1].endswith("ing"):
        head = head[:-1]
    return not head or head[-1] in _UNCOUNTED or any(_is_plural(word) for word in (head[0], head[-1]))


def _is_plural(word: str) -> bool:
    if word in ("feet", "people", "men", "women", "children", "teeth", "geese", "mice"):
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _NO_PLURAL
