"""What stands beside the list: everything about the chosen pack or adapter, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from foley_bridge.packs.facts import AdapterFacts, PackFacts
from foley_bridge.packs.places import Origin
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.licence_words import is_chosen
from foley_ui.numbers import fixed
from foley_ui.packs.attribution import read_attribution
from foley_ui.packs.authors import Authors
from foley_ui.packs.licence_box import LicenceBox
from foley_ui.packs.rows import FactRows, MeasuredRows, PlainLabel
from foley_ui.packs.words import (
    measure_words,
    memory_words,
    origin_words,
    pack_title,
    rate_words,
    size_words,
    translate,
)
from foley_ui.theme.flow import FlowLayout
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Badge, Heading, Hint, PrimaryButton, SubHeading
from foley_ui.training.words import method_words


class Details(QScrollArea):
    """Shows one thing; each signal is about that one. `able` says whether the daemon can be asked."""

    uses = Signal(str, object)  # pack, and the adapter's file: "" for none, None for the one it had
    verifies = Signal(object)  # PackFacts
    reveals = Signal(object)  # Path
    removes = Signal(object)  # PackFacts

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.shows: tuple[PackFacts, AdapterFacts | None] | None = None
        self.authors: Authors | None = None
        self._able = self._free = True
        self._waiting: list[QPushButton] = []  # for the daemon
        self._long: list[QPushButton] = []  # for the one long piece of work
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_pack(self, pack: PackFacts) -> None:
        """Everything about a pack."""
        if self.shows == (pack, None):
            return
        column = self._begin(pack, None)
        self._head(column, pack_title(pack), [self._in_use(on=pack.in_use), (origin_words(pack.origin), "")])
        if pack.description:
            column.addWidget(PlainLabel(pack.description, self))
        self._problem(column, pack.problem)
        self._buttons(column, self._of_pack(pack))
        if pack.terms is not None:
            self._part(column, translate("Packs", "Licence"), LicenceBox(pack.terms, pack.licence_note, self))
        self._authors(column, pack)
        self._part(column, translate("Packs", "The pack"), self._facts(pack))
        if pack.measured:
            rows = [(one.what, one.value) for one in pack.measured]
            self._part(column, translate("Packs", "Measured, as its card says"), MeasuredRows(rows, (), self))
        column.addStretch(1)

    def show_adapter(self, pack: PackFacts, adapter: AdapterFacts) -> None:
        """Everything about an adapter."""
        if self.shows == (pack, adapter):
            return
        column = self._begin(pack, adapter)
        self._head(column, adapter.name, [self._in_use(on=adapter.in_use and pack.in_use)])
        column.addWidget(Hint(translate("Packs", "An adapter for {pack}.").format(pack=pack_title(pack)), self))
        self._problem(column, adapter.problem)
        self._buttons(column, self._of_adapter(pack, adapter))
        self._part(column, translate("Packs", "Licence"), PlainLabel(self._adapter_licence(pack, adapter), self))
        self._part(column, translate("Packs", "The adapter"), self._adapter_facts(adapter))
        if adapter.measured:
            rows = [
                (measure_words(what), fixed(before, 3), fixed(after, 3)) for what, before, after in adapter.measured
            ]
            head = ("", translate("Packs", "before"), translate("Packs", "after"))
            self._part(column, translate("Packs", "Measured on held-out recordings"), MeasuredRows(rows, head, self))
        column.addStretch(1)

    def clear(self) -> None:
        """Show nothing."""
        self.shows = None
        self._waiting, self._long = [], []
        self.setWidget(QWidget(self))

    def set_able(self, *, able: bool, free: bool) -> None:
        """Whether the daemon is there, and whether something long may be begun."""
        self._able, self._free = able, free
        for button in self._waiting:
            button.setEnabled(able and not button.property("settled"))
        for button in self._long:
            button.setEnabled(free)

    def _begin(self, pack: PackFacts, adapter: AdapterFacts | None) -> QVBoxLayout:
        self.shows = (pack, adapter)
        self.authors = None
        self._waiting, self._long = [], []
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE, 1, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        self.setWidget(inside)
        self.verticalScrollBar().setValue(0)
        return column

    def _head(self, column: QVBoxLayout, title: str, badges: list[tuple[str, str]]) -> None:
        heading = Heading(title, self)
        heading.setWordWrap(True)
        heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(heading, 1)
        for text, tone in badges:
            if text:
                row.addWidget(Badge(text, tone, self), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)

    def _in_use(self, *, on: bool) -> tuple[str, str]:
        return (translate("Packs", "In use"), "accent") if on else ("", "")

    def _problem(self, column: QVBoxLayout, problem: str) -> None:
        if problem:
            column.addWidget(PlainLabel(problem, self, tone="bad"))

    def _buttons(self, column: QVBoxLayout, buttons: list[QPushButton]) -> None:
        flow = FlowLayout()
        flow.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        for button in buttons:
            flow.addWidget(button)
        column.addLayout(flow)
        self.set_able(able=self._able, free=self._free)

    def _of_pack(self, pack: PackFacts) -> list[QPushButton]:
        with_adapter = any(one.in_use for one in pack.adapters)
        use = PrimaryButton(translate("Packs", "In use") if pack.in_use else translate("Packs", "Use"), self)
        use.setAccessibleName(translate("Packs", "Use {pack}").format(pack=pack_title(pack)))
        use.setProperty("settled", pack.in_use or bool(pack.problem))
        use.clicked.connect(lambda: self.uses.emit(pack.name, None))
        self._waiting.append(use)
        buttons: list[QPushButton] = [use]
        if with_adapter:
            bare = QPushButton(translate("Packs", "Use without adapter"), self)
            bare.clicked.connect(lambda: self.uses.emit(pack.name, ""))
            self._waiting.append(bare)
            buttons.append(bare)
        check = QPushButton(translate("Packs", "Check files"), self)
        check.clicked.connect(lambda: self.verifies.emit(pack))
        self._long.append(check)
        buttons += [check, self._reveal(pack.folder)]
        if pack.origin is Origin.INSTALLED:
            remove = QPushButton(translate("Packs", "Remove…"), self)
            remove.clicked.connect(lambda: self.removes.emit(pack))
            self._long.append(remove)
            buttons.append(remove)
        return buttons

    def _of_adapter(self, pack: PackFacts, adapter: AdapterFacts) -> list[QPushButton]:
        on = adapter.in_use and pack.in_use
        stop, start = translate("Packs", "Stop using"), translate("Packs", "Use with this adapter")
        use = QPushButton(stop, self) if on else PrimaryButton(start, self)
        use.setProperty("settled", bool(adapter.problem) and not on)
        use.clicked.connect(lambda: self.uses.emit(pack.name, "" if on else str(adapter.path)))
        self._waiting.append(use)
        gone = adapter.problem and not adapter.bytes
        return [use] if gone else [use, self._reveal(adapter.path)]

    def _reveal(self, path: object) -> QPushButton:
        button = QPushButton(translate("Packs", "Show in folder"), self)
        button.clicked.connect(lambda: self.reveals.emit(path))
        return button

    def _part(self, column: QVBoxLayout, title: str, content: QWidget) -> None:
        column.addSpacing(SPACE)
        column.addWidget(SubHeading(title, self))
        column.addWidget(content)

    def _facts(self, pack: PackFacts) -> FactRows:
        rows = []
        family = translate("Packs", "{family}, {count} M parameters")
        if pack.terms is not None:
            rows += [
                (translate("Packs", "Sample rate"), rate_words(pack.rate_hz)),
                (translate("Packs", "On disk"), size_words(pack.disk_bytes)),
                (translate("Packs", "Memory"), memory_words(pack.memory_bytes)),
                (
                    translate("Packs", "Family"),
                    family.format(family=pack.family, count=fixed(pack.parameters / 1e6, 1)),
                ),
                (translate("Packs", "Categories"), str(len(pack.categories))),
            ]
            rows += [(translate("Packs", "Trained on"), "\n".join(pack.trained_on))] if pack.trained_on else []
        facts = FactRows(rows, self)
        facts.add_path(translate("Packs", "Folder"), str(pack.folder))
        if pack.digest:
            facts.add_path(translate("Packs", "Digest"), pack.digest)
        return facts

    def _adapter_facts(self, adapter: AdapterFacts) -> FactRows:
        rows = []
        if not adapter.problem:
            rows = [
                (translate("Packs", "Size"), size_words(adapter.bytes)),
                (
                    translate("Packs", "Trained"),
                    adapter.created.replace("T", " ")[:16] or translate("Packs", "day unknown"),
                ),
                (translate("Packs", "Method"), method_words(adapter.method)),
                (translate("Packs", "Recordings"), str(adapter.recordings)),
            ]
        facts = FactRows(rows, self)
        facts.add_path(translate("Packs", "File"), str(adapter.path))
        return facts

    def _adapter_licence(self, pack: PackFacts, adapter: AdapterFacts) -> str:
        chosen = translate("Packs", "“{licence}”, as its maker chose it.").format(licence=adapter.licence)
        none = translate("Packs", "Its maker chose none: ask them before you publish what is made with it.")
        own = chosen if is_chosen(adapter.licence) else none
        if pack.terms is None:
            return own
        also = translate("Packs", "What the pack's licence says holds as well: {sounds}")
        return f"{own} {also.format(sounds=translate('Packs', pack.terms.sounds))}"

    def _authors(self, column: QVBoxLayout, pack: PackFacts) -> None:
        if pack.attribution is None:
            return
        path, box = pack.attribution, Authors(self)
        self.authors = box
        self._part(column, translate("Packs", "Authors of what it was trained on"), box)

        def failed(error: FoleyError) -> None:
            box.show_text(str(error))

        self._context.work.run(lambda _: read_attribution(path), owner=box, done=box.show_text, failed=failed)
