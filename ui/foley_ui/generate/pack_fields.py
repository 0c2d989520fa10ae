"""Which pack and which adapter a request is made with: those in use, or others that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from foley_bridge.protocol.answers import Answer
from foley_ui.link.bridge import Bridge
from foley_ui.link.told import Told

_CHANGES = frozenset({"pack-changed", "decided", "trained"})
LETTERS = 7  # of the narrowest box


@dataclass(frozen=True)
class Shelf:
    """What the daemon tells: the packs, the adapters (name, file) of each, and what is in use."""

    packs: tuple[str, ...] = ()
    adapters: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    pack: str = ""
    adapter: Mapping[str, str] = field(default_factory=dict)  # by pack, the name of the one in use

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> "Shelf":
        """From the answers to /foley/packs."""
        packs = [one.values for one in answers if one.word == "pack"]
        adapters = [one.values for one in answers if one.word == "adapter"]
        names = tuple(str(one["name"]) for one in packs)
        return cls(
            packs=names,
            adapters={
                name: tuple((str(one["name"]), str(one["path"])) for one in adapters if one["pack"] == name)
                for name in names
            },
            pack=next((str(one["name"]) for one in packs if one["in_use"]), ""),
            adapter={str(one["pack"]): str(one["name"]) for one in adapters if one["in_use"]},
        )


class PackFields(QObject):
    """Two boxes that belong together; asks the daemon again whenever something changes there."""

    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._shelf = Shelf()
        self._asking = False
        self.pack = _box(parent, self.tr("Pack"), self.tr("The model that makes the sounds"))
        self.adapter = _box(parent, self.tr("Adapter"), self.tr("What was learnt from your own recordings"))
        self._fill_packs("")
        self._fill_adapters(None)
        self.pack.currentIndexChanged.connect(self._other_pack)
        self.adapter.currentIndexChanged.connect(lambda _: self.changed.emit())
        bridge.told.connect(self._heard)
        bridge.reached.connect(self._reached)

    @property
    def chosen_pack(self) -> str:
        """Its name, "" for the one in use."""
        return str(self.pack.currentData())

    @property
    def chosen_adapter(self) -> str | None:
        """Its file, "" for none, None for the one in use."""
        value = self.adapter.currentData()
        return None if value is None else str(value)

    def choose(self, pack: str, adapter: str | None) -> None:
        """Choose both; what is not there is shown as such."""
        self._fill_packs(pack)
        self._fill_adapters(adapter)
        self.changed.emit()

    def refresh(self) -> None:
        """Ask the daemon what there is."""
        if not self._asking:
            self._asking = True
            self._bridge.collect("/foley/packs", last="packs", owner=self, done=self._take, failed=self._failed)

    def _take(self, answers: tuple[Answer, ...]) -> None:
        self._asking = False
        shelf = Shelf.of(answers)
        if shelf != self._shelf:
            self._shelf = shelf
            self.choose(self.chosen_pack, self.chosen_adapter)

    def _failed(self, _: Exception) -> None:
        self._asking = False  # that the daemon is not there is told elsewhere; it is asked again when it is back

    def _heard(self, told: Told) -> None:
        if told.kind in _CHANGES:
            self.refresh()

    def _reached(self, reached: bool, _: str) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        if reached:
            self.refresh()

    def _other_pack(self) -> None:
        self._fill_adapters(None)
        self.changed.emit()

    def _fill_packs(self, chosen: str) -> None:
        in_use = self._shelf.pack
        first = self.tr("in use: {name}").format(name=_short(in_use)) if in_use else self.tr("the one in use")
        _fill(self.pack, [(first, ""), *((_short(one), one) for one in self._shelf.packs)])
        _choose(self.pack, chosen, self.tr("{name} (not there)").format(name=_short(chosen)))

    def _fill_adapters(self, chosen: str | None) -> None:
        pack = self.chosen_pack or self._shelf.pack
        known, used = self._shelf.adapters.get(pack, ()), self._shelf.adapter.get(pack, "")
        first = self.tr("in use: {name}").format(name=used or self.tr("none"))
        _fill(self.adapter, [(first, None), (self.tr("none"), ""), *known])
        if chosen is not None:
            by_name = next((path for name, path in known if name == chosen), chosen)
            _choose(self.adapter, by_name, self.tr("{name} (not there)").format(name=_short(chosen)))


def _box(parent: QWidget, name: str, about: str) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setToolTip(about)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LETTERS)
    return box


def _fill(box: QComboBox, items: Sequence[tuple[str, str | None]]) -> None:
    with QSignalBlocker(box):
        box.clear()
        for word, value in items:
            box.addItem(word, value)
        box.setCurrentIndex(0)


def _choose(box: QComboBox, value: str, missing: str) -> None:
    """The item of a value; one of its own, which says that it is not there, where there is none."""
    with QSignalBlocker(box):
        if value and box.findData(value) < 0:
            box.addItem(missing, value)
        box.setCurrentIndex(max(0, box.findData(value)))


def _short(pack: str) -> str:
    """A pack's name, of a folder its last part."""
    return pack.replace("\\", "/").rstrip("/").rpartition("/")[2] or pack
