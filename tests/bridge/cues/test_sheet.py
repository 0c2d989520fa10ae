"""A cue sheet is read whole, and every fault of every row is named before anything is made."""

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foley_bridge.cues.sheet import FAULTS_SHOWN, Cue, Defaults, read_sheet, tracks_of
from foley_bridge.cues.times import Clock
from foley_models.errors import RequestError

HEAD = "time,length,prompt\n"


def read(tmp_path: Path, text: str | bytes, defaults: Defaults | None = None) -> tuple[Cue, ...]:
    path = tmp_path / "sheet.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sheet(path, defaults or Defaults())


def test_columns_may_be_called_as_other_houses_call_them(tmp_path: Path) -> None:
    text = (
        "\ufeffTC In;TC Out;Description;Character;No;Takes;CatID;Seed;Gain\n"
        "01:00:01:00;01:00:03:12;a door slams;Anna;12A;2;DOORWood;7;-6\n"
        ";;;;;;;;\n"
        "01:00:05:00;01:00:06:00;Schritte, schnell;;;;;;\n"
    )
    clock = Clock(Fraction(25), start_s=3600.0)
    first, second = read(tmp_path, text, Defaults(count=3, clock=clock))
    assert first == Cue(2, 1.0, 2.48, "a door slams", "Anna", "12A", 2, 7, "DOORWood", gain_db=-6.0)
    assert second == Cue(4, 5.0, 1.0, "Schritte, schnell", count=3)


def test_a_length_is_taken_before_an_end_and_both_before_the_default(tmp_path: Path) -> None:
    text = "time,length,end,prompt\n1,2,9,a\n1,,4,b\n1,,,c\n"
    assert [one.seconds for one in read(tmp_path, text, Defaults(seconds=1.5))] == [2.0, 3.0, 1.5]


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    text = f"{HEAD}soon,2,a\n1,2,\n1,99999,b\n1,,c\n2,1,fine\n"
    with pytest.raises(RequestError) as told:
        read(tmp_path, text)
    lines = str(told.value).splitlines()
    assert "nothing was started" in lines[0]
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["row 2", "row 3", "row 4", "row 5"]
    assert "has no prompt" in lines[2]
    assert "seconds is 99999" in lines[3]
    assert "neither length nor end" in lines[4]
    with pytest.raises(RequestError, match=f"and {100 - FAULTS_SHOWN} more"):
        read(tmp_path, HEAD + "soon,2,a\n" * 100)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column 'time'"),
        (HEAD, "has no cues"),
        ("time,length\n1,2\n", "no column 'prompt'"),
        ("time,length,prompt,colour\n1,2,a,red\n", "a column 'colour', which is none of time, length"),
        ("time,start,prompt\n1,2,a\n", "two columns for 'time'"),
        ("time,prompt,end\n3,a,2\n", "it ends at 2, not after its start at 3"),
        ("time,length,prompt,count\n1,2,a,many\n", "count is 'many'"),
        ("time,length,prompt,count\n1,2,a,0\n", "count is 0"),
        ("time,length,prompt,gain\n1,2,a,nan\n", "gain is 'nan'"),
        ("time,length,prompt,gain\n1,2,a,loud\n", "gain is 'loud': write decibels"),
        (f'{HEAD}1,2,"a\u2028b"\n', "control character U\\+2028"),
        (b"time,length,prompt\n1,2,\xff\xfe\n", "is no UTF-8 text"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said_in_a_sentence(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        read(tmp_path, text)


def test_a_comma_that_nobody_put_in_quotes_is_no_cut_prompt(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"row 2: 'slamming, far' stands beyond the last column: .* in quotes"):
        read(tmp_path, f"{HEAD}1,2,a door,slamming,far\n1,2,a door,, \n")


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"none\.csv cannot be read"):
        read_sheet(tmp_path / "none.csv", Defaults())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), st.text(max_size=200).map(lambda rest: HEAD + rest)))
def test_no_text_is_too_strange_for_a_sheet(tmp_path: Path, text: str) -> None:
    with suppress(RequestError):
        assert read(tmp_path, text.encode("utf-8", "surrogatepass"))


def test_tracks_come_in_the_sheets_order_and_their_cues_by_time() -> None:
    cues = [Cue(2, 5.0, 1.0, "a", "Doors"), Cue(3, 1.0, 1.0, "b", "Feet"), Cue(4, 2.0, 1.0, "c", "Doors")]
    assert [(name, [one.row for one in own]) for name, own in tracks_of(cues)] == [("Doors", [4, 2]), ("Feet", [3])]
