"""The broadcast extension of a WAV file (EBU Tech 3285, version 2): who made it, when, where on the timeline, how."""

import math
import struct
from dataclasses import dataclass
from datetime import datetime

from foley_bridge.files.names import ascii_text

DESCRIPTION_BYTES = 256
ORIGINATOR_BYTES = 32
REFERENCE_BYTES = 32
TIME_REFERENCE_MOST = (1 << 64) - 1
VERSION = 2
UNKNOWN = 0x7FFF  # what EBU Tech 3285 has for a loudness that was not measured
_FIXED = struct.Struct("<256s32s32s10s8sQH64s5h180s")


@dataclass(frozen=True)
class Broadcast:
    """What the chunk says. Texts become ASCII, as the standard has it; those that are too long are cut."""

    description: str
    originator: str
    reference: str
    made_at: datetime
    time_reference_samples: int  # since the start of the timeline, at the file's rate
    coding_history: str  # lines; each is ended as the standard asks
    loudness_lufs: float  # -inf or NaN: not measured
    true_peak_dbtp: float


def bext_data(broadcast: Broadcast) -> bytes:
    """The chunk's data: 602 bytes, then the coding history, then a zero where the length would be odd.

    Godot 3 does not know that a chunk of odd length is padded and would not find the sound behind it. The UMID stays
    empty; loudness range, momentary and short-term loudness are marked as not measured.
    """
    samples = min(max(broadcast.time_reference_samples, 0), TIME_REFERENCE_MOST)
    measured = (_hundredths(broadcast.loudness_lufs), UNKNOWN, _hundredths(broadcast.true_peak_dbtp), UNKNOWN, UNKNOWN)
    fixed = _FIXED.pack(
        _field(broadcast.description, DESCRIPTION_BYTES),
        _field(broadcast.originator, ORIGINATOR_BYTES),
        _field(broadcast.reference, REFERENCE_BYTES),
        broadcast.made_at.strftime("%Y-%m-%d").encode("ascii"),
        broadcast.made_at.strftime("%H:%M:%S").encode("ascii"),
        samples,
        VERSION,
        b"",
        *measured,
        b"",
    )
    history = "".join(f"{line}\r\n" for line in broadcast.coding_history.splitlines())
    data = fixed + ascii_text(history).encode("ascii")
    return data + bytes(len(data) % 2)


def _field(text: str, most_bytes: int) -> bytes:
    """ASCII, cut where it is too long: a whole character is one byte then, so that none is cut in the middle."""
    printable = "".join(one for one in ascii_text(text) if one.isprintable())
    return printable.encode("ascii")[:most_bytes]


def _hundredths(value: float) -> int:
    if not math.isfinite(value):
        return UNKNOWN
    return round(min(max(value, -300.0), 300.0) * 100)
