"""Licences of weights in plain words: whether money may be made with the sounds, and who is to be named.

The words are a guide to the licence and never replace it; where a card and its licence disagree, the stricter counts.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """Whether sounds may be used commercially."""

    YES = "yes"
    NO = "no"
    CONDITIONS = "conditions"


STABILITY = "stability(-ai)?-community.*|stabilityai-ai-community.*|stable-audio-community.*"
LONGEST_NAME = 100  # characters; a card may come from anywhere


@dataclass(frozen=True)
class Terms:
    """What a licence means, a sentence each."""

    licence: str  # as the card says it
    title: str  # its name in full, the card's words where it is not known
    use: Use
    sounds: str  # for the sounds that are made
    credit: str  # who is to be named
    pack: str  # for whoever passes the pack itself on


@dataclass(frozen=True)
class _Known:
    pattern: str  # of a licence's name in lower case, with - between words
    title: str
    use: Use
    sounds: str
    credit: str
    pack: str


_FREE = "Use them anywhere, in paid work too: films, games, libraries for sale."
_PRIVATE = "Only where no money is made with them: no paid work, no products for sale, no advertising."
_NOBODY = "Nobody needs to be named in your work."
_NAMED = "Name the pack's authors in your credits: the licence asks for it wherever its work is used."
_NOTICES = "Who passes the pack on keeps its licence and notices with it."
_ALIKE = "Who passes the pack on, or one made from it, does so under the same licence and names its authors."
_KNOWN = (
    _Known("cc-?0.*", "Creative Commons Zero", Use.YES, _FREE, _NOBODY, "It may be passed on freely."),
    _Known("public-domain|unlicense", "public domain", Use.YES, _FREE, _NOBODY, "It may be passed on freely."),
    _Known("apache(-license)?-?2(\\.0)?", "Apache License 2.0", Use.YES, _FREE, _NOBODY, _NOTICES),
    _Known("mit(-license)?", "MIT License", Use.YES, _FREE, _NOBODY, _NOTICES),
    _Known("bsd.*", "BSD License", Use.YES, _FREE, _NOBODY, _NOTICES),
    _Known("cc-by-nc-sa.*", "Creative Commons, non-commercial, share alike", Use.NO, _PRIVATE, _NAMED, _ALIKE),
    _Known("cc-by-nc-nd.*", "Creative Commons, non-commercial, no derivatives", Use.NO, _PRIVATE, _NAMED, _NOTICES),
    _Known("cc-by-nc.*", "Creative Commons, non-commercial", Use.NO, _PRIVATE, _NAMED, _NOTICES),
    _Known(
        "cc-by-sa.*",
        "Creative Commons, share alike",
        Use.CONDITIONS,
        "Paid work is allowed; where a sound counts as made from the pack, it is passed on under the same licence.",
        _NAMED,
        _ALIKE,
    ),
    _Known("cc-by(-[0-9].*)?", "Creative Commons, attribution", Use.YES, _FREE, _NAMED, _NOTICES),
    _Known(
        ".*rail.*",
        "Responsible AI licence",
        Use.CONDITIONS,
        "Paid work is allowed, but not the uses that the licence forbids: read its list of them.",
        _NOBODY,
        "Who passes the pack on passes the list of forbidden uses on with it.",
    ),
    _Known(
        "stable-audio-nc-community.*",
        "Stability AI Non-Commercial Community License",
        Use.NO,
        _PRIVATE,
        _NOBODY,
        "Who passes the pack on keeps its licence with it.",
    ),
    _Known(
        STABILITY,
        "Stability AI Community License",
        Use.CONDITIONS,
        "Paid work is allowed while you or your company earn less than 1 million US dollars a year; above that, "
        "Stability AI sells a licence.",
        _NOBODY,
        "Who passes the pack on keeps its licence with it and says that it is powered by Stability AI.",
    ),
)


def is_stability(licence: str) -> bool:
    """Whether a licence is Stability AI's for those who earn little."""
    return re.fullmatch(STABILITY, _plain(licence)) is not None


def terms_of(licence: str, *, commercial_use: bool) -> Terms:
    """What a licence means; `commercial_use` is what the card says of it."""
    licence = "".join(mark for mark in licence[:LONGEST_NAME] if mark.isprintable())
    name = _plain(licence)
    known = next((one for one in _KNOWN if re.fullmatch(one.pattern, name)), None)
    if known is None:
        return _unknown(licence, commercial_use=commercial_use)
    if known.use is not Use.NO and not commercial_use:
        sounds = f"{_PRIVATE} The pack's card says so, although its licence alone would allow more."
        return Terms(licence, known.title, Use.NO, sounds, known.credit, known.pack)
    return Terms(licence, known.title, known.use, known.sounds, known.credit, known.pack)


def _plain(licence: str) -> str:
    """In lower case, with - between words."""
    return re.sub(r"[\s_]+", "-", licence.strip().casefold())


def _unknown(licence: str, *, commercial_use: bool) -> Terms:
    read = "This version does not know the licence: read its text."
    credit = f"The licence may ask for credits. {read}"
    if not commercial_use:
        return Terms(licence, licence, Use.NO, _PRIVATE, credit, read)
    sounds = f"The pack's card allows paid work. {read}"
    return Terms(licence, licence, Use.CONDITIONS, sounds, credit, read)
