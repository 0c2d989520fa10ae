"""Whether a preset can be asked for: each mistake by its field, in the words of whoever would refuse it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from foley_bridge.files.ucs import Catalogue
from foley_models.errors import FoleyError
from foley_ui.generate.preset import Preset
from foley_ui.numbers import short


@dataclass(frozen=True)
class Problem:
    """One mistake."""

    field: str
    sentence: str


def problems(preset: Preset, catalogue: Catalogue | None) -> tuple[Problem, ...]:
    """All mistakes, the prompt's first. Categories are checked where the catalogue is at hand."""
    return tuple(_problems(preset, catalogue))


def limit_of_prompt() -> int:
    """How many characters a prompt may have."""
    from foley_models.limits import PROMPT_LIMIT_CHARACTERS

    return PROMPT_LIMIT_CHARACTERS


def _problems(preset: Preset, catalogue: Catalogue | None) -> Iterator[Problem]:
    from foley_models.limits import check_request
    from foley_models.requests import GenerationRequest

    def asked(name: str, *, count: int = 1) -> None:
        """Check one field alone, with what it depends on."""
        given = {name: value} if (value := getattr(preset, name)) not in (None, "") else {}
        prompt = given.pop("prompt", "" if name == "prompt" else "a sound")
        check_request(GenerationRequest(prompt, **{"count": count, **given}))

    names = ("prompt", "seconds", "count", "negative", "seed", "steps", "guidance", "threshold", "under", "target")
    checks: dict[str, Callable[[], object]] = {name: partial(asked, name) for name in names}
    if preset.count >= 1:
        checks["pool"] = lambda: asked("pool", count=min(preset.count, 16))
    if catalogue is not None and preset.category:
        checks["category"] = lambda: catalogue.lookup(preset.category)
    for name, check in checks.items():
        try:
            check()
        except FoleyError as error:
            yield Problem(name, str(error))
    yield from _of_files(preset)
    if preset.guide:
        yield from _of_imitation(preset)


def _of_imitation(preset: Preset) -> Iterator[Problem]:
    from foley_models.limits import READ_LEAST_S, READ_MOST_S, SECONDS_LEAST, SECONDS_MOST
    from foley_models.requests import WHOLE_SAMPLERS

    translate = QCoreApplication.translate
    if SECONDS_LEAST <= preset.seconds <= SECONDS_MOST and not READ_LEAST_S <= preset.seconds <= READ_MOST_S:
        said = translate("Generate", "Sounds that follow a recording last from {least} to {most} s.")
        yield Problem("seconds", said.format(least=short(READ_LEAST_S, 6), most=short(READ_MOST_S, 6)))
    if preset.loop:
        said = translate("Generate", "A sound that follows a recording is no loop: switch this off.")
        yield Problem("loop", said)
    if preset.sampler and preset.sampler not in WHOLE_SAMPLERS:
        said = translate("Generate", "A sound that follows a recording needs another sampler: {names}.")
        yield Problem("sampler", said.format(names=", ".join(WHOLE_SAMPLERS)))


def _of_files(preset: Preset) -> Iterator[Problem]:
    from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ

    translate = QCoreApplication.translate
    if preset.destination and not Path(preset.destination).is_absolute():
        yield Problem("destination", translate("Generate", "Give the whole path of a folder."))
    if preset.rate is not None and not LEAST_RATE_HZ <= preset.rate <= MOST_RATE_HZ:
        said = translate("Generate", "Choose a rate from {least} to {most} Hz.")
        yield Problem("rate", said.format(least=LEAST_RATE_HZ, most=MOST_RATE_HZ))
