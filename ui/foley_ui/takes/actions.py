"""All that can be done with takes, as actions: one name, one text, one drawing and its keys for each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from foley_ui.theme.theme import Theme


@dataclass(frozen=True)
class Spec:
    """One action. `hint` is the short word for the line of keys; "" where it is not in it."""

    name: str
    text: str
    icon: str
    keys: tuple[str, ...]
    hint: str = ""
    switch: bool = False

    @property
    def shown_key(self) -> str:
        """The first of its keys as people write it."""
        if not self.keys:
            return ""
        key = QKeySequence(self.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
        return QCoreApplication.translate("Takes", "Enter") if self.keys[0] == "Return" else key


SEPARATOR = Spec("", "", "", ())


def specs() -> tuple[Spec, ...]:
    """All of them, in the order of the menu."""
    translate = QCoreApplication.translate
    return (
        Spec("play", translate("Takes", "Play or stop"), "play", ("Space",), translate("Takes", "play")),
        Spec("loop", translate("Takes", "Loop"), "loop", ("L",), translate("Takes", "loop"), switch=True),
        Spec("compare", translate("Takes", "Compare the last two"), "ab", ("B", "A"), translate("Takes", "A/B")),
        Spec(
            "matched", translate("Takes", "Equally loud"), "volume", ("M",), translate("Takes", "loudness"), switch=True
        ),
        SEPARATOR,
        Spec("favourite", translate("Takes", "Favourite"), "star", ("F",), translate("Takes", "favourite")),
        Spec(
            "send", translate("Takes", "Send to a host"), "send", ("Return", "Enter", "S"), translate("Takes", "send")
        ),
        SEPARATOR,
        Spec("more", translate("Takes", "More like this …"), "more", ("V",), translate("Takes", "more like it")),
        Spec("less", translate("Takes", "Less like this …"), "less", ("Shift+V",)),
        Spec("blend", translate("Takes", "Between two …"), "between", ("N",)),
        Spec("guide", translate("Takes", "Use as guide"), "wave", ("G",), translate("Takes", "as guide")),
        Spec("fill", translate("Takes", "Fill or continue …"), "span", ("E",), translate("Takes", "fill")),
        Spec("similar", translate("Takes", "Similar in my library"), "library", ("K",)),
        SEPARATOR,
        Spec("again", translate("Takes", "Again with a new seed"), "again", ("R",), translate("Takes", "again")),
        Spec("again_exact", translate("Takes", "The same again, exactly"), "again", ("Shift+R",)),
        SEPARATOR,
        Spec("copy_path", translate("Takes", "Copy path"), "copy", ("Ctrl+C",), translate("Takes", "copy path")),
        Spec("copy_file", translate("Takes", "Copy file"), "copy", ("Ctrl+Shift+C",)),
        Spec("reveal", translate("Takes", "Show in folder"), "folder", ("O",), translate("Takes", "folder")),
        Spec("export", translate("Takes", "Export variants …"), "export", ("X",), translate("Takes", "export")),
        Spec("recipe", translate("Takes", "Recipe"), "info", ("I",), translate("Takes", "recipe")),
        SEPARATOR,
        Spec("trash", translate("Takes", "Move to trash"), "trash", ("Del",), translate("Takes", "trash")),
    )


class TakeActions:
    """The actions of one list; their keys act while the focus is inside it."""

    def __init__(
        self, theme: Theme, widget: QWidget, act: Callable[[str], None], order: Sequence[Spec] | None = None
    ) -> None:
        self._actions: dict[str, QAction] = {}
        self._order = tuple(order) if order is not None else specs()
        for spec in self._order:
            if spec.name:
                self._actions[spec.name] = self._made(spec, theme, widget, act)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill(self, menu: QMenu) -> None:
        """Put all of them into a menu."""
        for spec in self._order:
            if spec.name:
                menu.addAction(self._actions[spec.name])
            else:
                menu.addSeparator()

    def hints(self) -> Iterator[tuple[str, str]]:
        """Key and word of those that belong into the line of keys."""
        yield "↑↓", QCoreApplication.translate("Takes", "choose")
        yield from ((spec.shown_key, spec.hint) for spec in self._order if spec.hint)

    def _made(self, spec: Spec, theme: Theme, widget: QWidget, act: Callable[[str], None]) -> QAction:
        action = QAction(spec.text, widget)
        theme.dress(action, spec.icon)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setAutoRepeat(False)
        action.setCheckable(spec.switch)
        action.setToolTip(f"{spec.text} ({spec.shown_key})")
        action.triggered.connect(lambda: act(spec.name))
        widget.addAction(action)
        return action
