"""`foley-bridge cues` that waits for a daemon instead of starting one: python -m benchmarks.reliability.cue_host.

With --osc ID it is a host that has the daemon make the sheet, by one request of that id.

The program that `cue_kills` kills, whose daemon it kills, too.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.cues.keeping import Record, wishes_of
from foley_bridge.cues.making import Maker
from foley_bridge.cues.placing import write_cue_project
from foley_bridge.cues.sheet import Defaults, read_sheet
from foley_bridge.daemon.session import read_session
from foley_bridge.folders import user_folders
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import NotAvailableError

RATE_HZ = 8000
WAIT_MOST_S = 30.0


def main() -> int:
    """Make a sheet; 0 when every cue has takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheet", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--osc", metavar="ID", help="ask for the sheet as one request")
    args = parser.parse_args()
    if args.osc:
        return _over_osc(args.sheet, args.folder, args.osc)
    cues, folders = read_sheet(args.sheet, Defaults()), user_folders()
    options = {"rate": RATE_HZ}
    with Record(args.folder) as record:
        maker = Maker(record, args.folder, options, connect=_waiting, folders=folders, on_step=lambda _: None)
        made = {wish.cue.row: one for wish, one in maker.make(wishes_of(cues, options, seed=1))}
        write_cue_project(args.folder, cues, made, rate_hz=RATE_HZ)
    return 0 if all(one.takes for one in made.values()) else 1


def _over_osc(sheet: Path, folder: Path, own_id: str) -> int:
    """The same call again and again, to whichever daemon is there, until it has its last word."""
    while True:
        with _waiting() as client:
            last = _asked(client, sheet, folder, own_id)
        if last is not None:
            return 0 if last.address == "/foley/done" and last.values["rejected"] == 0 else 1


def _asked(client: Client, sheet: Path, folder: Path, own_id: str) -> Answer | None:
    """The last word; None where the daemon ended before it."""
    pairs: dict[str, Argument] = {"out": str(folder), "rate": RATE_HZ}
    while True:
        client.tell("/foley/cues", str(sheet), pairs=pairs, request_id=own_id)
        answer: Answer | None = None
        while (answer := client.receive(1.0)) is not None:
            if answer.id == own_id and answer.final:
                return answer
        if _gone(client):
            return None


def _gone(client: Client) -> bool:
    try:
        there = read_session(user_folders())
    except NotAvailableError:
        return True
    return (there.pid, there.port) != (client.session.pid, client.session.port)


@contextmanager
def _waiting() -> Iterator[Client]:
    """A client of the daemon that somebody else starts again."""
    deadline_s = time.monotonic() + WAIT_MOST_S
    while time.monotonic() < deadline_s:
        with suppress(NotAvailableError), Client.connect() as client:
            yield client
            return
        time.sleep(0.02)
    raise NotAvailableError(f"No daemon came within {WAIT_MOST_S:g} s.")


if __name__ == "__main__":
    sys.exit(main())
