"""The form of a request: prompt, usual settings, advanced ones folded away; reads and shows a preset."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_ui.context import Context
from foley_ui.generate.advanced import Advanced
from foley_ui.generate.category_field import CategoryField
from foley_ui.generate.checks import limit_of_prompt, problems
from foley_ui.generate.fields import NoNumberError
from foley_ui.generate.guide import Guide
from foley_ui.generate.guide_box import GuideBox
from foley_ui.generate.pack_fields import PackFields
from foley_ui.generate.preset import FOLLOW, STRENGTH, Preset
from foley_ui.generate.prompt_field import HEIGHT, PromptField
from foley_ui.generate.settings_row import SettingsRow
from foley_ui.generate.suggestions import Suggester
from foley_ui.notices import Level
from foley_ui.sound.drop_hint import DropHint
from foley_ui.sound.dropping import FileDrops, ask_for_sound
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.widgets import Hint, PrimaryButton, set_look
from foley_ui.turns import Steps, take_all

UNFOLDED = "generate.advanced"  # the names of choices
GUIDE_FOLDER = "generate.guide_folder"
ROUNDED_S = 0.0051  # of the length field, which has two decimals


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
        self.guide = GuideBox(context, self)
        self._as_long = True  # whether the length is the recording's as soon as that is known
        yield
        self.imitate = QToolButton(self)
        self._prepare_imitate()
        self._wrong_prompt = Hint(parent=self)
        set_look(self._wrong_prompt, "tone", "bad")
        self._wrong_prompt.hide()
        self._prepare_fold()
        yield
        self._lay_out()
        yield
        QWidget.setTabOrder(self.button, self.row.length.slider)
        for one, other in pairwise((self.packs.adapter, *self.guide.stops, self.fold, self.imitate)):
            QWidget.setTabOrder(one, other)
        self._connect()
        self._drop_hint = DropHint(context.theme, self.tr("Drop it here to follow its timing and loudness"), self)
        self.drops = FileDrops(self, taken=self.follow, refused=self._refuse_file, hovered=self._drop_hint.show_over)

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
            guide=self.guide.path,
            strength=self.guide.strength.share if self.guide.path else STRENGTH,
            follow=self.guide.loudness.share if self.guide.path else FOLLOW,
            whole=self._whole(),
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
        if preset.guide:
            self._as_long = preset.whole
            self.guide.follow(Path(preset.guide), strength=preset.strength, follow=preset.follow)
        else:
            self.guide.leave()

    def follow(self, path: Path) -> None:
        """Let the sounds follow a recording's timing and loudness, as long as it is."""
        self._as_long = True
        self._context.keeping.choose(GUIDE_FOLDER, value=str(path.parent))
        self.guide.follow(path)
        self.prompt.setFocus()

    def ask_for_guide(self) -> None:
        """Open the dialog for a recording."""
        folder = str(self._context.keeping.choice(GUIDE_FOLDER, default=""))
        ask_for_sound(self, self.tr("Recording to follow"), folder, self.follow)

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
        if self.guide.problem:
            wrong["guide"] = self.guide.problem
        self.complain(wrong)
        return None if wrong else preset

    def complain(self, sentences: Mapping[str, str]) -> None:
        """Say what is wrong; the first of them gets the keyboard's focus."""
        self._wrong_prompt.setText(sentences.get("prompt", ""))
        self._wrong_prompt.setVisible("prompt" in sentences)
        set_look(self.prompt, "wrong", "true" if "prompt" in sentences else "false")
        self.row.complain(sentences)
        self.guide.complain(sentences.get("guide", ""))
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

    def _whole(self) -> bool:
        """Whether the length that is asked for is the recording's own."""
        guide = self.guide.guide
        if guide is None:
            return self._as_long
        return guide.seconds <= guide.most_s and abs(self.row.length.seconds - guide.seconds) < ROUNDED_S

    def _looked(self, guide: Guide) -> None:
        """The length is the recording's, until somebody says another one."""
        if self._as_long and not guide.problem:
            self.row.length.set_seconds(guide.used_s)
        self._as_long = False

    def _refuse_file(self, sentence: str) -> None:
        self._context.notices.tell(sentence, level=Level.WARN)

    def _prepare_imitate(self) -> None:
        self.imitate.setText(self.tr("Imitate a recording …"))
        self.imitate.setToolTip(self.tr("Its timing and loudness are followed: drop a sound file here, or choose one"))
        self.imitate.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._context.theme.dress(self.imitate, "wave")
        self.imitate.clicked.connect(self.ask_for_guide)

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
        self.guide.looked.connect(self._looked)

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
        column.addSpacing(SPACE_S)
        column.addWidget(self.guide)
        more = QHBoxLayout()
        more.setSpacing(SPACE)
        more.addWidget(self.fold)
        more.addWidget(self.imitate)
        more.addStretch(1)
        column.addLayout(more)
        column.addWidget(self.advanced, 1)
