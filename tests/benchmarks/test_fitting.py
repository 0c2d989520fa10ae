"""What counts as a fit, leniently and strictly, and the confusion of families."""

from pathlib import Path

import pytest

from benchmarks.families import JUDGED_FAMILIES, SHOWN_FAMILIES
from benchmarks.fitting import Fitting, confusion, load_fitting
from foley_models.errors import RequestError

CLASSES = {
    "rain": frozenset({"Raindrop", "Water"}),
    "water": frozenset({"Pour", "Water"}),
    "dog_bark": frozenset({"Bark"}),
    "footstep": frozenset({"Walk", "Bark"}),
    "fire": frozenset({"Raindrop"}),
}


def test_a_class_of_the_family_is_a_lenient_fit() -> None:
    fitting = Fitting(CLASSES)
    assert fitting.fits(("Music", "Water"), "rain", strict=False)
    assert not fitting.fits(("Music", "Pour"), "rain", strict=False)


def test_a_class_that_a_sibling_has_too_is_no_strict_fit() -> None:
    fitting = Fitting(CLASSES)
    assert not fitting.fits(("Water",), "rain", strict=True)
    assert fitting.fits(("Water", "Raindrop"), "rain", strict=True)


def test_only_the_judged_families_take_classes_away() -> None:
    fitting = Fitting(CLASSES)
    assert "footstep" in SHOWN_FAMILIES
    assert fitting.classes("dog_bark", strict=True) == {"Bark"}  # footstep has it too, but is only shown
    assert fitting.classes("rain", strict=True) == {"Raindrop"}  # fire has it too, but is not judged at all
    assert fitting.classes("footstep", strict=True) == {"Walk"}  # dog_bark is judged


def test_siblings_are_the_judged_families_that_share_a_class() -> None:
    fitting = Fitting(CLASSES)
    assert fitting.siblings("rain") == ("water",)
    assert fitting.siblings("dog_bark") == ()


def test_the_share_is_of_sounds_and_unknown_without_any() -> None:
    fitting = Fitting(CLASSES)
    tops = [("Water",), ("Raindrop",), ("Music",), ("Music",)]
    assert fitting.share(tops, "rain", strict=False) == 0.5
    assert fitting.share(tops, "rain", strict=True) == 0.25
    assert fitting.share([], "rain", strict=False) is None


def test_the_confusion_has_a_row_for_each_judged_family_with_sounds() -> None:
    every = Fitting({family: frozenset({family}) for family in JUDGED_FAMILIES} | CLASSES)
    rows = confusion(every, {"rain": [("Water",), ("Raindrop",)], "footstep": [("Walk",)], "water": []}, strict=False)
    assert list(rows) == ["rain"]
    assert tuple(rows["rain"]) == JUDGED_FAMILIES
    assert rows["rain"]["rain"] == 1.0
    assert rows["rain"]["water"] == 0.5
    assert rows["rain"]["clock"] == 0.0


def test_lists_are_read_with_classes_that_hold_commas(tmp_path: Path) -> None:
    text = 'family,share_of_real_clips,fitting_classes\nbaby_cry,0.97,"Baby cry, infant cry;Whimper"\n'
    (tmp_path / "fitting_classes.csv").write_text(text, encoding="utf-8")
    fitting = load_fitting(tmp_path, ["Whimper", "Baby cry, infant cry"])
    assert fitting.classes("baby_cry", strict=False) == {"Baby cry, infant cry", "Whimper"}


def test_a_class_that_the_ear_does_not_have_is_refused(tmp_path: Path) -> None:
    text = "family,share_of_real_clips,fitting_classes\nrain,0.5,Rain;Rian\n"
    (tmp_path / "fitting_classes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match="Rian"):
        load_fitting(tmp_path, ["Rain"])


def test_a_folder_without_lists_and_an_unknown_family_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"fitting_classes\.csv"):
        load_fitting(tmp_path, [])
    with pytest.raises(RequestError, match="'sun'"):
        Fitting(CLASSES).classes("sun", strict=False)
