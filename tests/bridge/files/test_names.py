"""File names by the category system: legal everywhere, short, and never the same for two sounds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.files.names import LONGEST_NAME, file_reference, fx_name, sound_file_name, temporary_name
from foley_models.errors import RequestError

SHAPE = re.compile(r"[A-Za-z]{2,16}_[A-Za-z0-9 ]{1,25}_[A-Za-z0-9]{1,16}_NONE_[a-z0-9]+\.wav")
HOSTILE = "../../etc/passwd CON nul:stream a/b\\c \0 \n ~ * ? | < > \" ' % $ ` ; & .hidden -rf ‮ gnp.exe \ud800"


def _name(prompt: str = "heavy boots on gravel", *, job_id: str = "job", index: int = 0, retry: int = 0) -> str:
    return sound_file_name("FEETHmn", prompt, job_id=job_id, index=index, creator="FB", retry=retry)


def test_a_name_has_the_blocks_of_the_category_system() -> None:
    assert re.fullmatch(r"FEETHmn_Heavy boots on gravel_FB_NONE_00[a-z2-7]{12}\.wav", _name())


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("heavy boots on gravel", "Heavy boots on gravel"),
        ("a very long description of a sound that goes on", "A very long description"),
        ("x" * 60, "X" + "x" * 24),
        ("déjà vu, naïve œuvre", "Deja vu naive oeuvre"),
        ("Straße møde", "Strasse mode"),
        ("dog's bark", "Dogs bark"),
        ("don’t stop", "Dont stop"),
        ("重いブーツ", "Sound"),
        ("!!!", "Sound"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "Full width"),
        ("a_b-c", "A b c"),
    ],
)
def test_the_prompt_becomes_a_short_name_in_ascii(prompt: str, expected: str) -> None:
    assert fx_name(prompt) == expected


@given(prompt=st.text(max_size=500), job_id=st.text(max_size=100), index=st.integers(0, 191), retry=st.integers(0, 9))
def test_any_prompt_and_any_id_give_a_legal_name(prompt: str, job_id: str, index: int, retry: int) -> None:
    name = _name(prompt, job_id=job_id, index=index, retry=retry)
    assert SHAPE.fullmatch(name)
    assert len(name) <= LONGEST_NAME
    assert re.fullmatch(r"\.[a-z2-7]{12}\.part", temporary_name(job_id, index))
    assert len(file_reference(job_id, index)) <= 32


def test_a_hostile_prompt_names_no_folder() -> None:
    assert SHAPE.fullmatch(_name(HOSTILE, job_id=HOSTILE))


def test_two_jobs_two_candidates_and_two_tries_never_share_a_name() -> None:
    names = {
        _name(job_id=f"job-{job}", index=index, retry=retry).casefold()
        for job in range(50)
        for index in range(20)
        for retry in range(2)
    }
    assert len(names) == 2000
    assert _name(job_id="a:1", index=2) != _name(job_id="a", index=12)


def test_the_same_sound_has_the_same_name_after_a_restart() -> None:
    assert _name() == _name()


@pytest.mark.parametrize("cat_id", ["", "A", "FEET_Hmn", "../x", "FEETHmn\n", "F" * 17, "FÉÉT"])
def test_what_is_no_cat_id_is_refused(cat_id: str) -> None:
    with pytest.raises(RequestError, match="is no CatID"):
        sound_file_name(cat_id, "boots", job_id="a", index=0)


@pytest.mark.parametrize("creator", ["", "F_B", "a/b", "..", "x" * 17, "é"])
def test_a_creator_that_breaks_the_blocks_is_refused(creator: str) -> None:
    with pytest.raises(RequestError, match="creator"):
        sound_file_name("RAIN", "rain", job_id="a", index=0, creator=creator)


def test_the_source_is_a_block_of_its_own() -> None:
    name = sound_file_name("RAIN", "rain", job_id="a", index=0, source="FILM7")
    assert name.startswith("RAIN_Rain_FB_FILM7_")
    with pytest.raises(RequestError, match="source"):
        sound_file_name("RAIN", "rain", job_id="a", index=0, source="F_7")
