"""`foley-bridge cues` that waits for a daemon instead of starting one: python -m benchmarks.reliability.cue_host.

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
from foley_bridge.folders import user_folders
from foley_models.errors import NotAvailableError

RATE_HZ = 8000
WAIT_MOST_S = 30.0


def main() -> int:
    """Make a sheet; 0 when every cue has takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheet", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    cues, folders = read_sheet(args.sheet, Defaults()), user_folders()
    options = {"rate": RATE_HZ}
    with Record(args.folder) as record:
        maker = Maker(record, args.folder, options, connect=_waiting, folders=folders, on_step=lambda _: None)
        made = {wish.cue.row: one for wish, one in maker.make(wishes_of(cues, options, seed=1))}
        write_cue_project(args.folder, cues, made, rate_hz=RATE_HZ)
    return 0 if all(one.takes for one in made.values()) else 1


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
