"""Hits to picture that a host asked for: takes made under an id of their own, found again after any crash."""

import hashlib
import math
from pathlib import Path

from foley_bridge.files.destination import prepared_folder
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.spotting.events import MIDI_SUFFIXES, PROJECT_SUFFIXES, Wanted, read_events
from foley_bridge.spotting.job import DEFAULT_RATE_HZ, SpotJob, check_job, make_takes, write_spotted
from foley_bridge.takes import HeardTake
from foley_bridge.works.bench import Bench, Outcome, said
from foley_bridge.works.order import WorkOrder
from foley_models.errors import RequestError

TAKES_SHARE = 0.95  # of the work


def check_spot(order: WorkOrder) -> None:
    """RequestError for what is wrong whatever the guide holds."""
    job = _job(order)
    check_job(job)
    suffix = job.source.suffix.casefold()
    if job.wanted.named and suffix not in PROJECT_SUFFIXES:
        raise RequestError(f"{job.source} has no markers: named is for those of a REAPER project.")
    if job.wanted.notes and suffix not in MIDI_SUFFIXES:
        raise RequestError(f"{job.source} has no notes: notes is for those of a MIDI file.")


def make_spot(order: WorkOrder, bench: Bench) -> Outcome:
    """Read the events, make takes, deal their hits out, write project, list and stem. FoleyError."""
    job = _job(order)
    bench.advance("check", 0.0, -1.0)
    events = read_events(job.source, job.wanted)
    with prepared_folder(job.folder):
        takes = _takes(job, bench)
        bench.advance("write", TAKES_SHARE, -1.0)
        spotted = write_spotted(job, events, takes)
    text = f"{spotted.hits} hits in {len(spotted.takes)} takes, dealt out to {spotted.events} events."
    if spotted.gain_db < -0.05:  # less is not shown
        text += f" The stem is turned down by {-spotted.gain_db:.1f} dB."
    return Outcome(
        spotted.events,
        0,
        text,
        folder=str(job.folder),
        list=said(spotted.list),
        reaper=said(spotted.project),
        stem=said(spotted.stem),
    )


def _takes(job: SpotJob, bench: Bench) -> tuple[HeardTake, ...]:
    """The takes; those that were made and confirmed before a crash are not told again, so the journal is read."""
    takes_id = hashlib.sha256(f"{bench.request} takes".encode()).hexdigest()[:32]
    reader = JournalReader(bench.folders.journal_file)
    known = reader.job(takes_id)
    if known is not None and known.state is State.DONE:
        found = tuple(
            HeardTake(
                one.index, one.rank, None if math.isnan(one.score) else one.score, one.passed, Path(one.path), one.seed
            )
            for one in reader.candidates(takes_id)
        )
        if found and all(one.file.is_file() for one in found):
            return found
    with bench.connect() as client:

        def advance(stage: str, share: float, left_s: float) -> None:
            bench.advance(stage, TAKES_SHARE * share, left_s)

        return make_takes(client, job, request_id=takes_id, on_progress=advance)


def _job(order: WorkOrder) -> SpotJob:
    standard = SpotJob(order.prompt, Path(order.source), Path(order.folder))
    return SpotJob(
        order.prompt,
        Path(order.source),
        Path(order.folder),
        wanted=Wanted(order.text("named"), _notes(order), order.number("least", 0.0)),
        range_db=order.number("range", standard.range_db),
        human=order.number("human", standard.human),
        count=order.whole("count", standard.count),
        seconds=order.number("seconds", standard.seconds),
        seed=order.whole("seed", standard.seed),
        rate_hz=order.whole("rate", DEFAULT_RATE_HZ),
        stem=order.switch("stem"),
        category=order.text("category"),
        pack=order.text("pack") or None,
    )


def _notes(order: WorkOrder) -> tuple[int, ...]:
    words = order.text("notes").replace(",", " ").split()
    strange = next((one for one in words if not (one.isascii() and one.isdecimal() and len(one) <= 3)), None)
    if strange is not None:
        raise RequestError(f"notes holds {strange[:40]!r}: write whole numbers from 0 to 127 with spaces between.")
    return tuple(int(one) for one in words)
