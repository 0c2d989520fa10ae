"""What the daemon says, as it reaches the windows."""

from collections.abc import Mapping
from dataclasses import dataclass

from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer


@dataclass(frozen=True)
class Status:
    """Where queue, engine and pack stand."""

    version: str = ""
    pack: str = ""
    adapter: str = ""  # file of the one in use; "" for none
    engine: str = "asleep"  # asleep, loading, ready or busy
    device: str = "auto"
    queued: int = 0
    running: str = ""  # id of the request at work
    stage: str = ""  # of it: load, text, source, denoise, decode, rank or write
    fraction: float = 0.0  # of it
    left_s: float = -1.0  # estimated seconds left of it; below 0 where there is no estimate
    training: str = ""  # id of the training that is on its way
    memory_mb: int = 0  # of the engine
    uptime_s: int = 0
    sounds: str = ""  # folder

    @property
    def at_work(self) -> bool:
        """Whether something is being made or learnt, or waits for it."""
        return bool(self.running or self.training or self.queued)

    @classmethod
    def of(cls, answer: Answer) -> "Status":
        """From the answer to /foley/status; what an earlier daemon leaves out has its default."""
        said = answer.values
        return cls(
            version=str(said.get("version", "")),
            pack=str(said.get("pack", "")),
            adapter=str(said.get("adapter", "")),
            engine=str(said.get("engine", cls.engine)),
            device=str(said.get("device", cls.device)),
            queued=int(said.get("queued", 0)),
            running=str(said.get("running", "")),
            stage=str(said.get("stage", "")),
            fraction=float(said.get("fraction", 0.0)),
            left_s=float(said.get("left", -1.0)),
            training=str(said.get("training", "")),
            memory_mb=int(said.get("memory", 0)),
            uptime_s=int(said.get("uptime", 0)),
            sounds=str(said.get("sounds", "")),
        )


@dataclass(frozen=True)
class Told:
    """One event to subscribers; `request` is "" where it is about none."""

    kind: str
    request: str
    values: Mapping[str, Argument]
