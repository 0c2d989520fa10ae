"""Training and validation never share a recording, and the split is the same for the same recordings."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.groups import divided_sessions, group_names
from foley_bridge.recordings.records import Take
from foley_bridge.recordings.split import Grouped, split
from foley_models.errors import RequestError

CATALOGUE = Catalogue.load()
GROUPED = st.builds(Grouped, st.sampled_from([f"g{number}" for number in range(12)]), st.sampled_from("abc"))


def groups(*names: str, said: tuple[str, ...] = (), digests: tuple[str, ...] = ()) -> tuple[str, ...]:
    found = []
    for number, name in enumerate(names):
        path = Path("/set") / name
        group = said[number] if said else ""
        digest = digests[number] if digests else f"{path}"
        found.append((Take(path, group=group), path, digest))
    return group_names(found, CATALOGUE)


def test_names_that_differ_by_their_last_number_are_one_recording() -> None:
    assert groups("StepSoft1.wav", "StepSoft2.flac", "StepHard1.wav") == ("StepSoft", "StepSoft", "StepHard")
    assert groups("a (1).wav", "a (12).wav", "a.wav") == ("a", "a", "a")
    assert groups("01.wav", "02.wav") == ("01", "02")


def test_a_categorys_only_session_is_divided_into_its_files_and_what_a_person_said_is_not() -> None:
    def divided(*files: tuple[str, str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = [
            (Take(Path("/set") / name, category=category, group=group), Path("/set") / name, name)
            for name, category, group in files
        ]
        return divided_sessions(group_names(found, CATALOGUE), found)

    boots = [(f"boots_{number}.wav", "boots", "") for number in range(5)]
    names, whose = divided(*boots, ("rain.wav", "rain", ""))
    assert names == (*(f"boots, boots_{number}.wav" for number in range(5)), "rain")
    assert whose == ("boots",)
    assert divided(*boots, ("gravel.wav", "boots", "")) == (("boots",) * 5 + ("gravel",), ())
    assert divided(*boots[:3]) == (("boots",) * 3, ())
    assert divided(*((name, category, "one walk") for name, category, _ in boots)) == (("one walk",) * 5, ())
    assert divided(*boots[:4], ("boots_9.wav", "rain", "")) == (("boots",) * 5, ())


def test_the_same_name_in_another_folder_is_another_recording() -> None:
    assert groups("x/step1.wav", "y/step1.wav") == ("step", "step (2)")


def test_names_of_the_category_system_are_compared_by_what_they_say() -> None:
    names = groups("FEETHmn_Boots 01_AB_CD_x9.wav", "FEETHmn_Boots 02_AB_CD_k3.wav", "FEETHmn_Boots 02_AB_EF_k3.wav")
    assert names[0] == names[1] != names[2]


def test_pieces_of_one_file_and_copies_of_it_stay_together() -> None:
    assert len(set(groups("a.wav", "a.wav", "copy.wav", digests=("1", "1", "1")))) == 1


def test_what_a_person_said_is_a_group_wins_over_names_but_never_parts_a_file() -> None:
    assert groups("step1.wav", "step2.wav", "z.wav", said=("monday", "tuesday", "monday")) == (
        "monday",
        "tuesday",
        "monday",
    )
    assert len(set(groups("a.wav", "a.wav", said=("one", "two")))) == 1


@given(st.lists(GROUPED, max_size=60), st.floats(0.05, 0.6), st.integers(0, 5))
def test_no_recording_is_in_both_halves_and_order_does_not_matter(
    clips: list[Grouped], share: float, seed: int
) -> None:
    halves = split(clips, validation_share=share, seed=seed)
    by_group: dict[str, set[str]] = {}
    for clip, half in zip(clips, halves, strict=True):
        by_group.setdefault(clip.group, set()).add(half)
    assert all(len(found) == 1 for found in by_group.values())
    backwards = split(clips[::-1], validation_share=share, seed=seed)
    assert backwards[::-1] == halves
    if len(by_group) > 1:
        assert {"train", "validation"} == set(halves)
    else:
        assert "validation" not in halves


def test_each_category_gives_its_share() -> None:
    clips = [Grouped(f"{category}{number}", category) for category in "abcd" for number in range(10)]
    held = Counter(
        clip.category
        for clip, half in zip(clips, split(clips, validation_share=0.2, seed=3), strict=True)
        if half == "validation"
    )
    assert held == {"a": 2, "b": 2, "c": 2, "d": 2}


def test_small_categories_give_together_what_none_can_give_alone() -> None:
    clips = [Grouped(f"{number}{half}", str(number)) for number in range(20) for half in "xy"]
    halves = split(clips, validation_share=0.2, seed=1)
    assert 7 <= halves.count("validation") <= 9


def test_another_seed_holds_out_others_and_zero_holds_out_none() -> None:
    clips = [Grouped(f"g{number}", "a") for number in range(40)]
    assert split(clips, validation_share=0.2, seed=1) != split(clips, validation_share=0.2, seed=2)
    assert set(split(clips, validation_share=0.0, seed=1)) == {"train"}
    with pytest.raises(RequestError, match=r"choose a number from 0 to 0\.8"):
        split(clips, validation_share=0.9, seed=1)
