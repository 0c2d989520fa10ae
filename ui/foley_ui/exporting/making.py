"""The work of an export: what `foley-bridge export --takes` does, in a thread, with words for a window."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from foley_bridge.folders import Folders
from foley_models.errors import EngineCrashedError, PackError, RequestError
from foley_ui.exporting.plan import ExportPlan
from foley_ui.link.work import Task
from foley_ui.numbers import fixed

if TYPE_CHECKING:
    from foley_bridge.files.recipe import PackOrigin
    from foley_bridge.roundrobin.manifest import RoundRobin
    from foley_bridge.roundrobin.publishing import TakenError
    from foley_bridge.roundrobin.robin import TooFewError


@dataclass(frozen=True)
class Exported:
    """An export that is there, and what a person should know of it."""

    folder: Path
    sentences: tuple[str, ...]


class _Telling:
    """Tells stage and share; ends the work once it was cancelled."""

    def __init__(self, task: Task, tell: Callable[[str, float], None]) -> None:
        self._task, self._tell = task, tell

    def stage(self, stage: str) -> None:
        """A stage begins of which nothing more is known."""
        self.advance(stage, -1.0, -1.0)

    def advance(self, stage: str, overall: float, left_s: float, *, detail: str = "") -> None:  # noqa: ARG002  # no estimate
        """The stage is at `overall`."""
        self._task.check()
        self._task.tell(lambda: self._tell(stage, overall))

    def say(self, text: str) -> None:
        """The command's sentences name its options: the window has its own."""


def export(task: Task, plan: ExportPlan, folders: Folders, tell: Callable[[str, float], None]) -> Exported:
    """Read, cut, hear, choose, match and write; `tell` runs in Qt's thread. RequestError, a sentence for the window."""
    from foley_bridge.roundrobin.limits import TAIL_DEFAULT_DB
    from foley_bridge.roundrobin.material import read_takes
    from foley_bridge.roundrobin.publishing import TakenError, check_place, publish_folder
    from foley_bridge.roundrobin.robin import Asked, TooFewError, contents_of, make_robin

    telling = _Telling(task, tell)
    own = Asked(
        plan.count,
        plan.hits,
        TAIL_DEFAULT_DB,
        plan.loudness_lufs,
        ogg=plan.ogg,
        ear="",
        device=plan.device,
        godot=plan.godot,
    )
    try:
        check_place(plan.folder, replace=plan.replace)
        telling.stage("check")
        takes = read_takes(plan.takes, folders.journal_file)
        asked = replace(own, ear=_ear(takes[0].recipe.pack, plan.ear, folders))
        robin = make_robin(takes, asked, folders, telling, cancelled=lambda: task.cancelled)
        contents = contents_of(robin)
        task.check()
        publish_folder(plan.folder, contents, replace=plan.replace)
    except TakenError as error:
        raise RequestError(_taken(error)) from error
    except TooFewError as error:
        raise RequestError(_too_few(error, hits=plan.hits)) from error
    except EngineCrashedError as error:
        said = QCoreApplication.translate(
            "Exporting", "The engine that hears how sounds differ has ended: {why}. Nothing was written; export again."
        )
        raise RequestError(said.format(why=str(error).rstrip("."))) from error
    return Exported(plan.folder, (*_told(robin, plan.folder), *_heard_otherwise(asked.ear)))


def _ear(origin: "PackOrigin", otherwise: str, folders: Folders) -> str:
    """The pack that hears how sounds differ: "" for the one that made them, where it is here."""
    from foley_bridge.engine.repetition import find_recorded_pack

    try:
        find_recorded_pack(origin, None, folders.packs)
    except PackError as error:
        if not otherwise:
            said = QCoreApplication.translate(
                "Exporting", "The pack {name} that made these sounds is not here any more."
            )
            raise RequestError(said.format(name=origin.name)) from error
        return otherwise
    return ""


def _heard_otherwise(ear: str) -> tuple[str, ...]:
    if not ear:
        return ()
    said = QCoreApplication.translate(
        "Exporting", "The pack that made them is not here: how they differ was heard with {name}."
    )
    return (said.format(name=Path(ear).name),)


def _taken(error: "TakenError") -> str:
    translate = QCoreApplication.translate
    if not error.strange:
        said = translate("Exporting", "{folder} holds an export already: choose another name, or let it be replaced.")
    else:
        said = translate(
            "Exporting", "{folder} holds {what}, which no export wrote, so it stays as it is: choose another name."
        )
    return said.format(folder=error.folder, what=error.strange)


def _too_few(error: "TooFewError", *, hits: bool) -> str:
    translate = QCoreApplication.translate
    if not error.there:
        return translate("Exporting", "Nothing can be heard in these sounds: choose others.")
    said = (
        translate("Exporting", "These sounds hold {there} hits, and {wanted} variants are wanted: want fewer.")
        if hits
        else translate("Exporting", "Of these sounds {there} differ, and {wanted} variants are wanted: want fewer.")
    )
    return said.format(there=error.there, wanted=error.wanted)


def _told(robin: "RoundRobin", folder: Path) -> tuple[str, ...]:
    from foley_bridge.roundrobin.robin import ALIKE_UNDER, licences_of

    translate = QCoreApplication.translate
    chosen, matched, count = robin.chosen, robin.matched, len(robin.variants)
    said = translate("Exporting", "{count} variants of {of}, each at {loudness} LUFS where it is loudest, in {folder}.")
    lines = [said.format(count=count, of=robin.chosen_from, loudness=fixed(matched.target_lufs, 1), folder=folder)]
    if matched.held_back:
        lines.append(
            translate("Exporting", "Louder is not possible without peaks over -1 dBTP; nothing was limited for it.")
        )
    if count > 1:
        said = translate("Exporting", "The two most alike are {least} apart, any two of all {usual} (0 is the same).")
        lines.append(said.format(least=fixed(chosen.least, 2), usual=fixed(chosen.usual, 2)))
        if chosen.least < ALIKE_UNDER:
            lines.append(translate("Exporting", "Some can hardly be told apart: make more sounds, or want fewer."))
    return (*lines, *licences_of(robin))
