"""What a WAV file says of itself in bext and iXML, read strictly: such a file may come from anywhere."""

import os
import re
import struct
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree import ElementTree

from foley_bridge.files.bext import DESCRIPTION_BYTES
from foley_bridge.files.ixml import GENERATED, NOTE, ROOT
from foley_bridge.files.riff import find_chunks

IXML_BYTES_MOST = 1 << 20
BEXT_BYTES_MOST = 1 << 20
TEXT_MOST = 2000
# Field recorders keep their settings in the description, one `sSCENE=12` a line: that names no sound.
_SETTING = re.compile(r"[A-Za-z]\w*\s*=.*")
_IXML_PLACES = ("USER/DESCRIPTION", "USER/FXNAME", "ASWG/fxName", NOTE)


@dataclass(frozen=True)
class EmbeddedText:
    """Texts inside a file; empty where there are none. `generated`: the file says that a program made it."""

    ixml: str = ""
    bext: str = ""
    cat_id: str = ""
    generated: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the way between processes."""
        return asdict(self)


def read_embedded(descriptor: int) -> EmbeddedText:
    """The texts of an open file, from its start. What is broken there gives no text, as if it were not there."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        try:
            found = find_chunks(stream, {b"iXML": IXML_BYTES_MOST, b"bext": BEXT_BYTES_MOST})
        except (ValueError, OSError, struct.error):
            return EmbeddedText()
    root = _root(found.get(b"iXML", b""))
    return EmbeddedText(
        ixml=_described(root),
        bext=_description(found.get(b"bext", b"")[:DESCRIPTION_BYTES]),
        cat_id=(_text(root, "USER/CATID") or _text(root, "ASWG/catId")) if root is not None else "",
        generated=root is not None
        and (_text(root, "ASWG/isGenerated").casefold() == "true" or _text(root, "USER/SOURCE") == GENERATED),
    )


def _root(data: bytes) -> ElementTree.Element | None:
    """The document. None with a document type: without one an XML has no entities but the five that are built in."""
    try:
        # Decoded here, so that no other encoding that the XML declares can hide a document type.
        text = data.rstrip(b"\0").decode("utf-8-sig")
        if not text or "<!DOCTYPE" in text or "<!ENTITY" in text:
            return None
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return None
    return root if root.tag == ROOT else None


def _described(root: ElementTree.Element | None) -> str:
    if root is None:
        return ""
    texts = (_text(root, place) for place in _IXML_PLACES)
    return next((text for text in texts if text and not text.startswith("{")), "")  # a recipe of ours is JSON


def _text(root: ElementTree.Element, place: str) -> str:
    return (root.findtext(place) or "").strip()[:TEXT_MOST]


def _description(data: bytes) -> str:
    """ASCII by the standard, UTF-8 or Latin-1 by habit; settings of a recorder are left out."""
    raw = data.split(b"\0")[0]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    lines = (line.strip() for line in text.splitlines())
    return " ".join(line for line in lines if line and not _SETTING.fullmatch(line))
