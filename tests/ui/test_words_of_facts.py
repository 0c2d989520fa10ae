"""Numbers in the language of the windows, and what a licence is called."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from foley_ui.licence_words import is_chosen, licence_words
from foley_ui.numbers import fixed, short
from foley_ui.settings.words import in_other_words
from foley_ui.training.words import duration, memory


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("german")
def test_numbers_have_the_decimal_mark_of_the_language() -> None:
    assert (fixed(3.14159, 3), short(0.25, 2), short(48.0, 6)) == ("3,142", "0,25", "48")
    assert duration(9000) == "2,5 hours"
    assert memory(2_500_000_000) == "2,5 GB"
    assert in_other_words(("files", "rate_hz"), 44_100) == "44,1 kHz"


@pytest.mark.parametrize("licence", ["", "none", "None", "no licence chosen"])
def test_no_licence_is_said_in_words(licence: str) -> None:
    assert not is_chosen(licence)
    assert licence_words(licence) == "none was chosen"


def test_a_licence_that_was_chosen_is_called_by_its_name() -> None:
    assert licence_words("CC-BY-4.0") == "CC-BY-4.0"
    assert licence_words("All rights reserved") == "all rights reserved"
