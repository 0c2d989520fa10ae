"""A button that cannot be pressed while what it began goes on, without the focus going astray.

Qt hands the focus of a button that is disabled to whatever comes next, such as the side bar. Here it waits in the
button's parent, from where Tab goes on in order, and comes back unless the person went elsewhere.
"""

from PySide6.QtWidgets import QAbstractButton


def rest(button: QAbstractButton) -> None:
    """Disable it."""
    beside = button.parentWidget()
    if button.hasFocus() and beside is not None:
        beside.setFocus()
    button.setEnabled(False)


def wake(button: QAbstractButton) -> None:
    """Enable it again."""
    button.setEnabled(True)
    beside = button.parentWidget()
    if beside is not None and beside.hasFocus():
        button.setFocus()
