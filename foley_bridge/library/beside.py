"""The studio's own recordings beside the takes of a request: in one ranked table, and in its project."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.library.records import Hit
from foley_bridge.rpp import Take
from foley_bridge.takes import HeardTake

OWN_LICENCE = "yours"
MADE = "made"
LEAST_SECTION_S = 0.01  # of a file's length that a window may lack to be all of it


@dataclass(frozen=True)
class _Row:
    score: float | None
    passed: bool
    whose: str
    text: str


def beside_rows(takes: Sequence[HeardTake], hits: Sequence[Hit], threshold: float | None) -> Iterator[str]:
    """Lines of a table of both, best score first; of a recording with the part of it that is meant."""
    made = [_Row(take.score, take.passed, MADE, take.file.name) for take in takes]
    own = [_Row(hit.score, threshold is None or hit.score >= threshold, OWN_LICENCE, _where(hit)) for hit in hits]
    yield ""
    yield "beside the studio's own recordings"
    yield " rank  score  passed  whose   file"
    yield f" {'─' * 76}"
    ranked = sorted([*made, *own], key=lambda row: -2.0 if row.score is None else row.score, reverse=True)
    for rank, row in enumerate(ranked, start=1):
        score = "-" if row.score is None else f"{row.score:.3f}"
        yield f"{rank:5d}  {score:>5}  {'yes' if row.passed else 'no':>6}  {row.whose:<6}  {row.text}"


def library_takes(hits: Sequence[Hit]) -> list[Take]:
    """Takes of a project that play the originals, each from the beginning to the end of its best window."""
    return [
        Take(f"library · {hit.score:.3f} · {Path(hit.path).name}", hit.path, section_s=_section(hit)) for hit in hits
    ]


def hit_values(hit: Hit) -> dict[str, object]:
    """A recording as JSON holds it."""
    return {
        "file": hit.path,
        "score": hit.score,
        "start_s": hit.start_s,
        "seconds": hit.seconds,
        "caption": hit.caption,
        "licence": OWN_LICENCE,
    }


def _section(hit: Hit) -> tuple[float, float] | None:
    whole = hit.start_s == 0.0 and hit.seconds >= hit.length_s - LEAST_SECTION_S
    return None if whole else (hit.start_s, hit.seconds)


def _where(hit: Hit) -> str:
    path = "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in hit.path)
    section = _section(hit)
    return path if section is None else f"{path} from {section[0]:.1f} to {sum(section):.1f} s"
