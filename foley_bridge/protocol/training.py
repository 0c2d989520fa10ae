"""From a call of /foley/train to a complete order: what is learnt from, with which pack, and how."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from foley_bridge.osc.message import Argument
from foley_bridge.protocol.generation import PATH_MOST_CHARACTERS, PROJECT_MOST_CHARACTERS, digest_of
from foley_bridge.protocol.parse import Call, shown
from foley_models.errors import RequestError
from foley_models.limits import SEED_MOST, check_request
from foley_models.requests import GenerationRequest
from foley_models.training.settings import TrainSettings, check_processes

PROMPTS_MOST = 8
LICENCE_MOST_CHARACTERS = 200
LEAST_VALIDATION, MOST_VALIDATION = 0.05, 0.5
LEAST_MINUTES, MOST_MINUTES = 0.1, 10_000.0
DEFAULT_VALIDATION = 0.2
PROCESSES_MOST = 64  # on one machine
BETWEEN_PROMPTS = "|"


@dataclass(frozen=True)
class TrainOrder:
    """A training as it was accepted: complete, so that it can lie in the journal and go on after a crash."""

    source: str  # absolute: a folder, an .RPP or a CSV
    name: str  # of the adapter and of its folder
    folder: str  # absolute: where everything of it lies
    pack: str  # name or folder
    licence: str
    validation_share: float
    minutes: float | None  # in place of the settings' steps
    settings: TrainSettings
    asked: str = ""  # SHA-256 of what the host said; the same id with another one is another request
    processes: int = 1  # on this machine, which take each step together

    def to_json(self) -> str:
        """One line of JSON, the same for equal orders."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "TrainOrder":
        """The order that `to_json` wrote. RequestError where it is not one (a journal of another version)."""
        try:
            fields = json.loads(text)
            settings = fields.pop("settings")
            settings["sample_prompts"] = tuple(settings["sample_prompts"])
            return cls(settings=TrainSettings(**settings), **fields)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise RequestError(f"This is no training of this version: {text[:200]!r}.") from error


@dataclass(frozen=True)
class TrainRequest:
    """What a host said of a training, checked; where it goes and what it is called is the training room's business."""

    source: str
    name: str  # "" where the host gave none
    pack: str
    licence: str
    validation_share: float
    minutes: float | None
    settings: TrainSettings
    asked: str
    processes: int = 1

    def order(self, *, name: str, folder: str) -> TrainOrder:
        """The order, once its name and folder are settled."""
        return TrainOrder(
            source=self.source,
            name=name,
            folder=folder,
            pack=self.pack,
            licence=self.licence,
            validation_share=self.validation_share,
            minutes=self.minutes,
            settings=self.settings,
            asked=self.asked,
            processes=self.processes,
        )


def train_request_of(call: Call, pack: str) -> TrainRequest:
    """What a call of /foley/train says; `pack` is the one in use. RequestError for what cannot be met."""
    pairs, settings = call.pairs, _settings(call.pairs)
    return TrainRequest(
        source=_source(call.text("path")),
        name=_bounded("name", str(pairs.get("name", "")).strip(), PROJECT_MOST_CHARACTERS),
        pack=_bounded("pack", str(pairs.get("pack") or pack), PATH_MOST_CHARACTERS),
        licence=_bounded("licence", str(pairs.get("licence", "")).strip(), LICENCE_MOST_CHARACTERS),
        validation_share=_between(pairs, "validation", LEAST_VALIDATION, MOST_VALIDATION, default=DEFAULT_VALIDATION),
        minutes=_minutes(pairs),
        settings=settings,
        asked=digest_of(call),
        processes=_processes(pairs, settings),
    )


def prompts_of(text: str) -> tuple[str, ...]:
    """The prompts in one text, with | between them. RequestError where there are too many, or one cannot be made."""
    prompts = tuple(one.strip() for one in text.split(BETWEEN_PROMPTS) if one.strip())
    if len(prompts) > PROMPTS_MOST:
        raise RequestError(f"prompts holds {len(prompts)}: give at most {PROMPTS_MOST}.")
    for one in prompts:
        check_request(GenerationRequest(one))
    return prompts


def _settings(pairs: Mapping[str, Argument]) -> TrainSettings:
    standard = TrainSettings()
    seed = int(pairs.get("seed", standard.seed))
    if not 0 <= seed <= SEED_MOST:
        raise RequestError(f"seed is {seed}: choose a whole number from 0 to {SEED_MOST}.")
    return TrainSettings(
        # What is none of the known words is refused by the settings themselves, which list them.
        method=str(pairs.get("method") or standard.method),  # type: ignore[arg-type]
        latent_clap=_switch(pairs, "latent_clap", default=standard.latent_clap),
        latent_weight=float(pairs["latent_weight"]) if "latent_weight" in pairs else None,
        steps=int(pairs.get("steps", standard.steps)),
        batch_size=int(pairs.get("batch", standard.batch_size)),
        rate=float(pairs["rate"]) if "rate" in pairs else None,
        seed=seed,
        save_every=int(pairs.get("save_every", standard.save_every)),
        sample_every=int(pairs.get("sample_every", standard.sample_every)),
        sample_prompts=prompts_of(str(pairs.get("prompts", ""))),
        judge_every=int(pairs.get("judge_every", standard.judge_every)),
    )


def _processes(pairs: Mapping[str, Argument], settings: TrainSettings) -> int:
    processes = int(pairs.get("processes", 1))
    if not 1 <= processes <= PROCESSES_MOST:
        raise RequestError(f"processes is {processes}: choose a whole number from 1 to {PROCESSES_MOST}.")
    check_processes(processes, settings.examples)
    return processes


def _source(text: str) -> str:
    path = Path(_bounded("path", text, PATH_MOST_CHARACTERS))
    if not path.is_absolute() or ".." in path.parts:
        raise RequestError(
            f"path is {shown(text)}: give the absolute path of a folder, an .RPP or a CSV, without '..'."
        )
    return str(path)


def _minutes(pairs: Mapping[str, Argument]) -> float | None:
    if "minutes" not in pairs:
        return None
    if "steps" in pairs:
        raise RequestError("steps and minutes are both given: choose one of them.")
    return _between(pairs, "minutes", LEAST_MINUTES, MOST_MINUTES, default=LEAST_MINUTES)


def _between(pairs: Mapping[str, Argument], name: str, least: float, most: float, *, default: float) -> float:
    value = float(pairs.get(name, default))
    if not least <= value <= most:
        raise RequestError(f"{name} is {value:g}: choose a number from {least:g} to {most:g}.")
    return value


def _switch(pairs: Mapping[str, Argument], name: str, *, default: bool) -> bool:
    value = int(pairs.get(name, default))
    if value not in (0, 1):
        raise RequestError(f"{name} is {value}: choose 1 or 0.")
    return bool(value)


def _bounded(name: str, text: str, most: int) -> str:
    if len(text) > most:
        raise RequestError(f"{name} has {len(text)} characters, the limit is {most}.")
    return text
