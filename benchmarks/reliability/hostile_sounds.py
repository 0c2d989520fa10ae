"""Sound files that are broken or made to do harm: known ones, and mutations of whole ones without end."""

import random
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from foley_bridge.files.riff import chunk

RATE_HZ = 16_000
_WHOLE = (
    ("a.wav", "WAV", "PCM_16", 1),
    ("b.wav", "WAV", "PCM_24", 2),
    ("c.wav", "WAV", "FLOAT", 1),
    ("d.wav", "WAV", "IMA_ADPCM", 1),
    ("e.wav", "WAVEX", "PCM_16", 6),
    ("f.wav", "RF64", "PCM_16", 1),
    ("g.w64", "W64", "PCM_16", 1),
    ("h.flac", "FLAC", "PCM_16", 2),
    ("i.ogg", "OGG", "VORBIS", 1),
    ("j.opus", "OGG", "OPUS", 1),
    ("k.aiff", "AIFF", "PCM_16", 2),
    ("l.caf", "CAF", "ALAC_16", 1),
    ("m.au", "AU", "ULAW", 1),
    ("n.mp3", "MP3", "MPEG_LAYER_III", 1),
)
_NUMBERS = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\x80", b"\0\0\0\0", b"\x01\0\0\0", b"\0\0\0\x01")


def whole_sounds(folder: Path) -> tuple[Path, ...]:
    """One small sound, a second of noise that fades, in every format and coding that people send."""
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (RATE_HZ // 4, 6)) * np.linspace(1, 0.1, RATE_HZ // 4)[:, None]
    made = []
    for name, kind, coding, channels in _WHOLE:
        path = folder / name
        soundfile.write(path, noise[:, :channels], RATE_HZ, format=kind, subtype=coding)
        made.append(path)
    described = folder / "o.wav"
    data = made[0].read_bytes()
    ixml = b"<BWFXML><USER><DESCRIPTION>a bell</DESCRIPTION></USER></BWFXML>"
    body = data[12:] + chunk(b"bext", b"a bell".ljust(602, b"\0")) + chunk(b"iXML", ixml)
    described.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body)
    return (*made, described)


def known_attacks() -> dict[str, bytes]:
    """Files of a few bytes that claim to be what no machine can hold, or that programs elsewhere fell over."""
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY l0 "ha">{laughs}]><BWFXML><NOTE>&l9;</NOTE></BWFXML>'
    deep = b"<BWFXML>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</BWFXML>"
    return {
        "half a tebibyte.flac": _flac(rate_hz=192_000, channels=8, frames=(1 << 36) - 1),
        "no length.flac": _flac(rate_hz=48_000, channels=1, frames=0),
        "rate 0.flac": _flac(rate_hz=0, channels=2, frames=1000),
        "most channels.wav": _wav(channels=65_535, rate_hz=48_000, claimed_bytes=0xFFFFFFFF),
        "no channels.wav": _wav(channels=0, rate_hz=48_000, claimed_bytes=1000),
        "most rate.wav": _wav(channels=1, rate_hz=0xFFFFFFFF, claimed_bytes=1000),
        "rate 0.wav": _wav(channels=1, rate_hz=0, claimed_bytes=1000),
        "no bits.wav": _wav(channels=1, rate_hz=8000, claimed_bytes=1000, bits=0),
        "four gibibytes.wav": _wav(channels=1, rate_hz=8000, claimed_bytes=0xFFFFFFFE),
        "two to the 63.wav": b"RF64\xff\xff\xff\xffWAVEds64"
        + struct.pack("<IQQQI", 28, *[(1 << 63) - 1] * 3, 0)
        + _wav(channels=1, rate_hz=8000, claimed_bytes=0xFFFFFFFF)[12:],
        "laughs.wav": _with_chunk(b"iXML", bomb.encode()),
        "deep.wav": _with_chunk(b"iXML", deep),
        "many chunks.wav": _with_chunk(b"junk", b"", times=100_000),
        "empty.aiff": b"FORM\xff\xff\xff\xffAIFFCOMM\0\0\0\x12\xff\xff\xff\xff\xff\xff\0\x20@\x1f" + b"\xff" * 9,
        "empty.caf": b"caff\0\x01\0\0desc" + b"\xff" * 40,
        "empty.ogg": b"OggS\0\x02" + b"\xff" * 60,
        "loop.mp3": b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\xff\xfb" * 4000,
    }


def hostile_sounds(folder: Path, seed: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes without end: the known ones first, then whole sounds cut, doubled, flipped and overwritten."""
    yield from known_attacks().items()
    chance = random.Random(seed)
    whole = [(path.name, path.read_bytes()) for path in whole_sounds(folder)]
    attacks = [*known_attacks().items()]
    number = 0
    while True:
        name, data = chance.choice(whole) if chance.random() < 0.9 else chance.choice(attacks)
        yield f"{number:07d} {name}", mutated(data, chance)
        number += 1


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to six changes, half of them near the start, where headers are."""
    changed = bytearray(data[:200_000])
    for _ in range(chance.randrange(1, 7)):
        size = len(changed)
        at = chance.randrange(min(size, 128) if chance.random() < 0.5 else size) if size else 0
        kind = chance.randrange(6)
        if kind == 0:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1 and chance.random() < 0.3:
            del changed[at:]
        elif kind == 2:
            changed[at : at + 4] = chance.choice(_NUMBERS)
        elif kind == 3:
            changed[at:at] = chance.randbytes(chance.randrange(1, 64))
        elif kind == 4:
            del changed[at : at + chance.randrange(1, 64)]
        else:
            changed[at:at] = changed[at // 2 : at]
    return bytes(changed)


def _flac(*, rate_hz: int, channels: int, frames: int) -> bytes:
    """A header alone: blocks of 4096, 16 bits, so many frames."""
    info = struct.pack(">HH", 4096, 4096) + bytes(6)
    info += ((rate_hz << 44) | (channels - 1 << 41) | (15 << 36) | frames).to_bytes(8, "big") + bytes(16)
    return b"fLaC\x80" + len(info).to_bytes(3, "big") + info + b"\xff\xf8\xc9\x08" + bytes(64)


def _wav(*, channels: int, rate_hz: int, claimed_bytes: int, bits: int = 16) -> bytes:
    head = struct.pack("<HHIIHH", 1, channels, rate_hz, 0, max(channels * bits // 8, 1) & 0xFFFF, bits)
    body = b"WAVE" + chunk(b"fmt ", head) + b"data" + struct.pack("<I", claimed_bytes) + bytes(range(256)) * 8
    return b"RIFF" + struct.pack("<I", min(claimed_bytes + 36, 0xFFFFFFFF)) + body


def _with_chunk(name: bytes, data: bytes, times: int = 1) -> bytes:
    ramp = b"".join(struct.pack("<h", value % 20_000) for value in range(0, 80_000, 17))
    head = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    body = b"WAVE" + chunk(b"fmt ", head) + chunk(name, data) * times + chunk(b"data", ramp)
    return b"RIFF" + struct.pack("<I", len(body)) + body
