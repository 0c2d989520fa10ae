"""The panels of the window, in their order; each is imported and made when it is first looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from foley_ui.context import Context


class Panel(Protocol):
    """What the window asks of a panel beside being a QWidget.

    Optional are a signal `wants(str, object)`, with the name of another panel and what it shall show, a method
    `take(object)` for what others want it to show, and `building` where it is built in steps (`foley_ui.turns`).
    """

    def shown(self) -> None:
        """It is looked at now."""
        ...

    def hidden(self) -> None:
        """It is not looked at any more."""
        ...


def give(panel: QWidget, thing: object) -> None:
    """Let a panel show a thing, where it can."""
    take = getattr(panel, "take", None)
    if callable(take):
        take(thing)


@dataclass(frozen=True)
class Entry:
    """One panel in the side bar."""

    name: str
    icon: str
    label: str
    make: Callable[[Context, QWidget], QWidget]  # with its parent
    load: Callable[[], object] | None = None  # imports what `make` needs; called in a worker before it
    apart: bool = False  # stands with the others of its kind at the foot of the side bar
    give: Callable[[QWidget, object], None] = give


def all_entries() -> tuple[Entry, ...]:
    """Every panel there is; the place of each is its key: Ctrl+1 to Ctrl+9, and Ctrl+0 for the tenth."""
    translate = QCoreApplication.translate
    return (
        Entry(
            "generate",
            "generate",
            translate("Window", "Generate"),
            _generate,
            _load_generate,
            give=_give_generate,
        ),
        Entry("library", "library", translate("Window", "Library"), _library, _load_library),
        Entry("picture", "picture", translate("Window", "To picture"), _picture, _load_picture),
        Entry("history", "history", translate("Window", "History"), _history, _load_history),
        Entry("training", "training", translate("Window", "Training"), _training, _load_training),
        Entry("packs", "packs", translate("Window", "Packs"), _packs, _load_packs),
        Entry("hosts", "hosts", translate("Window", "Connections"), _hosts, _load_hosts),
        Entry("settings", "settings", translate("Window", "Settings"), _settings, _load_settings, apart=True),
        Entry("log", "log", translate("Window", "Log"), _log, _load_log, apart=True),
        Entry("doctor", "doctor", translate("Window", "Doctor"), _doctor, _load_doctor, apart=True),
    )


def _load_generate() -> object:
    from foley_ui.generate.panel import GeneratePanel

    return GeneratePanel


def _load_library() -> object:
    from foley_ui.library.panel import LibraryPanel

    return LibraryPanel


def _load_picture() -> object:
    from foley_ui.picture.panel import PicturePanel

    return PicturePanel


def _load_history() -> object:
    from foley_ui.history.panel import HistoryPanel

    return HistoryPanel


def _load_training() -> object:
    from foley_ui.training.panel import TrainingPanel

    return TrainingPanel


def _load_packs() -> object:
    from foley_ui.packs.panel import PacksPanel

    return PacksPanel


def _load_hosts() -> object:
    from foley_ui.hosts.panel import HostsPanel

    return HostsPanel


def _load_settings() -> object:
    from foley_ui.settings.panel import SettingsPanel

    return SettingsPanel


def _load_log() -> object:
    from foley_ui.log.panel import LogPanel

    return LogPanel


def _load_doctor() -> object:
    from foley_ui.doctor.panel import DoctorPanel

    return DoctorPanel


def _generate(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.generate.panel import GeneratePanel

    return GeneratePanel(context, parent, whole=False)


def _give_generate(panel: QWidget, thing: object) -> None:
    """A preset to be sent, the id of a request whose sounds are to be shown, or a recording to follow."""
    from foley_ui.generate.panel import GeneratePanel
    from foley_ui.generate.preset import Preset
    from foley_ui.takes.giving import GuideFile

    if isinstance(panel, GeneratePanel) and isinstance(thing, Preset):
        panel.show_preset(thing)
    elif isinstance(panel, GeneratePanel) and isinstance(thing, str):
        panel.show_request(thing)
    elif isinstance(panel, GeneratePanel) and isinstance(thing, GuideFile):
        panel.follow(thing.path)


def _library(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.library.panel import LibraryPanel

    return LibraryPanel(context, parent, whole=False)


def _picture(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.picture.panel import PicturePanel

    return PicturePanel(context, parent, whole=False)


def _history(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.history.panel import HistoryPanel

    return HistoryPanel(context, parent, whole=False)


def _training(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.training.panel import TrainingPanel

    return TrainingPanel(context, parent)


def _packs(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.packs.panel import PacksPanel

    return PacksPanel(context, parent)


def _hosts(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.hosts.panel import HostsPanel

    return HostsPanel(context, parent, whole=False)


def _settings(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.settings.panel import SettingsPanel

    return SettingsPanel(context, parent, whole=False)


def _log(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.log.panel import LogPanel

    return LogPanel(context, parent, whole=False)


def _doctor(context: Context, parent: QWidget) -> QWidget:
    from foley_ui.doctor.panel import DoctorPanel

    return DoctorPanel(context, parent)
