"""What daemon and engine say to one another, as frames: commands one way, events and state the other.

To the engine, under `do`: settings (the first), generate (run, job, order, batch_size, skip), train (run, job, order,
batch_size), embed (run, pack, adapter, prompts, lengths, aside; the sounds as the body), cancel (run), warm (pack),
stop. From it, under `tell`: loading, ready; and of a run, by its number, so that what an abandoned one still tells can
be told apart: advanced, made, ranked, finished, failed (code, text), of a training refused, stepped, sampled, noted,
trained, and embedded.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from foley_bridge.engine.events import Advanced, Embedded, EngineEvent, Finished, Made, Ranked
from foley_bridge.engine.frames import Frame, FrameError
from foley_bridge.training.told import Ended, FileRefused, Noted, Sampled, Stepped, TrainingTold
from foley_models.errors import (
    CancelledError,
    DestinationError,
    DeviceMemoryError,
    DiskFullError,
    EngineCrashedError,
    FoleyError,
    NotAvailableError,
    NothingPassedError,
    PackError,
    PromptTooLongError,
    RequestError,
    TrainingError,
)

Kind = TypeVar("Kind")

LOADING, READY, FINISHED, FAILED, TRAINED = "loading", "ready", "finished", "failed", "trained"
EMBEDDED = "embedded"
ENDS = (FINISHED, FAILED, TRAINED, EMBEDDED)  # nothing of a run comes after these
NO_RUN = 0  # what belongs to no run, such as warming up

_EVENTS: Mapping[str, type[EngineEvent]] = {
    "advanced": Advanced,
    "made": Made,
    "ranked": Ranked,
    FINISHED: Finished,
}
_NAMES = {kind: name for name, kind in _EVENTS.items()}
_TRAINING_EVENTS: Mapping[str, type[TrainingTold]] = {
    "advanced": Advanced,
    "refused": FileRefused,
    "stepped": Stepped,
    "sampled": Sampled,
    "noted": Noted,
    TRAINED: Ended,
}
_TRAINING_NAMES = {kind: name for name, kind in _TRAINING_EVENTS.items()}
_ERRORS: Mapping[str, type[FoleyError]] = {
    error.code: error
    for error in (
        CancelledError,
        DestinationError,
        DeviceMemoryError,
        DiskFullError,
        EngineCrashedError,
        NotAvailableError,
        NothingPassedError,
        PackError,
        PromptTooLongError,
        RequestError,
        TrainingError,
    )
}


@dataclass(frozen=True)
class Settings:
    """How an engine process is to run, told to it first; "auto" and 0 leave the choice to torch."""

    device: str
    dtype: str
    threads: int
    nice: int
    offload: str = "none"


@dataclass(frozen=True)
class Generate:
    """One order to be made; `order` is its JSON."""

    run: int
    job: str
    order: str
    batch_size: int
    skip: tuple[int, ...]


@dataclass(frozen=True)
class Train:
    """A training to be begun, or gone on with; `order` is its JSON, `batch_size` what fits into memory at a time."""

    run: int
    job: str
    order: str
    batch_size: int


@dataclass(frozen=True)
class Embed:
    """Prompts and sounds to be embedded; `samples` holds the sounds of these `lengths` one after the other as float32.

    They are mono at the rate that an answer tells; `aside` is whether it may be answered between two steps of a sound.
    """

    run: int
    pack: str
    adapter: str
    prompts: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    samples: bytes = field(default=b"", repr=False)
    aside: bool = False


def settings_frame(settings: Settings) -> Frame:
    """The first frame to an engine."""
    return Frame({"do": "settings", **asdict(settings)})


def read_settings(frame: Frame | None) -> Settings:
    """What `settings_frame` wrote. FrameError for any other frame."""
    if frame is None or frame.header.get("do") != "settings":
        raise FrameError("The first frame to an engine must be its settings.")
    return _read(frame.header, lambda values: Settings(**values), without=("do",))


def generate_frame(command: Generate) -> Frame:
    """The order to make sounds."""
    return Frame({"do": "generate", **asdict(command)})


def read_generate(frame: Frame) -> Generate:
    """What `generate_frame` wrote. FrameError for what is not one."""
    return _read(frame.header, lambda values: Generate(**values | {"skip": tuple(values["skip"])}), without=("do",))


def train_frame(command: Train) -> Frame:
    """The order to train."""
    return Frame({"do": "train", **asdict(command)})


def read_train(frame: Frame) -> Train:
    """What `train_frame` wrote. FrameError for what is not one."""
    return _read(frame.header, lambda values: Train(**values), without=("do",))


def embed_frame(command: Embed) -> Frame:
    """The order to embed."""
    values = {one.name: getattr(command, one.name) for one in fields(command) if one.name != "samples"}
    return Frame({"do": "embed", **values}, command.samples)


def read_embed(frame: Frame) -> Embed:
    """What `embed_frame` wrote. FrameError for what is not one, or sounds that are not as long as it says."""

    def build(values: dict[str, Any]) -> Embed:
        parts = {"prompts": tuple(values["prompts"]), "lengths": tuple(values["lengths"])}
        if len(frame.body) != 4 * sum(parts["lengths"]):
            raise ValueError
        return Embed(**values | parts, samples=frame.body)

    return _read(frame.header, build, without=("do",))


def embedded_frame(run: int, embedded: Embedded) -> Frame:
    """The answer to `embed_frame`."""
    return Frame({"tell": EMBEDDED, "run": run, "rate_hz": embedded.rate_hz}, embedded.vectors)


def read_embedded(frame: Frame) -> Embedded:
    """What `embedded_frame` wrote. FrameError for what is not one."""
    return _read(frame.header, lambda values: Embedded(**values, vectors=frame.body), without=("tell", "run"))


def training_frame(run: int, event: TrainingTold) -> Frame:
    """An event of a training."""
    return Frame({"tell": _TRAINING_NAMES[type(event)], "run": run, **asdict(event)})


def read_training(frame: Frame) -> TrainingTold:
    """What `training_frame` wrote. FrameError for what is not one."""
    kind = _TRAINING_EVENTS.get(str(frame.header.get("tell")))
    if kind is None:
        raise FrameError(f"The engine told the unknown {frame.header.get('tell')!r} of a training.")
    return _read(frame.header, lambda values: kind(**values), without=("tell", "run"))


def event_frame(run: int, event: EngineEvent) -> Frame:
    """An event of a run."""
    values = {one.name: getattr(event, one.name) for one in fields(event) if one.name != "pcm"}
    return Frame({"tell": _NAMES[type(event)], "run": run, **values}, event.pcm if isinstance(event, Made) else b"")


def read_event(frame: Frame) -> EngineEvent:
    """What `event_frame` wrote. FrameError for what is not one."""
    name = frame.header.get("tell")
    if not isinstance(name, str) or name not in _EVENTS:
        raise FrameError(f"The engine told the unknown {name!r}.")

    def build(values: dict[str, Any]) -> EngineEvent:
        if name == "made":
            return Made(**values, pcm=frame.body)
        if name == "ranked":
            return Ranked(tuple(values["indices"]))
        return _EVENTS[name](**values)

    return _read(frame.header, build, without=("tell", "run"))


def failed_frame(run: int, code: str, text: str) -> Frame:
    """The end of a run that could not be met."""
    return Frame({"tell": FAILED, "run": run, "code": code, "text": text})


def read_failure(frame: Frame) -> FoleyError:
    """The error that `failed_frame` told of: of the kind that its code stands for."""
    text = str(frame.header.get("text"))
    return _ERRORS.get(str(frame.header.get("code")), FoleyError)(text)


def _read(values: Mapping[str, Any], build: Callable[[dict[str, Any]], Kind], *, without: tuple[str, ...]) -> Kind:
    try:
        return build({name: value for name, value in values.items() if name not in without})
    except (TypeError, KeyError, ValueError) as error:
        raise FrameError(f"A frame of another version: {str(values)[:200]!r}.") from error
