"""Two seats, a server, and cables that are pulled and plugged: what was asked is made once, and each has its turn.

    python -m benchmarks.seats.proof --cues 120 --pulls 3 --down 45

Runs in networks of its own (`unshare`, `ip`, no rights of an administrator); the engine is the one without a model.
"""

import argparse
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from benchmarks.reliability.daemons import DaemonProcess
from benchmarks.seats.host import TAKES
from benchmarks.seats.network import INSIDE, Machine, machines, why_not
from foley_bridge.daemon.session import load_token
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.journal.rows import Row
from foley_bridge.osc import slip
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from tests.bridge.processes import COMMAND, environment

PORT = 9000
WAIT_S = 120.0
SINGLES = 5
NOTICED = "it said nothing for"
_STOLEN = "stolen"
_MARKER = "FOLEY_BRIDGE_SEATS_INSIDE"


@dataclass
class Found:
    """What became of everything; each list is empty where the promise holds."""

    requests: int = 0
    sounds: int = 0
    lost: list[str] = field(default_factory=list)  # asked, and not done with all their sounds
    doubled: list[str] = field(default_factory=list)
    spoilt: list[str] = field(default_factory=list)  # files that are not what was made
    not_imported: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)  # seats whose own order was not kept
    strange: list[str] = field(default_factory=list)
    beside: int = 0  # cues of the sheet that still waited when the last single prompt was done
    places: list[int] = field(default_factory=list)  # of the single prompts, behind the sheet of the other seat
    singles_s: list[float] = field(default_factory=list)
    sheet_s: float = 0.0
    noticed: int = 0  # times a seat said that its cable was pulled
    server_noticed_s: float = -1.0  # until the server had no connection of the pulled seat; below 0: not waited for
    stranger_heard: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every promise is kept."""
        broken = self.lost + self.doubled + self.spoilt + self.not_imported + self.out_of_order + self.strange
        return not broken and max(self.places, default=0) <= 1 and set(self.stranger_heard) <= {"unauthorised"}


@dataclass(frozen=True)
class Pulling:
    """How a cable is pulled: so often, and left so for so long after the seat has noticed."""

    times: int
    down_s: float
    server_too: bool  # the first time, until the server has noticed as well


class SeatProcess:
    """`foley-bridge seat` on a machine, with what it says."""

    def __init__(self, machine: Machine, home: Path, token_file: Path, *, silence_s: float) -> None:
        self.machine, self.home = machine, home
        where = f"{machine.server_host}:{PORT}"
        options = ("--token-file", str(token_file), "--home", str(home), f"--silence={silence_s:g}")
        command = (*machine.inside(), *COMMAND, "seat", where, *options, f"--name=seat-{machine.number}")
        self._said = home.with_suffix(".said")
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(command, env=environment(), stdout=said, stderr=said)

    def stop(self) -> None:
        """End it as a user would."""
        self._process.terminate()
        self._process.wait(WAIT_S)

    def said(self) -> str:
        """All that it said so far."""
        return self._said.read_text(encoding="utf-8")

    def wait_for(self, words: str, times: int = 1) -> None:
        """Until it said so, so often."""
        deadline_s = time.monotonic() + WAIT_S
        while self.said().count(words) < times:
            if self._process.poll() is not None or time.monotonic() > deadline_s:
                raise RuntimeError(f"a seat did not say {words!r}: {self.said()}")
            time.sleep(0.05)

    def host(self, *options: str) -> "subprocess.Popen[str]":
        """A host of this seat; it prints what it heard at its end."""
        script = (sys.executable, "-m", "benchmarks.seats.host", "--home", str(self.home))
        project = ("--project", str(self.project))
        return subprocess.Popen(
            [*self.machine.inside(), *script, *project, *options],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def project(self) -> Path:
        """Where its hosts want their sounds."""
        return self.home / "project"


def prove(home: Path, *, cues: int, pulls: int, down_s: float, silence_s: float, wait_for_server: bool) -> Found:
    """Run all of it in here, which must be in a network of its own."""
    found = Found()
    with ExitStack() as until:
        one, two = machines(2, until)
        daemon = DaemonProcess(home / "server")
        daemon.configure(f'[network]\ntcp_port = {PORT}\ntcp_host = "0.0.0.0"\nspool = false\n')
        until.enter_context(daemon)
        token_file = home / "token"
        token_file.touch(0o600)
        token_file.write_text(load_token(daemon.folders))
        _meet_stranger(two, found)
        seats = [SeatProcess(each, home / f"seat{each.number}", token_file, silence_s=silence_s) for each in (one, two)]
        for seat in seats:
            until.callback(seat.stop)
            seat.wait_for("connected to")
        pulling = Pulling(pulls, down_s, server_too=wait_for_server)
        heard = _work(daemon, seats, found, cues=cues, pulling=pulling)
        heard |= _cancel(seats[0], down_s=down_s)
        _audit(daemon, seats, heard, found)
    return found


def _work(
    daemon: DaemonProcess, seats: Sequence[SeatProcess], found: Found, *, cues: int, pulling: Pulling
) -> dict[str, Any]:
    """A sheet at the first seat, whose cable is pulled; single prompts at the second, once the sheet is there."""
    sheet_at, singles_at = seats
    began_s = time.monotonic()
    sheet = sheet_at.host("--name=sheet", f"--cues={cues}", "--prompt=slow boots", "--together")
    singles: subprocess.Popen[str] | None = None
    for number in range(1, pulling.times + 1):
        sheet_at.machine.pull()
        sheet_at.wait_for(NOTICED, number)
        if pulling.server_too and number == 1:
            found.server_noticed_s = _server_lets_go(sheet_at.machine)
        _leave_down(pulling.down_s)
        sheet_at.machine.plug()
        sheet_at.wait_for("connected to", number + 1)
        if singles is None:
            _wait_for_jobs(daemon, cues)
            singles = singles_at.host("--name=single", f"--cues={SINGLES}", "--prompt=slow rain")
    assert singles is not None
    second = _result(singles)
    found.beside = _cues_left(daemon)
    first = _result(sheet)
    found.sheet_s = time.monotonic() - began_s
    found.noticed = sheet_at.said().count(NOTICED)
    found.places = [one["place"] for one in second.values()]
    found.singles_s = [one["took_s"] for one in second.values()]
    return first | second


def _cancel(seat: SeatProcess, *, down_s: float) -> dict[str, Any]:
    """A request that goes on for ever, cancelled while the cable is pulled."""
    host = seat.host("--name=endless", "--cues=1", "--prompt=held boots", "--cancel")
    assert host.stdout is not None
    assert host.stdin is not None
    assert host.stdout.readline() == "running\n"
    pulled = seat.said().count(NOTICED)
    seat.machine.pull()
    seat.wait_for(NOTICED, pulled + 1)
    host.stdin.write("\n")
    host.stdin.flush()
    _leave_down(down_s)
    seat.machine.plug()
    return _result(host)


def _wait_for_jobs(daemon: DaemonProcess, count: int) -> None:
    reader, deadline_s = JournalReader(daemon.folders.journal_file), time.monotonic() + WAIT_S
    while len(reader.page(limit=count)) < count:
        if time.monotonic() > deadline_s:
            raise RuntimeError("the sheet did not come to the server")
        time.sleep(0.05)


def _cues_left(daemon: DaemonProcess) -> int:
    rows = JournalReader(daemon.folders.journal_file).page(limit=100_000)
    return sum(row.job.state is State.QUEUED and row.job.id.startswith("sheet") for row in rows)


def _leave_down(seconds: float) -> None:
    """What a person does who looks for the right cable."""
    time.sleep(seconds)


def _server_lets_go(machine: Machine) -> float:
    """Seconds until the server has no connection of that machine any more."""
    began_s = time.monotonic()
    while f"{machine.own_host}:" in _connections():
        if time.monotonic() - began_s > WAIT_S:
            raise RuntimeError(f"the server still has a connection of {machine.own_host}")
        time.sleep(0.5)
    return time.monotonic() - began_s


def _connections() -> str:
    shown = ["ss", "--no-header", "--tcp", "--numeric", "state", "established", f"sport = :{PORT}"]
    return subprocess.run(shown, check=True, capture_output=True, text=True).stdout


def _result(host: "subprocess.Popen[str]") -> dict[str, Any]:
    out, _ = host.communicate(timeout=None)
    if host.returncode:
        raise RuntimeError(f"a host ended with {host.returncode}")
    heard: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return heard


def _meet_stranger(machine: Machine, found: Found) -> None:
    """Somebody in the same network without the token, or with a wrong one."""
    script = "from benchmarks.seats.proof import strange; strange()"
    done = subprocess.run(
        [*machine.inside(), sys.executable, "-c", script, machine.server_host],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    found.stranger_heard = done.stdout.split()


def strange() -> None:
    """What runs there: prints the codes that it is answered with."""
    calls: list[tuple[str, tuple[Argument, ...]]] = [
        ("/foley/generate", (_STOLEN, "boots", 1.0, 1)),
        ("/foley/cancel", ("c", _STOLEN)),
        ("/foley/fetch", ("f", _STOLEN, 0, 0)),
        ("/foley/use", ("u", "core")),
        ("/foley/subscribe", ("s",)),
        ("/foley/status", ("t",)),
    ]
    for token in ((), ("token", "0" * 64)):
        for address, arguments in calls:
            with socket.create_connection((sys.argv[1], PORT), WAIT_S) as connection:
                packet = encode_message(Message(address, (*arguments, *token)))
                connection.sendall(slip.encode(packet))
                answer = connection.recv(65_536)
            print("unauthorised" if b"unauthorised\0" in answer else repr(answer))


def _audit(daemon: DaemonProcess, seats: Sequence[SeatProcess], heard: dict[str, Any], found: Found) -> None:
    """Compare what hosts heard with the server's journal and with the files."""
    reader = JournalReader(daemon.folders.journal_file)
    rows = reader.page(limit=100_000)
    by_own = {row.job.id.rpartition(".")[0]: row for row in rows}
    found.requests = len(rows)
    found.strange += [row.job.id for row in rows if row.job.id.rpartition(".")[0] not in heard]
    found.doubled += [name for name in heard if sum(row.job.id.startswith(f"{name}.") for row in rows) > 1]
    for name, told in heard.items():
        row = by_own.get(name)
        if row is None:
            found.lost.append(name)
        elif name.startswith("endless"):
            if (row.job.state, told["last"]) != (State.CANCELLED, "cancelled"):
                found.lost.append(f"{name} is {row.job.state}, and its host heard {told['last']!r}")
        else:
            _audit_one(reader, row, told, found)
    _audit_files(seats, heard, found)
    for seat in sorted({row.job.seat for row in rows}):
        mine = sorted((row for row in rows if row.job.seat == seat), key=lambda row: row.number)
        names = [row.job.id for row in mine if row.job.id.startswith(("sheet", "single"))]
        if names != sorted(names):
            found.out_of_order.append(seat)


def _audit_one(reader: JournalReader, row: Row, told: dict[str, Any], found: Found) -> None:
    made = {one.index: one for one in _settled(reader, row.job.id)}
    if row.job.state is not State.DONE or told["last"] != "done" or len(told["paths"]) != TAKES:
        found.lost.append(row.job.id)
    if told["other_paths"] or len(made) != TAKES or row.job.attempts != 1:
        found.doubled.append(row.job.id)
    for index, path in told["paths"].items():
        data = Path(path).read_bytes()
        if hashlib.sha256(data).hexdigest() != made[int(index)].sha256:
            found.spoilt.append(path)
        if not made[int(index)].imported:
            found.not_imported.append(f"{row.job.id}#{index}")


def _settled(reader: JournalReader, job: str) -> Sequence[Any]:
    """Its sounds, once the last import has reached the server."""
    deadline_s = time.monotonic() + 10.0
    sounds = reader.candidates(job)
    while not all(one.imported for one in sounds) and time.monotonic() < deadline_s:
        time.sleep(0.05)
        sounds = reader.candidates(job)
    return sounds


def _audit_files(seats: Sequence[SeatProcess], heard: dict[str, Any], found: Found) -> None:
    told = [path for one in heard.values() for path in one["paths"].values()]
    there = [str(path) for seat in seats for path in seat.project.rglob("*") if path.is_file()]
    parts = [str(path) for seat in seats for path in (seat.home / "state" / "parts").iterdir()]
    found.sounds = len(there)
    found.doubled += [path for path in there if path not in told] + sorted({one for one in told if told.count(one) > 1})
    found.lost += [path for path in told if path not in there]
    found.strange += parts


def report(found: Found, out: IO[str]) -> None:
    """What was found, as sentences."""
    rows = {
        "requests at the server": found.requests,
        "sound files at the seats": found.sounds,
        "lost, doubled, spoilt": f"{len(found.lost)}, {len(found.doubled)}, {len(found.spoilt)}",
        "sounds whose import the server does not know": len(found.not_imported),
        "seats whose own order was not kept": len(found.out_of_order),
        "left behind or of strangers": len(found.strange),
        "cues of the sheet that still waited behind the last single prompt": found.beside,
        "requests before a single prompt, at most": max(found.places, default=0),
        "seconds of the single prompts": ", ".join(f"{one:.1f}" for one in found.singles_s),
        "seconds of the sheet, pulled cables in it": f"{found.sheet_s:.0f}",
        "times the seat said that its cable was pulled": found.noticed,
        "seconds until the server let go of it, from then on": f"{found.server_noticed_s:.0f}",
        "what strangers heard": f"{len(found.stranger_heard)} times {', '.join(sorted(set(found.stranger_heard)))}",
    }
    width = max(map(len, rows))
    for name, value in rows.items():
        out.write(f"{name:<{width}}  {value}\n")
    for name in ("lost", "doubled", "spoilt", "not_imported", "out_of_order", "strange"):
        for one in getattr(found, name)[:10]:
            out.write(f"{name}: {one}\n")


def main() -> int:
    """Measure; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cues", type=int, default=120, help="of the sheet of the first seat")
    parser.add_argument("--pulls", type=int, default=3, help="times its cable is pulled")
    parser.add_argument("--down", type=float, default=20.0, help="seconds that it stays so after the seat noticed")
    parser.add_argument("--silence", type=float, default=15.0, help="seconds after which a seat takes it for pulled")
    parser.add_argument("--server-too", action="store_true", help="wait the first time until the server noticed, too")
    args = parser.parse_args()
    if _MARKER not in os.environ:
        reason = why_not()
        if reason:
            sys.exit(reason)
        inside = [*INSIDE, sys.executable, "-m", "benchmarks.seats.proof", *sys.argv[1:]]
        return subprocess.run(inside, env=environment() | {_MARKER: "1"}, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="foley-seats-") as folder:
        found = prove(
            Path(folder),
            cues=args.cues,
            pulls=args.pulls,
            down_s=args.down,
            silence_s=args.silence,
            wait_for_server=args.server_too,
        )
    report(found, sys.stdout)
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
