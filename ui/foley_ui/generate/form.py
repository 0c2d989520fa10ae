"""The form of a request: prompt, usual settings, advanced ones folded away; reads and shows a preset."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_ui.context import Context
from foley_ui.generate.advanced import Advanced
from foley_ui.generate.category_field import CategoryField
from foley_ui.generate.checks import limit_of_prompt, problems
from foley_ui.generate.fields import NoNumberError
from foley_ui.generate.pack_fields import PackFields
from foley_ui.generate.preset import Preset
from foley_ui.generate.prompt_field import HEIGHT, PromptField
from foley_ui.generate.settings_row import SettingsRow
from foley_ui.generate.suggestions import Suggester
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.widgets import Hint, PrimaryButton, set_look
from foley_ui.turns import Steps, take_all

UNFOLDED = "generate.advanced"  # the name of the choice


class Form(QWidget):
    """`preset` is what it says; `complain` shows at each field what is wrong with it."""

    submitted = Signal()
    left_downwards = Signal()
    unfolded = Signal(bool)

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        context = self._context
        self._catalogue: Catalogue | None = None
        self.prompt = PromptField(context.theme, context.keeping, limit_of_prompt(), self)
        self.button = PrimaryButton(self.tr("Generate"), self)
        self.button.setToolTip(self.tr("Generate (Enter)"))
        self.button.setStyleSheet(f"QPushButton {{ min-height: {HEIGHT - 12}px; }}")
        yield
        self.packs = PackFields(context.bridge, self)
        self.category = CategoryField(self)
        yield
        self.row = SettingsRow(self.category, self.packs, self)
        yield
        self.fold = QToolButton(self)
        self.advanced = Advanced(context, self, whole=False)
        yield from self.advanced.building
        self._wrong_prompt = Hint(parent=self)
        set_look(self._wrong_prompt, "tone", "bad")
        self._wrong_prompt.hide()
        self._prepare_fold()
        yield
        self._lay_out()
        yield
        QWidget.setTabOrder(self.button, self.row.length.slider)
        QWidget.setTabOrder(self.packs.adapter, self.fold)
        self._connect()

    @property
    def preset(self) -> Preset:
        """What is asked for. NoNumberError where an advanced field cannot be read."""
        usual = Preset(
            prompt=self.prompt.text().strip(),
            seconds=self.row.length.seconds,
            count=self.row.count.value(),
            category=self.category.category,
            pack=self.packs.chosen_pack,
            adapter=self.packs.chosen_adapter,
        )
        return replace(usual, **self.advanced.values())  # type: ignore[arg-type]  # by the kinds of the fields

    @property
    def wrong_prompt(self) -> str:
        """What is said to be wrong with the prompt."""
        return self._wrong_prompt.text()

    def show_preset(self, preset: Preset) -> None:
        """Show another request's settings."""
        self.prompt.setText(preset.prompt)
        self.row.length.set_seconds(preset.seconds)
        self.row.count.setValue(preset.count)
        self.category.set_category(preset.category)
        self.packs.choose(preset.pack, preset.adapter)
        self.advanced.set_values(preset.plain())
        self._show_given()

    def know(self, catalogue: Catalogue, suggester: Suggester) -> None:
        """Suggest prompts and categories from now on."""
        self._catalogue = catalogue
        self.category.know(catalogue)
        self.prompt.know(suggester)

    def checked(self) -> Preset | None:
        """The preset, or None where something is wrong with it, which is said at its field."""
        try:
            preset = self.preset
        except NoNumberError:
            self._unfold_wrong()
            return None
        wrong = {one.field: one.sentence for one in reversed(problems(preset, self._catalogue))}
        self.complain(wrong)
        return None if wrong else preset

    def complain(self, sentences: Mapping[str, str]) -> None:
        """Say what is wrong; the first of them gets the keyboard's focus."""
        self._wrong_prompt.setText(sentences.get("prompt", ""))
        self._wrong_prompt.setVisible("prompt" in sentences)
        set_look(self.prompt, "wrong", "true" if "prompt" in sentences else "false")
        self.row.complain(sentences)
        for name, editor in self.advanced.editors.items():
            editor.complain(sentences.get(name, ""))
        if "prompt" in sentences:
            self.prompt.setFocus()
        elif not any(self.row.focus(name) for name in sentences) and sentences:
            self._unfold_wrong()

    def say_asking(self, *, asking: bool) -> None:
        """Whether the daemon has not answered yet; one can go on meanwhile."""
        self.button.setText(self.tr("Asking …") if asking else self.tr("Generate"))

    def set_unfolded(self, *, unfolded: bool) -> None:
        """Show the advanced settings, or fold them away."""
        self.advanced.setVisible(unfolded)
        self.fold.setChecked(unfolded)
        self._context.theme.dress(self.fold, "chevron_down" if unfolded else "chevron_right")
        self._context.keeping.choose(UNFOLDED, value=unfolded)
        self.unfolded.emit(unfolded)

    def _unfold_wrong(self) -> None:
        wrong = [one for one in self.advanced.editors.values() if one.wrong]
        if wrong:
            self.set_unfolded(unfolded=True)
            self.advanced.ensureWidgetVisible(wrong[0])
            wrong[0].focus()

    def _edited(self) -> None:
        """What is being changed is not wrong until it is asked for."""
        if self._wrong_prompt.isVisibleTo(self):
            self.complain({})
        self._show_given()

    def _show_given(self) -> None:
        given = self.advanced.given
        text = self.tr("Advanced ({number} set)") if given else self.tr("Advanced")
        self.fold.setText(text.format(number=given))

    def _prepare_fold(self) -> None:
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setCheckable(True)
        self.fold.setAccessibleName(self.tr("Advanced settings"))
        self.fold.clicked.connect(lambda: self.set_unfolded(unfolded=not self.advanced.isVisibleTo(self)))
        self._show_given()
        self.set_unfolded(unfolded=bool(self._context.keeping.choice(UNFOLDED, default=False)))

    def _connect(self) -> None:
        self.prompt.submitted.connect(self.submitted)
        self.prompt.left_downwards.connect(self.left_downwards)
        self.prompt.category_chosen.connect(self.category.set_category)
        self.prompt.textChanged.connect(lambda _: self._edited())
        self.button.clicked.connect(self.submitted)
        self.row.changed.connect(self._edited)
        self.advanced.changed.connect(self._show_given)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.prompt, 1)
        line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(line)
        column.addWidget(self._wrong_prompt)
        column.addSpacing(SPACE_S)
        column.addWidget(self.row)
        column.addWidget(self.fold)
        column.addWidget(self.advanced, 1)
