"""`foley-bridge batch` with an engine of one's choice, for `batch_kills`."""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from foley_bridge.batch.job import BatchJob
from foley_bridge.batch.whole import Batch, Ways
from foley_bridge.cues.sheet import Defaults, read_sheet
from foley_bridge.folders import user_folders
from foley_bridge.progress import shown_progress
from foley_bridge.settings import load_settings
from foley_models.errors import FoleyError
from tests.bridge.engine.quick_worker import quick_command

RATE_HZ = 16_000
QUICK = "quick"  # no model: noise bursts in milliseconds


def main() -> int:
    """Make a sheet; 0 when every cue has takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheet", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", default=QUICK, help="quick, or a pack's name or folder")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ray", help="auto, local or HOST:PORT; without it by this machine alone")
    args = parser.parse_args()
    folders = user_folders()
    quick = args.pack == QUICK
    job = BatchJob(args.sheet, args.folder, RATE_HZ, pack=None if quick else args.pack)
    command = quick_command() if quick else ()
    settings = load_settings(folders.settings_file)
    settings = replace(settings, engine=replace(settings.engine, nice=0))  # as the rest of the machine, not behind it
    batch = Batch(job, read_sheet(args.sheet, Defaults(timed=False)), settings, folders)
    with shown_progress(sys.stderr) as progress:
        ways = Ways(workers=args.workers, ray=args.ray, device="cpu", command=command)
        return 0 if batch.make(ways, progress) else 1


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        sys.exit(main())
    except FoleyError as error:
        sys.exit(str(error))
