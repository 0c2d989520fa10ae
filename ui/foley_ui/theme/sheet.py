"""The one style sheet. It names places of the palette, never colours: so light and dark are the same sheet.

A sheet that is exchanged makes Qt restyle all widgets in one go (1.5 s with 1,600 of them, measured); a palette that is
exchanged can be taken up widget by widget (`restyling`).
"""

from collections.abc import Mapping
from string import Template

from foley_ui.theme import metrics
from foley_ui.theme.roles import Role

# Marks are the pictures that a style sheet can only name as files: name -> (drawing, role).
MARKS: Mapping[str, tuple[str, Role]] = {
    "down.svg": ("chevron_down", Role.FAINT),
    "up.svg": ("chevron_up", Role.FAINT),
    "right.svg": ("chevron_right", Role.FAINT),
    "tick.svg": ("check", Role.ON_ACCENT),
    "some.svg": ("minus", Role.ON_ACCENT),
    "dot.svg": ("dot", Role.ON_ACCENT),
    "faint_tick.svg": ("check", Role.FAINT),
    "faint_dot.svg": ("dot", Role.FAINT),
}

# Where the sheet finds each colour in the palette, as a sheet writes it. Qt's own drawing reads the places as well:
# those of another meaning are read by nothing that is drawn by the rules below.
PLACES: Mapping[str, str] = {
    "background": "window",
    "surface": "base",
    "raised": "button",
    "text": "window-text",
    "accent": "highlight",
    "on_accent": "highlighted-text",
    "faint": "placeholder-text",
    "line": "mid",
    "edge": "dark",
    "hover": "alternate-base",
    "selected": "midlight",
    "handle": "shadow",
    "dim": "light",
    "bad": "bright-text",
    "good": "link-visited",
    "warn": "tooltip-base",
    "accent_hover": "accent",
    "accent_pressed": "tooltip-text",
}

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog { background: $background; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px; }

QLabel { background: transparent; }
QLabel[look="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[look="sub"] { font-size: ${sub}pt; font-weight: 600; }
QLabel[look="hint"] { color: $faint; }
QLabel[look="small"] { color: $faint; font-size: ${small}pt; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[look="badge"] { background: $raised; color: $text; border-radius: 9px; padding: 1px 8px; min-height: 16px;
    font-size: ${small}pt; }
QLabel[look="badge"][tone="good"] { color: $good; border: 1px solid $good; background: transparent; }
QLabel[look="badge"][tone="warn"] { color: $warn; border: 1px solid $warn; background: transparent; }
QLabel[look="badge"][tone="bad"] { color: $bad; border: 1px solid $bad; background: transparent; }
QLabel[look="badge"][tone="accent"] { color: $accent; border: 1px solid $accent; background: transparent; }

QFrame[look="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[look="card"][chosen="true"] { border: 1px solid $accent; }
QFrame[look="divider"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[look="upright"] { background: $line; border: none; max-width: 1px; min-width: 1px; }

QPushButton { background: $raised; border: 1px solid $line; border-radius: ${radius}px; padding: 5px 14px;
    min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:checked { background: $selected; border-color: $accent; }
QPushButton:disabled { color: $dim; background: transparent; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QPushButton::menu-indicator { image: url(:/$marks/down.svg); width: 12px; height: 12px;
    subcontrol-position: right center; subcontrol-origin: padding; right: 6px; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[look="primary"]:hover { background: $accent_hover; }
QPushButton[look="primary"]:pressed { background: $accent_pressed; }
QPushButton[look="primary"]:disabled { background: $raised; color: $dim; border-color: $line; }
QPushButton[look="primary"]:focus { border: 2px solid $text; padding: 4px 13px; }
QPushButton[look="flat"] { background: transparent; border-color: transparent; color: $accent; padding: 5px 8px; }
QPushButton[look="flat"]:hover { background: $hover; }
QPushButton[look="flat"]:focus { border: 2px solid $accent; padding: 4px 7px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${radius}px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $selected; }
QToolButton:checked { background: $selected; }
QToolButton:disabled { color: $dim; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton::menu-indicator { image: none; }
QToolButton[look="entry"] { padding: 6px 9px; text-align: left; color: $text; }
QToolButton[look="entry"]:checked { font-weight: 600; }
QToolButton[look="entry"]:focus { padding: 5px 8px; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: $surface; border: 1px solid $edge;
    border-radius: ${radius}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QAbstractSpinBox, QComboBox { padding: 4px 8px; min-height: 20px; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on { border: 2px solid $accent; padding: 3px 7px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 3px; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled, QPlainTextEdit:disabled { color: $dim;
    border-color: $line; background: transparent; }
QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"], QComboBox[wrong="true"] { border-color: $bad; }
QLineEdit { placeholder-text-color: $faint; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; background: transparent; min-height: 0; }
QAbstractSpinBox { qproperty-alignment: 'AlignRight|AlignVCenter'; min-height: 17px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 20px; border: none;
    background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; border-top-right-radius: 4px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0;
    border-bottom-right-radius: 4px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url(:/$marks/up.svg); width: 11px; height: 11px; }
QAbstractSpinBox::down-arrow { image: url(:/$marks/down.svg); width: 11px; height: 11px; }
QComboBox { padding-right: 4px; combobox-popup: 0; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 24px; border: none;
    background: transparent; }
QComboBox::down-arrow { image: url(:/$marks/down.svg); width: 13px; height: 13px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; border-radius: 0; padding: 3px; }

QCheckBox, QRadioButton { spacing: 8px; padding: 2px; border: 2px solid transparent; border-radius: ${radius}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $dim; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QAbstractItemView::indicator { width: 14px;
    height: 14px; border: 1px solid $edge; background: $surface; border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent;
    border-color: $accent; image: url(:/$marks/tick.svg); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: $accent;
    border-color: $accent; image: url(:/$marks/some.svg); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url(:/$marks/dot.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; background: transparent; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled { image: url(:/$marks/faint_tick.svg); }
QRadioButton::indicator:checked:disabled { image: url(:/$marks/faint_dot.svg); }

QAbstractItemView { background: $surface; alternate-background-color: $surface; border: 1px solid $line;
    border-radius: ${radius}px; outline: none; selection-background-color: $selected; selection-color: $text;
    gridline-color: $line; }
QAbstractItemView:focus { border: 1px solid $accent; }
QListView::item, QTreeView::item, QTableView::item { padding: 3px 6px; border: none; }
QListView::item:hover, QTreeView::item:hover, QTableView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $selected; color: $text; }
QListView::item:focus, QTreeView::item:focus, QTableView::item:focus { border: 1px solid $accent; padding: 2px 5px; }
QTableView[look="rows"]::item:focus { border: none; padding: 3px 6px; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url(:/$marks/right.svg); }
QTreeView::branch:has-children:open { image: url(:/$marks/down.svg); }
QHeaderView { background: $surface; border: none; qproperty-defaultAlignment: 'AlignLeft|AlignVCenter';
    qproperty-highlightSections: false; }
QHeaderView::section { background: $surface; color: $faint; border: none; border-bottom: 1px solid $line;
    padding: 5px 8px; font-size: ${small}pt; font-weight: normal; }
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow { image: url(:/$marks/up.svg); width: 11px; height: 11px; }
QHeaderView::down-arrow { image: url(:/$marks/down.svg); width: 11px; height: 11px; }
QTableCornerButton::section { background: $surface; border: none; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $handle; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: transparent; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $faint; padding: 7px 14px 6px 14px; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { background: $hover; }

QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: 9px; border-left: 1px solid $line; margin: 0 4px; }
QSplitter::handle:vertical { height: 9px; border-top: 1px solid $line; margin: 4px 0; }
QSplitter::handle:hover { border-color: $accent; }

QProgressBar { background: $raised; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSlider { border: 2px solid transparent; border-radius: ${radius}px; }
QSlider:focus { border-color: $accent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: $text; }
QSlider::groove:vertical { width: 4px; border-radius: 2px; background: $line; }
QSlider::add-page:vertical { width: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:vertical { width: 14px; height: 14px; margin: 0 -5px; border-radius: 7px; background: $text; }
QSlider::handle:disabled { background: $edge; }

QGroupBox { border: 1px solid $line; border-radius: 8px; margin-top: 20px; padding: 10px; background: transparent; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; left: 2px; padding: 0 2px; color: $faint; }

QMenu { background: $raised; border: 1px solid $line; padding: 5px; }
QMenu::item { padding: 5px 20px 5px 8px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $faint; background: transparent; }
QMenu::icon { left: 6px; }
QMenu::separator { height: 1px; background: $line; margin: 5px 4px; }
QMenu::right-arrow { image: url(:/$marks/right.svg); width: 12px; height: 12px; right: 4px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
QMenu::indicator:non-exclusive { border: 1px solid $edge; border-radius: 4px; background: $surface; }
QMenu::indicator:non-exclusive:checked { background: $accent; border-color: $accent; image: url(:/$marks/tick.svg); }

QWidget[look="sidebar"], QWidget[look="strip"] { background: $background; }
QFrame[look="notice"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
QFrame[look="notice"][tone="good"] { border-color: $good; }
QFrame[look="notice"][tone="warn"] { border-color: $warn; }
QFrame[look="notice"][tone="bad"] { border-color: $bad; }
QLabel[look="key"] { background: $raised; border: 1px solid $edge; border-radius: 4px; padding: 1px 6px; }
""")


def sheet(*, points: float, marks: str) -> str:
    """The sheet for the system's text size in points, and the folder of the marks in memory."""
    return _SHEET.substitute(
        {name: f"palette({place})" for name, place in PLACES.items()},
        small=f"{points * metrics.SMALL_TEXT:.1f}",
        sub=f"{points * metrics.SUB_TEXT:.1f}",
        heading=f"{points * metrics.HEADING_TEXT:.1f}",
        radius=metrics.RADIUS,
        marks=marks,
    )


def mixed(one: str, other: str, share: float) -> str:
    """A colour with `share` of another, all as #rrggbb."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(ours + (theirs - ours) * share):02x}" for ours, theirs in pairs)
