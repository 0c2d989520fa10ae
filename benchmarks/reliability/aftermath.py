"""What is left after kills: requests, timelines, files and processes, compared with the journal."""

import hashlib
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import soundfile

from benchmarks.reliability.daemons import DaemonProcess
from benchmarks.reliability.hosts import RATE_HZ, SECONDS, Host
from benchmarks.reliability.watch import with_environment
from foley_bridge.client import Client
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import State
from foley_models.errors import EngineCrashedError, UnknownIdError

READY_MOST_S = 2.0
ENGINE_ENDS_S = 5.0  # after its daemon
_SHOWN = 5


@dataclass
class Aftermath:
    """The figures; a list of what is wrong where there should be nothing."""

    kills: int = 0
    killed: str = "daemon"
    requests: int = 0
    candidates: int = 0
    starts_s: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # accepted, but without an end
    given_up: int = 0  # answered with engine-crashed, as the protocol says after too many ends on the same request
    answers_most: int = 1  # ends of one request that were told
    unfinished: list[str] = field(default_factory=list)  # ended otherwise
    doubled: list[str] = field(default_factory=list)  # twice on a timeline
    offered_again: int = 0  # after the import was acknowledged
    spoilt: list[str] = field(default_factory=list)  # files that are not what the journal says, or not whole
    strange: list[str] = field(default_factory=list)  # files under a final name that the journal does not know
    temporary: list[str] = field(default_factory=list)
    processes: int = 0  # of ours, after the end

    @property
    def holds(self) -> bool:
        """Whether every figure is what it must be."""
        wrong = (self.lost, self.unfinished, self.doubled, self.spoilt, self.strange, self.temporary)
        late = max(self.starts_s, default=0.0) > READY_MOST_S
        return not (any(wrong) or self.offered_again or self.processes or late or self.answers_most > 1)

    def lines(self) -> Iterator[str]:
        """The figures as a table."""
        yield f"kills of the {self.killed:<32}{self.kills:>7,}"
        yield f"requests accepted / candidates made         {self.requests:>7,} / {self.candidates:,}"
        yield from _listed("accepted requests lost", self.lost)
        yield f"requests given up with engine-crashed       {self.given_up:>7,}"
        yield from _listed("requests that ended otherwise", self.unfinished)
        yield f"ends told of one request, at most           {self.answers_most:>7,}"
        yield from _listed("candidates twice on a timeline", self.doubled)
        yield f"offered again after the import              {self.offered_again:>7,}"
        yield from _listed("files partial or not as in the journal", self.spoilt)
        yield from _listed("files that the journal does not know", self.strange)
        yield from _listed("temporary files left over", self.temporary)
        yield f"processes left over                         {self.processes:>7,}"
        if self.starts_s:
            median_s, most_s = statistics.median(self.starts_s), max(self.starts_s)
            late = sum(one > READY_MOST_S for one in self.starts_s)
            yield f"start to first answered ping, median / most {median_s:>7.2f} / {most_s:.2f} s"
            yield f"starts of more than {READY_MOST_S:g} s                       {late:>7,} of {len(self.starts_s):,}"

    def settle(self, home: Path, hosts: Sequence[Host]) -> None:
        """Look for files and processes that should be gone, once the daemon is."""
        folders = (home, *(host.media for host in hosts))
        self.temporary += [str(file) for folder in folders for file in folder.rglob("*") if _is_temporary(file)]
        end_s = time.monotonic() + ENGINE_ENDS_S
        while (left := with_environment(str(home))) and time.monotonic() < end_s:
            time.sleep(0.05)
        self.processes = len(left)


def look(daemon: DaemonProcess, hosts: Sequence[Host]) -> Aftermath:
    """Ask a daemon that has worked everything off, and compare."""
    found = Aftermath()
    with Client.connect(daemon.folders) as client, Journal(daemon.folders.journal_file) as journal:
        for host in hosts:
            found.offered_again += host.offered_again
            _ask_once_more(host, client, found)
            _look_at_requests(host, journal, found)
            _look_at_files(host, journal, found)
    return found


def _ask_once_more(host: Host, client: Client, found: Aftermath) -> None:
    """A host that forgot everything asks for all of it again, and is offered nothing that it has."""
    for request in host.requests.values():
        prompt, seconds, count, *rest = request.arguments
        pairs = dict(zip(map(str, rest[::2]), rest[1::2], strict=True))
        try:
            answers = list(
                client.generate(
                    str(prompt), seconds=float(seconds), count=int(count), pairs=pairs, request_id=request.id
                )
            )
        except EngineCrashedError:
            found.given_up += 1
            continue
        offered = {int(one.values["index"]) for one in answers if one.word == "candidate"}
        found.offered_again += len(offered & request.acknowledged)


def _look_at_requests(host: Host, journal: Journal, found: Aftermath) -> None:
    for request in host.requests.values():
        if not request.accepted:
            continue
        found.requests += 1
        try:
            state = journal.job(request.id).state
        except UnknownIdError:
            found.lost.append(request.id)
            continue
        if not (state.final and request.closed):
            found.lost.append(f"{request.id} {state}")
        elif state is not State.DONE and journal.job(request.id).code == EngineCrashedError.code:
            continue
        elif state is not State.DONE:
            found.unfinished.append(f"{request.id} {state}")
        elif len(journal.candidates(request.id)) != int(request.arguments[2]) or journal.offers(request.id):
            found.lost.append(f"{request.id}: {len(journal.candidates(request.id))} candidates")


def _look_at_files(host: Host, journal: Journal, found: Aftermath) -> None:
    lines = [line.split(" ", 2) for line in host.timeline.read_text(encoding="utf-8").splitlines()]
    found.candidates += len(lines)
    seen = Counter((name, index) for name, index, _ in lines)
    found.doubled += [f"{name}#{index}" for (name, index), times in seen.items() if times > 1]
    known: set[Path] = set()
    for request in host.requests.values():
        for one in (one for one in journal.candidates(request.id) if one.published):
            known.add(Path(one.path))
            if not _is_whole(Path(one.path), one.sha256):
                found.spoilt.append(one.path)
    found.spoilt += [path for *_, path in lines if Path(path) not in known]
    files = {file for file in host.media.rglob("*") if file.is_file() and not _is_temporary(file)}
    found.strange += [str(file) for file in files - known]


def _is_whole(file: Path, sha256: str) -> bool:
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        return False
    samples, rate_hz = soundfile.read(file)
    return bool(rate_hz == RATE_HZ and len(samples) == round(SECONDS * RATE_HZ))


def _is_temporary(file: Path) -> bool:
    hidden = file.name.startswith(".") and file.is_file()
    return hidden or file.suffix in (".part", ".tmp")


def _listed(title: str, wrong: Sequence[str]) -> Iterator[str]:
    yield f"{title:<44}{len(wrong):>7,} {' '.join(wrong[:_SHOWN])}".rstrip()
