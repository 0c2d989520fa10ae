"""One route as a person edits it: a category, and what its sounds are made with."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_bridge.packs.facts import PackFacts
from foley_bridge.routes.route import Route
from foley_models.errors import RequestError
from foley_ui.generate.suggestions import category_name
from foley_ui.packs.words import pack_title, translate
from foley_ui.picture.fields import Named
from foley_ui.theme.flow import FlowLayout
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import Card, PrimaryButton

CATEGORY_PX, PACK_PX, NUMBER_PX = 250, 190, 132


class RouteForm(Card):
    """`saved` with what was typed; `removed` where the route of the category shall go."""

    saved = Signal(object)  # Route
    removed = Signal(str)
    refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._packs: tuple[PackFacts, ...] = ()
        self.category = _category_box(self)
        self.pack = QComboBox(self)
        self.adapter = QComboBox(self)
        self.guidance = QLineEdit(self)
        self.guidance.setToolTip(translate("Packs", "0 to 20; empty: as the pack's card says"))
        self.threshold = QLineEdit(self)
        self.threshold.setToolTip(translate("Packs", "-1 to 1; empty: as the pack's card says"))
        for field in (self.guidance, self.threshold):
            field.setPlaceholderText(translate("Packs", "the pack's own"))
        self.save = PrimaryButton(translate("Packs", "Save route"), self)
        self.remove = QPushButton(translate("Packs", "Remove route"), self)
        theme.dress(self.remove, "trash")
        self.remove.setEnabled(False)
        self._fill_adapters("")
        self.pack.currentIndexChanged.connect(lambda _: self._fill_adapters(""))
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(lambda: self.removed.emit(self._category()))
        for field in (self.guidance, self.threshold):
            field.returnPressed.connect(self._save)
        self._lay_out()

    def know(self, catalogue: Catalogue) -> None:
        """Offer all categories, the whole ones first."""
        with QSignalBlocker(self.category):
            whole = translate("Packs", "{category} (all of it)")
            for name in sorted({one.category for one in catalogue}):
                self.category.addItem(whole.format(category=name), name)
            for one in catalogue:
                self.category.addItem(category_name(catalogue, one.cat_id), one.cat_id)
            self.category.setCurrentIndex(-1)
            self.category.setEditText("")

    def know_packs(self, packs: Sequence[PackFacts]) -> None:
        """These can be chosen."""
        if tuple(packs) == self._packs:
            return
        self._packs = tuple(packs)
        chosen, adapter = str(self.pack.currentData() or ""), str(self.adapter.currentData() or "")
        with QSignalBlocker(self.pack):
            self.pack.clear()
            self.pack.addItem(translate("Packs", "the one in use"), "")
            for pack in packs:
                self.pack.addItem(pack_title(pack), pack.name)
            _choose(self.pack, chosen)
        self._fill_adapters(adapter)

    def show_route(self, route: Route | None) -> None:
        """Show a route, or an empty form."""
        with QSignalBlocker(self.pack):
            _choose(self.pack, route.pack if route is not None else "")
        self._fill_adapters(route.adapter if route is not None else "")
        self.guidance.setText(_shown(route.guidance if route is not None else None))
        self.threshold.setText(_shown(route.threshold if route is not None else None))
        category = route.category if route is not None else ""
        place = self.category.findData(category) if category else -1
        self.category.setCurrentIndex(place)
        self.category.setEditText(self.category.itemText(place) if place >= 0 else category)
        self.remove.setEnabled(route is not None)

    def _fill_adapters(self, chosen: str) -> None:
        name = str(self.pack.currentData() or "")
        pack = next((one for one in self._packs if one.name == name), None)
        with QSignalBlocker(self.adapter):
            self.adapter.clear()
            self.adapter.addItem(translate("Packs", "none named"), "")
            for adapter in pack.adapters if pack is not None else ():
                self.adapter.addItem(adapter.name, str(adapter.path))
            _choose(self.adapter, chosen)
        self.adapter.setEnabled(bool(name))

    def _category(self) -> str:
        text = self.category.currentText().strip()
        place = self.category.findText(text, Qt.MatchFlag.MatchFixedString)
        return str(self.category.itemData(place)) if place >= 0 else text

    def _save(self) -> None:
        try:
            guidance = _number(self.guidance, translate("Packs", "Guidance"))
            threshold = _number(self.threshold, translate("Packs", "Threshold"))
        except RequestError as error:
            self.refused.emit(str(error))
            return
        pack, adapter = str(self.pack.currentData() or ""), str(self.adapter.currentData() or "")
        self.saved.emit(Route(self._category(), pack, adapter, guidance, threshold))

    def _lay_out(self) -> None:
        fields = QWidget(self)
        flow = FlowLayout(fields)
        for name, field, width in (
            (translate("Packs", "Category"), self.category, CATEGORY_PX),
            (translate("Packs", "Pack"), self.pack, PACK_PX),
            (translate("Packs", "Adapter"), self.adapter, PACK_PX),
            (translate("Packs", "Guidance"), self.guidance, NUMBER_PX),
            (translate("Packs", "Threshold"), self.threshold, NUMBER_PX),
        ):
            flow.addWidget(Named(name, field, fields, width=width))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self.remove)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(fields)
        column.addLayout(buttons)


def _category_box(parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    line = box.lineEdit()
    if line is not None:
        line.setPlaceholderText(translate("Packs", "FOOTSTEPS, or FEETHmn"))
    completer = QCompleter(box.model(), box)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    box.setCompleter(completer)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _choose(box: QComboBox, value: str) -> None:
    """The item of a value; one of its own where there is none: the route names it all the same."""
    if value and box.findData(value) < 0:
        box.addItem(translate("Packs", "{name} (not there)").format(name=value), value)
    box.setCurrentIndex(max(0, box.findData(value)))


def _shown(value: float | None) -> str:
    return "" if value is None else QLocale().toString(float(value), "g", 6)


def _number(field: QLineEdit, name: str) -> float | None:
    text = field.text().strip()
    if not text:
        return None
    value, understood = QLocale().toDouble(text)
    if not understood:
        value, understood = QLocale.c().toDouble(text.replace(",", "."))
    if not understood:
        raise RequestError(translate("Packs", "{name} is “{text}”: write a number.").format(name=name, text=text[:20]))
    return value
