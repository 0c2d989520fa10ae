"""How an engine process is started: which command, on which device, with how much of the machine."""

import sys
from dataclasses import dataclass, field

NICE = 10  # the daemon's socket answers at once while the engine has every core


def engine_command() -> tuple[str, ...]:
    """The engine of this interpreter; -P, so that no file of the folder it happens to run in is imported."""
    return (sys.executable, "-P", "-m", "foley_bridge.engine.worker")


@dataclass(frozen=True)
class Launch:
    """What the supervisor starts. `threads` 0 leaves their number to torch; `nice` is added to the daemon's own."""

    command: tuple[str, ...] = field(default_factory=engine_command)
    device: str = "auto"
    dtype: str = "auto"
    offload: str = "none"
    threads: int = 0
    nice: int = NICE
