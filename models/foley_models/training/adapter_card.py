"""What an adapter says of itself, kept inside its one file: read and rewritten without torch.

A safetensors file begins with eight bytes that say how long its header is, then a JSON object; its `__metadata__` holds
texts, and one of them, `foley_adapter`, is the card.
"""

import json
import os
import re
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from foley_models.errors import PackError, RequestError
from foley_models.strict_json import Fields, parse_object

FORMAT = 1
CARD_KEY = "foley_adapter"
HEADER_MOST_BYTES = 16_000_000
COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class AdapterInfo:
    """What a studio says of an adapter before it is trained."""

    name: str
    licence: str  # of the sounds made with it, chosen by the studio
    recordings: Mapping[str, str]  # SHA-256 -> name of every recording that was learnt from
    created: str = ""  # date and time of the training's start

    def __post_init__(self) -> None:
        for what in ("name", "licence"):
            if not getattr(self, what).strip():
                raise RequestError(f"The adapter's {what} is empty: say one, the card must hold it.")


@dataclass(frozen=True)
class AdapterCard:
    """All that an adapter says of itself."""

    name: str
    base_pack: str  # name of the pack it belongs to
    base_version: str
    base_parts: Mapping[str, str]  # part -> SHA-256 of its file in that pack, of the parts that the adapter changes
    method: str
    settings: Mapping[str, object]
    recordings: Mapping[str, str]
    licence: str
    created: str = ""
    before: Mapping[str, object] = field(default_factory=dict)  # measured on held-out recordings
    after: Mapping[str, object] = field(default_factory=dict)


def read_adapter_card(path: Path) -> AdapterCard:
    """The card in an adapter's file. PackError where it is no adapter, or one of another version."""
    text = _metadata(path).get(CARD_KEY)
    if not isinstance(text, str):
        raise PackError(f"{path} is no adapter of Foley Bridge: its header has no {CARD_KEY!r}.")
    fields = Fields(parse_object(text.encode(), f"The card in {path}"), f"The card in {path}")
    if fields.integer("format") != FORMAT:
        fields.refuse("format", f"{FORMAT}, the only one this version reads", fields.values["format"])
    card = AdapterCard(
        name=fields.text("name"),
        base_pack=fields.text("base_pack"),
        base_version=fields.text("base_version"),
        base_parts=_hashes(fields, "base_parts"),
        method=fields.text("method"),
        settings=fields.free("settings"),
        recordings=_hashes(fields, "recordings", by_hash=True),
        licence=fields.text("licence"),
        created=str(fields.values.get("created", "")),
        before=fields.free("before"),
        after=fields.free("after"),
    )
    fields.asked.add("created")
    fields.done()
    return card


def card_text(card: AdapterCard) -> str:
    """The card as it stands in a header."""
    return json.dumps({"format": FORMAT} | asdict(card), ensure_ascii=False, sort_keys=True, allow_nan=False)


def annotate_adapter(path: Path, *, before: Mapping[str, object], after: Mapping[str, object]) -> AdapterCard:
    """Puts what was measured before and after into an adapter's card; the file is replaced whole or not at all.

    PackError where it is no adapter, OSError where it cannot be written.
    """
    card = replace(read_adapter_card(path), before=dict(before), after=dict(after))
    header = _header(path)
    metadata = dict(_metadata(path)) | {CARD_KEY: card_text(card)}
    encoded = json.dumps(header | {"__metadata__": metadata}, ensure_ascii=False).encode()
    encoded += b" " * (-len(encoded) % 8)  # the tensors behind it stay aligned
    temporary = path.with_suffix(".part")
    with path.open("rb") as source, temporary.open("wb") as out:
        (length,) = struct.unpack("<Q", source.read(8))
        source.seek(8 + length)
        out.write(struct.pack("<Q", len(encoded)) + encoded)
        while block := source.read(COPY_BYTES):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    return card


def _metadata(path: Path) -> Mapping[str, object]:
    found = _header(path).get("__metadata__", {})
    return found if isinstance(found, dict) else {}


def _header(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as stream:
            prefix = stream.read(8)
            size = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else 0
            header = stream.read(size) if 0 < size <= HEADER_MOST_BYTES else b""
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}): name an adapter's file.") from error
    if not header or len(header) < size:
        raise PackError(f"{path} is no adapter: it is cut short or no safetensors file.")
    return parse_object(header, f"The header of {path}")


def _hashes(fields: Fields, key: str, *, by_hash: bool = False) -> dict[str, str]:
    """Part -> hash, or with `by_hash` hash -> name."""
    found: dict[str, str] = {}
    for name, value in fields.free(key).items():
        digest = name if by_hash else value
        if not isinstance(value, str) or not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
            fields.refuse(key, "an object with hashes of 64 lower-case hex digits", {name: value})
        found[name] = value
    return found
