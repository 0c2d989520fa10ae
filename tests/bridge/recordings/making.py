"""Recordings as tests need them: tones that differ by their pitch, and chunks that describe them."""

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import soundfile
from numpy.typing import NDArray

from foley_bridge.files.riff import chunk

RATE_HZ = 16_000


def tone(hz: float = 440.0, *, seconds: float = 0.3, rate_hz: int = RATE_HZ, peak: float = 0.5) -> NDArray[np.float32]:
    """A sine; another pitch is another recording."""
    return np.asarray(peak * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz), dtype=np.float32)


def record(path: Path, samples: NDArray[np.float32], rate_hz: int = RATE_HZ, *, subtype: str | None = None) -> Path:
    """A sound file of the kind that its suffix says, and the folders around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate_hz, subtype=subtype)
    return path


def describe(path: Path, *, bext: str = "", user: Mapping[str, str] | None = None, ixml: bytes = b"") -> None:
    """Add a bext and an iXML chunk to a WAV file."""
    data = path.read_bytes()
    extra = b""
    if bext:
        extra += chunk(b"bext", bext.encode().ljust(602, b"\0"))
    if user is not None:
        root = ElementTree.Element("BWFXML")
        block = ElementTree.SubElement(root, "USER")
        for name, text in user.items():
            ElementTree.SubElement(block, name).text = text
        ixml = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    if ixml:
        extra += chunk(b"iXML", ixml)
    whole = data[12:] + extra
    path.write_bytes(b"RIFF" + (len(whole) + 4).to_bytes(4, "little") + b"WAVE" + whole)
