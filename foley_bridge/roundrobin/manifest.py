"""The lists beside the files: JSON for programs, CSV for spreadsheets and scripts, tab-delimited text for Wwise."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foley_bridge.files.recipe import PackOrigin, program_name
from foley_bridge.files.ucs import Catalogue
from foley_bridge.roundrobin.choosing import Chosen
from foley_bridge.roundrobin.levels import PEAK_MOST_DBTP, Matched
from foley_bridge.roundrobin.trimming import FADE_IN_S, FADE_OUT_S, PREROLL_S
from foley_bridge.roundrobin.variants import Encoded, Variant

SCHEMA, VERSION = "foley-bridge/round-robin", 1
MANIFEST_FILE, TABLE_FILE, WWISE_FILE = "manifest.json", "variants.csv", "wwise.txt"
_HEAD = ("number", "wav", "ogg", "samples", "rate_hz", "onset_s", "loudness_lufs", "gain_db", "nearest", "distance")
_FORMULA = ("=", "+", "-", "@")  # what spreadsheets would run


@dataclass(frozen=True)
class RoundRobin:
    """All that a manifest tells."""

    name: str
    variants: tuple[Variant, ...]
    matched: Matched
    chosen: Chosen
    chosen_from: int
    ear: PackOrigin
    tail_db: float
    made_at: datetime
    resources: Mapping[str, str] = field(default_factory=dict)  # of an engine: path in the export -> text
    request: str = ""  # the id of a host that asked for it


def path_of(variant: Variant, file: Encoded) -> str:
    """Where a file lies in the export: each format in a folder of its own, so that an engine imports just one."""
    return f"{file.kind}/{variant.name}.{file.kind}"


def manifest_json(robin: RoundRobin) -> str:
    """The manifest; docs/round-robin.md says what each value is."""
    first = robin.variants[0].cut.take
    category = Catalogue.load().lookup(first.recipe.sound.cat_id)
    values = {
        "schema": SCHEMA,
        "version": VERSION,
        "program": program_name(),
        "made_at": robin.made_at.isoformat(timespec="seconds"),
        "name": robin.name,
        "generated": True,
        "category": {"cat_id": category.cat_id, "category": category.category, "subcategory": category.subcategory},
        "licences": [_licence(one) for one in _packs(robin.variants)],
        "rate_hz": first.rate_hz,
        "channels": 1,
        "loudness": {
            "measure": "highest momentary loudness, ITU-R BS.1770-4, 0.4 s, with silence around the sound",
            "target_lufs": round(robin.matched.target_lufs, 2),
            "held_back_by_peaks": robin.matched.held_back,
            "true_peak_most_dbtp": PEAK_MOST_DBTP,
        },
        "trim": {
            "preroll_s": PREROLL_S,
            "tail_db": robin.tail_db,
            "fade_in_s": FADE_IN_S,
            "fade_out_most_s": FADE_OUT_S,
        },
        "diversity": {
            "measure": "cosine distance of CLAP audio embeddings",
            "ear": {"pack": robin.ear.name, "version": robin.ear.version, "digest": robin.ear.digest},
            "chosen_from": robin.chosen_from,
            "least_distance": round(robin.chosen.least, 4),
            "usual_distance": round(robin.chosen.usual, 4),
            "best_by_score_distance": round(robin.chosen.best, 4),
        },
        "variants": [_variant(robin, place) for place in range(len(robin.variants))],
    }
    if robin.resources:
        values["resources"] = sorted(robin.resources)
    if robin.request:
        values["request"] = robin.request
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _variant(robin: RoundRobin, place: int) -> dict[str, Any]:
    variant, chosen = robin.variants[place], robin.chosen
    take, piece = variant.cut.take, variant.cut.piece
    return {
        "number": variant.number,
        "name": variant.name,
        "samples": variant.samples,
        "seconds": round(variant.samples / take.rate_hz, 6),
        "onset_samples": variant.onset_samples,
        "onset_s": round(variant.onset_samples / take.rate_hz, 6),
        "gain_db": round(variant.gain_db, 3),
        "files": [_file(variant, one) for one in variant.files],
        "nearest": {
            "number": robin.variants[chosen.nearest[place]].number,
            "distance": round(chosen.distances[place], 4),
        },
        "source": {
            "prompt": take.recipe.request.prompt,
            "candidate": take.candidate or None,
            "file": take.file.name,
            "sha256": take.sha256,
            "start_samples": piece.start,
            "stop_samples": piece.stop,
            "seed": take.recipe.choice.seed,
            "score": take.recipe.choice.score,
            "passed": take.recipe.choice.passed,
            "pack_digest": take.recipe.pack.digest,
        },
    }


def _file(variant: Variant, file: Encoded) -> dict[str, Any]:
    return {
        "path": path_of(variant, file),
        "format": {"wav": "WAV, 24-bit PCM", "ogg": "Ogg Vorbis"}[file.kind],
        "sha256": file.sha256,
        "bytes": len(file.data),
        "loudness_lufs": round(file.loudness_lufs, 2),
        "true_peak_dbtp": round(file.true_peak_dbtp, 2),
    }


def _packs(variants: Sequence[Variant]) -> tuple[PackOrigin, ...]:
    return tuple(dict.fromkeys(one.cut.take.recipe.pack for one in variants))


def _licence(pack: PackOrigin) -> dict[str, Any]:
    return {
        "pack": pack.name,
        "version": pack.version,
        "digest": pack.digest,
        "adapter": pack.adapter or None,
        "licence": pack.licence,
        "commercial_use": pack.commercial_use,
        "note": pack.licence_note,
    }


def table_csv(robin: RoundRobin) -> str:
    """A row for each variant."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for place, variant in enumerate(robin.variants):
        paths = {one.kind: path_of(variant, one) for one in variant.files}
        wav = variant.files[0]
        writer.writerow(
            (
                variant.number,
                _plain(paths["wav"]),
                _plain(paths.get("ogg", "")),
                variant.samples,
                variant.cut.take.rate_hz,
                f"{variant.onset_samples / variant.cut.take.rate_hz:.6f}",
                f"{wav.loudness_lufs:.2f}",
                f"{variant.gain_db:.2f}",
                robin.variants[robin.chosen.nearest[place]].number,
                f"{robin.chosen.distances[place]:.4f}",
            )
        )
    return text.getvalue()


def wwise_text(robin: RoundRobin) -> str:
    """What Wwise's importer of tab-delimited text takes: a random container with a sound for each WAV file.

    Both paths are relative, of the file to this list and of the object to where one imports, so that it holds
    wherever the folder lies and whatever a version calls its hierarchy.
    """
    return "".join(f"{line}\r\n" for line in _wwise_lines(robin))


def _wwise_lines(robin: RoundRobin) -> Iterator[str]:
    yield "Audio File\tObject Path"
    for variant in robin.variants:
        path = path_of(variant, variant.files[0]).replace("/", "\\")
        yield f"{path}\t<Random Container>{robin.name}\\<Sound SFX>{variant.name}"


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
