"""A round robin that a host asked for: takes that are there, or made for it, become a folder at once."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.files.destination import prepared_folder
from foley_bridge.files.naming import slug
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_bridge.roundrobin.limits import (
    LOUDNESS_LEAST_LUFS,
    LOUDNESS_MOST_LUFS,
    TAIL_DEFAULT_DB,
    TAIL_LEAST_DB,
    TAIL_MOST_DB,
    VARIANTS_MOST,
)
from foley_bridge.works.bench import Bench, Outcome
from foley_bridge.works.order import WorkOrder
from foley_models.errors import RequestError
from foley_models.limits import COUNT_MOST, POOL_MOST, check_request
from foley_models.requests import GenerationRequest

if TYPE_CHECKING:
    from foley_bridge.roundrobin.material import Take
    from foley_bridge.roundrobin.publishing import TakenError
    from foley_bridge.roundrobin.robin import Asked, TooFewError

DEFAULT_RATE_HZ = 48_000
COUNT_DEFAULT = 5
TAKES_FOR_EACH = 3  # variant, so that there is something to choose from
TAKES_MOST = 4 * COUNT_MOST
SECONDS_DEFAULT = 2.0


def check_export(order: WorkOrder) -> None:
    """RequestError for what is wrong whatever the takes are."""
    for name, least, most in (
        ("tail", TAIL_LEAST_DB, TAIL_MOST_DB),
        ("loudness", LOUDNESS_LEAST_LUFS, LOUDNESS_MOST_LUFS),
    ):
        value = order.number(name, least)
        if not least <= value <= most:  # NaN is none of them either
            raise RequestError(f"{name} is {value:g}: choose a number from {least:g} to {most:g}.")
    if not 1 <= order.whole("count", 1) <= VARIANTS_MOST:
        raise RequestError(f"count is {order.whole('count', 1)}: choose a whole number from 1 to {VARIANTS_MOST}.")
    if order.whole("godot", 4) not in (3, 4):
        raise RequestError(f"godot is {order.whole('godot', 4)}: choose 3 or 4.")
    for name in ("hits", "ogg", "replace"):
        order.switch(name)
    if order.prompt:
        _check_prompt(order)


def make_export(order: WorkOrder, bench: Bench) -> Outcome:
    """Get the takes, choose, cut, match, and put the folder in its place; again, it finds what is there. FoleyError."""
    from foley_bridge.roundrobin.publishing import TakenError, check_place, publish_folder
    from foley_bridge.roundrobin.robin import TooFewError, contents_of, make_robin, told

    folder = Path(order.folder)
    before = _made_before(folder, bench.request)
    if before is not None:
        return before
    try:
        check_place(folder, replace=order.switch("replace"))
        robin = make_robin(_takes(order, bench), _asked(order), bench.folders, _Telling(bench))
        robin = replace(robin, request=bench.request)
        publish_folder(folder, contents_of(robin), replace=order.switch("replace"))
    except TakenError as error:
        raise RequestError(_taken(error)) from error
    except TooFewError as error:
        raise RequestError(_too_few(error, hits=order.switch("hits"))) from error
    text = " ".join(one for one in told(robin, folder) if "--" not in one)  # what names the command's options
    return _outcome(folder, len(robin.variants), text)


def _outcome(folder: Path, variants: int, text: str) -> Outcome:
    from foley_bridge.roundrobin.manifest import MANIFEST_FILE

    return Outcome(variants, 0, text, folder=str(folder), list=str(folder / MANIFEST_FILE))


def _made_before(folder: Path, request: str) -> Outcome | None:
    """What this request put there before the daemon ended; None where it did not come so far."""
    from foley_bridge.roundrobin.manifest import MANIFEST_FILE

    try:
        values = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        if values.get("request") != request:
            return None
        count, of = len(values["variants"]), int(values["diversity"]["chosen_from"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return _outcome(folder, count, f"{count} variants of {of}. Written to {folder}.")


class _Telling:
    """As the command shows it, told to the daemon."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._share = bench, 0.0

    def stage(self, stage: str) -> None:
        """A stage begins of which nothing more is known."""
        self._bench.advance(stage, self._share, -1.0)

    def advance(self, stage: str, overall: float, left_s: float, *, detail: str = "") -> None:  # noqa: ARG002  # one line
        """The stage is at `overall`: hearing and writing follow on each other."""
        self._share = max(self._share, 0.5 * overall + (0.5 if stage == "write" else 0.0))
        self._bench.advance(stage, self._share, left_s)

    def say(self, text: str) -> None:
        """Nobody reads it here."""


def _takes(order: WorkOrder, bench: Bench) -> "tuple[Take, ...]":
    from foley_bridge.roundrobin.material import files_of, read_takes

    journal_file = bench.folders.journal_file
    bench.advance("check", 0.0, -1.0)
    said = order.takes or [str(one) for one in _made(order, bench)]
    return read_takes(files_of(said, journal_file), journal_file)


def _made(order: WorkOrder, bench: Bench) -> tuple[Path, ...]:
    """The takes of a prompt, beside the export."""
    from foley_bridge.roundrobin.asking import Question, made_takes

    takes = _wanted_takes(order)
    names = ("category", "pack", "adapter")
    options = {"rate": order.whole("rate", DEFAULT_RATE_HZ)} | {
        name: order.text(name) for name in names if name in order.options
    }
    if takes <= COUNT_MOST:  # as the command asks, so that the same words find the same takes
        options["pool"] = min(POOL_MOST, takes + -(-takes // 3))
    into = Path(order.folder).parent / slug(order.prompt)
    with prepared_folder(into):
        seconds, seed = order.number("seconds", SECONDS_DEFAULT), order.whole("seed", 1)
        return made_takes(
            Question(order.prompt, seconds, takes, seed, options),
            into.resolve(),
            bench.folders.journal_file,
            connect=bench.connect,
            on_progress=lambda stage, share, left_s: bench.advance(stage, share, left_s),
        )


def _asked(order: WorkOrder) -> "Asked":
    from foley_bridge.roundrobin.robin import Asked

    count = order.whole("count", COUNT_DEFAULT) if order.prompt or "count" in order.options else None
    return Asked(
        count,
        order.switch("hits"),
        order.number("tail", TAIL_DEFAULT_DB),
        order.number("loudness", 0.0) if "loudness" in order.options else None,
        ogg=order.switch("ogg", otherwise=True),
        ear=order.text("ear"),
        device=order.device,
        godot=order.whole("godot", 4) if "godot" in order.options else None,
    )


def _check_prompt(order: WorkOrder) -> None:
    takes, rate_hz = _wanted_takes(order), order.whole("rate", DEFAULT_RATE_HZ)
    if not LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ:
        raise RequestError(f"rate is {rate_hz}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")
    if not 1 <= takes <= TAKES_MOST:
        raise RequestError(f"from is {takes}: choose a whole number from 1 to {TAKES_MOST}.")
    count = order.whole("count", COUNT_DEFAULT)
    if not order.switch("hits") and takes < count:
        raise RequestError(f"from is {takes}, count is {count}: whole takes cannot be fewer than variants.")
    seconds, seed = order.number("seconds", SECONDS_DEFAULT), order.whole("seed", 1)
    check_request(GenerationRequest(order.prompt, seconds=seconds, count=min(takes, COUNT_MOST), seed=seed))


def _wanted_takes(order: WorkOrder) -> int:
    each = 1 if order.switch("hits") else TAKES_FOR_EACH
    return order.whole("from", min(TAKES_MOST, order.whole("count", COUNT_DEFAULT) * each))


def _taken(error: "TakenError") -> str:
    if not error.strange:
        return f"{error.folder} holds an export already: name another folder in out, or say replace."
    return f"{error.folder} holds {error.strange}, which no export wrote, so it stays: name another folder in out."


def _too_few(error: "TooFewError", *, hits: bool) -> str:
    if not error.there:
        return "Nothing can be heard in these takes: give others."
    what = "hits" if hits else "sounds that differ"
    return f"The takes hold {error.there} {what}, and {error.wanted} variants are wanted: ask for fewer in count."
