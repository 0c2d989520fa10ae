"""How long it takes until another adapter is in use, through the daemon: python -m benchmarks.adapter_use A B.

    python -m benchmarks.adapter_use boots.safetensors doors.safetensors --times 12

A real daemon with the embedded pack; the adapters (files, of the same pack) and none are used in turn. After each
`/foley/use` a sound is asked for twice: what the first takes longer than the second is what putting the adapter on
costs. A switch is the answer of `/foley/use` and that.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.reliability.daemons import REAL, DaemonProcess, Socket

PACK, PROMPT, SECONDS = "core", "heavy boots on gravel", 1.0
SOUND_MOST_S = 120.0


@dataclass(frozen=True)
class Switch:
    """Seconds of one: until `/foley/use` was answered, of the first sound after it and of the second."""

    used_s: float
    first_s: float
    second_s: float

    @property
    def whole_s(self) -> float:
        """What the switch cost."""
        return self.used_s + max(0.0, self.first_s - self.second_s)


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line for each adapter; 1 where a median is a second or more."""
    args = _parser().parse_args(argv)
    missing = [one for one in args.adapters if not one.is_file()]
    if missing:
        sys.stderr.write(f"benchmarks.adapter_use: {missing[0]} is no file: name adapters that were trained.\n")
        return 1
    found = switches([*(str(one.resolve()) for one in args.adapters), ""], args.times)
    for adapter, of_it in found.items():
        name = Path(adapter).parent.name if adapter else "none"
        wholes = [one.whole_s for one in of_it]
        parts = f"use {median(one.used_s for one in of_it) * 1e3:.0f} ms, "
        parts += f"first sound {median(one.first_s for one in of_it):.2f} s, "
        parts += f"second {median(one.second_s for one in of_it):.2f} s"
        print(f"{name}: switch {median(wholes):.2f} s (median of {len(wholes)}, at most {max(wholes):.2f}): {parts}")
    return 0 if all(median(one.whole_s for one in of_it) < 1.0 for of_it in found.values()) else 1


def switches(adapters: Sequence[str], times: int) -> dict[str, list[Switch]]:
    """Each adapter ("" is none) so many times, in turn."""
    found: dict[str, list[Switch]] = {one: [] for one in adapters}
    with (
        tempfile.TemporaryDirectory() as name,
        DaemonProcess(Path(name) / "home", REAL) as daemon,
        daemon.socket() as host,
    ):
        folder = Path(name)
        for _ in range(2):  # the pack is loaded, its first sound is made
            sound_s(host, folder)
        for _ in range(times):
            for one in adapters:
                found[one].append(_switch(host, one, folder))
    return found


def _switch(host: Socket, adapter: str, folder: Path) -> Switch:
    began_s = time.perf_counter()
    answer = host.ask("/foley/use", PACK, "adapter", adapter)
    if answer.word == "failed":
        raise RuntimeError(str(answer.values["message"]))
    used_s = time.perf_counter() - began_s
    return Switch(used_s, sound_s(host, folder), sound_s(host, folder))


def sound_s(host: Socket, folder: Path) -> float:
    """Seconds until one sound of the prompt is there."""
    began_s = time.perf_counter()
    pairs = ("destination", str(folder), "pool", 1, "under", "mark", "seed", 1)
    own_id = host.send("/foley/generate", PROMPT, SECONDS, 1, *pairs)
    while (answer := host.answer(SOUND_MOST_S)) is not None:
        if answer.id == own_id and answer.final:
            if answer.word != "done":
                raise RuntimeError(f"the sound ended with {answer.word}: {answer.values}")
            return time.perf_counter() - began_s
    raise TimeoutError(f"no sound came within {SOUND_MOST_S:g} s")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.adapter_use",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("adapters", nargs="+", type=Path, metavar="ADAPTER", help="files of adapters of core")
    parser.add_argument("--times", type=int, default=12, help="how often each is put on (12)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
