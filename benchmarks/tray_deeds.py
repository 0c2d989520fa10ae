"""What a person does with the tray application, deed by deed, for the measurement of its handlers (`tray_handlers`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from foley_ui.exporting.window import ExportWindow
from foley_ui.filling.window import FillWindow
from foley_ui.takes.family_popup import FamilyPopup
from foley_ui.takes.popup import AskPopup
from foley_ui.theme.theme import Mode
from foley_ui.training.step_bar import Step
from tests.ui.takes.dropped import recording

if TYPE_CHECKING:
    from foley_ui.generate.panel import GeneratePanel
    from foley_ui.program import Program

P = TypeVar("P", bound=QWidget)


@dataclass(frozen=True)
class Deed:
    """What a hand does, by its name in the table, and when all of it is done."""

    doing: str
    do: Callable[[], object]
    until: Callable[[], bool] = lambda: True


def deeds(program: "Program", home: Path) -> Iterator[Deed]:
    """What a person does on the first day, and then all day; `home` takes the files for it."""
    from benchmarks.tray_deeds_of_files import of_files

    yield from first_sights(program)
    for _ in range(3):
        yield from rounds_of_panels(program)
    yield from reading_history(program)
    yield from asking(program)
    yield from beginning_from_sounds(program)
    yield from of_files(program, home)
    yield from switching(program)


def first_sights(program: "Program") -> Iterator[Deed]:
    """Panels and pages that nobody saw yet, so they have to be made."""
    window = program.window
    for name in window.panel_names:
        yield Deed(f"first sight of {name}", lambda name=name: window.open(name))  # type: ignore[misc]
        yield Deed(f"first sight of {name}", lambda: None)  # what it does a moment later
    yield Deed("going to training", lambda: window.open("training"))
    for step in Step:
        doing = f"first sight of training, {step.name.lower()}"
        yield Deed(doing, lambda step=step: _step(program, step))  # type: ignore[misc]


def rounds_of_panels(program: "Program") -> Iterator[Deed]:
    """Every panel, one after the other."""
    for name in program.window.panel_names:
        yield Deed(f"going to {name}", lambda name=name: program.window.open(name))  # type: ignore[misc]


def reading_history(program: "Program") -> Iterator[Deed]:
    """Scrolls, searches, and looks at the tree of a request."""
    from foley_ui.history.panel import HistoryPanel

    window = program.window
    yield Deed("going to history", lambda: window.open("history"))
    panel = panel_of(program, "history", HistoryPanel)
    for _ in range(20):
        yield Deed("scrolling history", lambda: scroll(panel))
    yield Deed("choosing in history", lambda: panel.list.choose("old-500"), lambda: bool(panel.takes.family.tree))
    for _ in range(2):
        yield Deed("opening the tree", panel.takes.family.open_tree)
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Up):
            yield Deed("moving in the tree", lambda key=key: _press_in_tree(panel, key))  # type: ignore[misc]
        yield Deed("going back in the tree", lambda: _press_in_tree(panel, Qt.Key.Key_Return))
    for letter in "gravel":
        yield Deed("searching history", lambda letter=letter: type_in(panel, letter))  # type: ignore[misc]


def asking(program: "Program") -> Iterator[Deed]:
    """Types prompts and asks for sounds."""
    from foley_ui.generate.panel import GeneratePanel

    yield Deed("going to generate", lambda: program.window.open("generate"))
    panel = panel_of(program, "generate", GeneratePanel)
    for letter in "heavy boots":
        yield Deed("typing a prompt", lambda letter=letter: type_in(panel, letter))  # type: ignore[misc]
    for number in range(5):
        yield Deed("sounds arriving", lambda number=number: _ask(program, number))  # type: ignore[misc]


def beginning_from_sounds(program: "Program") -> Iterator[Deed]:
    """Follows a recording, asks for what begins from takes: each window for the first time and again."""
    from foley_ui.generate.panel import GeneratePanel

    path = recording(program.context.folders.state / "mouth.wav", 4.0)
    program.window.open("generate")
    panel = panel_of(program, "generate", GeneratePanel)
    yield Deed("asking for sounds", lambda: _generate(panel), lambda: _shows(panel, "a door"))
    for _ in range(2):
        yield Deed("following a recording", lambda: panel.form.follow(path), lambda: panel.form.guide.guide is not None)
        yield Deed("imitating", panel.generate, lambda: _is_done(panel))
        yield Deed("following none", panel.form.guide.leave)
        yield Deed("opening the window to fill", lambda: panel.fillings.open(path, "rain"))
        yield Deed("moving a range", lambda: _move_range(panel))
        yield Deed("filling", lambda: _fill(panel), lambda: _is_done(panel) and not windows_of(panel, FillWindow))
        for name in ("more", "less"):
            yield Deed(f"opening {name}", lambda name=name: panel.takes.act(name))  # type: ignore[misc]
            yield Deed(f"asking for {name}", lambda: _enter(panel), lambda: _is_done(panel))
        yield Deed("opening blend", lambda: _choose_two(panel))
        yield Deed("asking for blend", lambda: _enter(panel), lambda: _is_done(panel))
        yield Deed("opening export", lambda: panel.takes.act("export"))
        yield Deed("exporting", lambda: _export(panel), lambda: _exported(panel))
        yield Deed("closing export", lambda: [one.close() for one in windows_of(panel, ExportWindow)])


def switching(program: "Program") -> Iterator[Deed]:
    """Light and dark, on every panel; at last it goes on to the others while they take up the colours."""
    theme = program.context.theme
    for deed in rounds_of_panels(program):
        yield deed
        yield Deed("dark", lambda: theme.set_mode(Mode.DARK))
        yield Deed("light", lambda: theme.set_mode(Mode.LIGHT))
    yield Deed("dark", lambda: theme.set_mode(Mode.DARK))
    yield from rounds_of_panels(program)


def there(program: "Program", name: str) -> bool:
    """Whether a panel is made."""
    return program.window.panel(name) is not None


def panel_of(program: "Program", name: str, kind: type[P]) -> P:
    """A panel that is made."""
    panel = program.window.panel(name)
    assert isinstance(panel, kind)
    return panel


def windows_of(panel: QWidget, kind: type[P]) -> list[P]:
    """The windows of a kind that belong to a panel's window and are seen."""
    return [one for one in panel.window().findChildren(kind) if one.isVisible()]


def scroll(panel: QWidget) -> None:
    """Some pages down in the first table that is seen."""
    views = [one for one in panel.findChildren(QAbstractItemView) if one.isVisible()]
    bar = views[0].verticalScrollBar()
    bar.setValue(bar.value() + 12 * bar.pageStep())


def type_in(panel: QWidget, letter: str) -> None:
    """One letter, into the first field that is seen."""
    field = next(one for one in panel.findChildren(QLineEdit) if one.isVisible())
    field.setFocus()
    QTest.keyClicks(field, letter, Qt.KeyboardModifier.NoModifier)


def _step(program: "Program", step: Step) -> None:
    from foley_ui.training.panel import TrainingPanel

    panel_of(program, "training", TrainingPanel).go_to(step)


def _press_in_tree(panel: QWidget, key: Qt.Key) -> None:
    for popup in windows_of(panel, FamilyPopup):
        QTest.keyClick(popup.list, key)


def _generate(panel: "GeneratePanel") -> None:
    panel.form.prompt.setText("a door")
    panel.generate()


def _shows(panel: "GeneratePanel", prompt: str) -> bool:
    asked = panel.takes.asked
    return asked is not None and asked.row.prompt == prompt and _is_done(panel)


def _is_done(panel: "GeneratePanel") -> bool:
    asked = panel.takes.asked
    return asked is not None and asked.row.job.state.final and bool(asked.takes)


def _move_range(panel: QWidget) -> None:
    for window in windows_of(panel, FillWindow):
        for _ in range(5):
            QTest.keyClick(window.view, Qt.Key.Key_Right)


def _fill(panel: QWidget) -> None:
    for window in windows_of(panel, FillWindow):
        window.submit()


def _enter(panel: QWidget) -> None:
    for popup in windows_of(panel, AskPopup):
        QTest.keyClick(popup, Qt.Key.Key_Return)


def _choose_two(panel: "GeneratePanel") -> None:
    takes = panel.takes.list
    QTest.keyClick(takes, Qt.Key.Key_Home)
    QTest.keyClick(takes, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    panel.takes.act("blend")


def _export(panel: QWidget) -> None:
    for window in windows_of(panel, ExportWindow):
        window.fields.replace.setChecked(True)
        window.start()


def _exported(panel: QWidget) -> bool:
    return all(window.sentence and not window.working for window in windows_of(panel, ExportWindow))


def _ask(program: "Program", number: int) -> None:
    program.context.bridge.call("/foley/generate", f"a door, take {number}", 1.0, 4, owner=program)
