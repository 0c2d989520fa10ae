"""A made sound as the bytes of its file: 24-bit WAV with broadcast metadata, categories and its recipe inside."""

import json
import math
from collections.abc import Mapping
from typing import Any

from foley_bridge.engine.events import Made
from foley_bridge.files.bext import DESCRIPTION_BYTES, REFERENCE_BYTES, Broadcast, bext_data
from foley_bridge.files.ixml import GENERATED, PARTLY_GENERATED, Description, ixml_data
from foley_bridge.files.names import ascii_text, file_reference, fx_name
from foley_bridge.files.riff import chunk
from foley_bridge.files.sample_formats import bits_of
from foley_bridge.files.smpl import loop_data
from foley_bridge.files.tags import Tags
from foley_bridge.files.wav import SampleFormat, wav_parts

MARK = "AI-generated sound, Foley Bridge"


def encode_sound(made: Made, tags: Tags) -> bytes:
    """The whole file in one; else as `sound_parts`."""
    return b"".join(sound_parts(made, tags))


def sound_parts(made: Made, tags: Tags) -> tuple[bytes, ...]:
    """The file in parts. The PCM of `made` is one of them as it is; prompt and licence come from its recipe.

    Order of chunks: fmt, bext, data, of a loop smpl, iXML, LIST. The broadcast extension lies before the sound, as its
    standard asks; what some readers do not know lies behind it. RequestError where a text cannot be written.
    """
    prompt = str(made.recipe["request"]["prompt"])
    texts = _Texts(made.recipe, prompt, edit=tags.edit)
    form = SampleFormat(made.channels, made.subtype)
    return wav_parts(
        made.pcm,
        made.rate_hz,
        form=form,
        before_data=chunk(b"bext", bext_data(_broadcast(made, tags, texts))),
        after_data=b"".join(
            [
                chunk(b"smpl", loop_data(len(made.pcm) // form.frame_bytes, made.rate_hz)) if tags.loop else b"",
                chunk(b"iXML", ixml_data(_description(made, tags, texts))),
                _info(tags, texts),
            ]
        ),
    )


def notes_of(recipe: Mapping[str, Any], tags: Tags) -> str:
    """What a file says of itself to a person: that it is generated, its licence, its seed, where it comes from."""
    return _Texts(recipe, str(recipe["request"]["prompt"]), edit=tags.edit).notes


class _Texts:
    """The sentences of one file, made of its recipe."""

    def __init__(self, recipe: Mapping[str, Any], prompt: str, *, edit: str = "") -> None:
        pack = recipe["pack"]
        self.prompt = prompt
        self.program = str(recipe["program"])
        self.pack = f"{pack['name']} {pack['version']}"
        self.licence = f"{pack['licence']}{'' if pack['commercial_use'] else ', not for commercial use'}"
        self.seed = int(recipe["choice"]["seed"])
        self.source, self.away = recipe.get("source"), recipe.get("away")
        self.imitation, self.fill = recipe.get("imitation"), recipe.get("fill")
        self.rate_hz = int(recipe["sound"]["rate_hz"])
        self.edit = f" {edit}" if edit else ""
        self.note = json.dumps(recipe, sort_keys=True, allow_nan=False)  # ASCII: no reader's encoding can spoil it

    @property
    def notes(self) -> str:
        lineage = self._variation() + self._begun_from()
        licence = f"Pack {self.pack}, licence of its weights: {self.licence}."
        mark = PARTLY_GENERATED if self.fill else GENERATED
        return f"{mark} {licence} Seed {self.seed}.{lineage}{self.edit}"

    def _variation(self) -> str:
        if self.away:
            named = ", ".join(one["candidate"] for one in self.away["sounds"])
            return f" Less like {named}, amount {self.away['amount']:g}."
        if not self.source:
            return ""
        said, blend = f"{self.source['candidate']}, amount {self.source['amount']:g}", self.source.get("blend")
        if blend:
            return f" Blend with {blend['candidate']}, mix {blend['mix']:g}, of {said}."
        return f" Variation of {said}."

    def _begun_from(self) -> str:
        if self.imitation:
            return f" Timing and loudness of {self.imitation['name']}, strength {self.imitation['strength']:g}."
        if self.fill:
            first_s, last_s = (self.fill[name] / self.rate_hz for name in ("first", "last"))
            return f" Generated from {first_s:.3f} to {last_s:.3f} s of {self.fill['name']}."
        return ""

    @property
    def marked(self) -> str:
        """The prompt with the mark behind it, which no cut takes away."""
        room = DESCRIPTION_BYTES - len(MARK) - len(" - ")
        shown = ascii_text(self.prompt).strip()[:room].rstrip()
        return f"{shown} - {MARK}" if shown else MARK

    @property
    def coding_history(self) -> str:
        """After the PCM's own entry, which the caller writes; commas separate fields there."""
        return f"{MARK}; pack {self.pack}; seed {self.seed}".replace(",", ";")


def _broadcast(made: Made, tags: Tags, texts: _Texts) -> Broadcast:
    position_s = tags.position_s if math.isfinite(tags.position_s) else 0.0
    return Broadcast(
        description=texts.marked,
        originator=texts.program,
        reference=file_reference(tags.job_id, made.index)[:REFERENCE_BYTES],
        made_at=tags.made_at,
        time_reference_samples=round(position_s * made.rate_hz),
        coding_history=f"A=PCM,F={made.rate_hz},W={bits_of(made.subtype)},M={_mode(made)},T={texts.coding_history}",
        loudness_lufs=made.loudness_lufs,
        true_peak_dbtp=made.true_peak_dbtp,
    )


def _mode(made: Made) -> str:
    return {1: "mono", 2: "stereo"}.get(made.channels, "multi")


def _description(made: Made, tags: Tags, texts: _Texts) -> Description:
    return Description(
        category=tags.category,
        fx_name=fx_name(texts.prompt),
        prompt=texts.prompt,
        note=texts.note,
        notes=texts.notes,
        rate_hz=made.rate_hz,
        loudness_lufs=made.loudness_lufs,
        peak_dbfs=made.peak_dbfs,
        creator=tags.creator,
        source=tags.source,
        library=tags.library,
        designer=tags.designer,
        project=tags.project,
        loop=tags.loop,
        channels=made.channels,
        bits=bits_of(made.subtype),
        filled="fill" in made.recipe,
    )


def _info(tags: Tags, texts: _Texts) -> bytes:
    """The plain list of texts that file browsers show."""
    entries = {
        b"INAM": fx_name(texts.prompt),
        b"ICMT": texts.notes,
        b"ISFT": texts.program,
        b"ICRD": tags.made_at.strftime("%Y-%m-%d"),
        b"IGNR": tags.category.full,
    }
    parts = (chunk(name, ascii_text(text).encode("ascii") + b"\0") for name, text in entries.items())
    return chunk(b"LIST", b"INFO" + b"".join(parts))
