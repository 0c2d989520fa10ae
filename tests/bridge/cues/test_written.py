"""What a sheet comes to on disk: a project, stems to the sample, a table and a page."""

import csv
import html.parser
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.placing import write_cue_project
from foley_bridge.cues.report import Reported, clock, outline_of, write_report
from foley_bridge.cues.sheet import Cue
from foley_bridge.cues.stems import write_stems
from foley_bridge.takes import HeardTake
from foley_models.errors import RequestError
from tests.bridge.rpp_reader import parse

RATE_HZ = 8000
CUES = (
    Cue(2, 1.0, 0.5, "a door", "Doors", name="1A", gain_db=-6.0),
    Cue(3, 0.25, 0.5, 'boots <on> "gravel"', "Feet"),
    Cue(4, 0.0, 0.5, "a gate", "Doors"),
    Cue(5, 3.0, 0.5, "=cmd", "Doors"),
    Cue(6, 9.0, 0.5, "not come to", "Wind"),
)


@pytest.fixture
def made(tmp_path: Path) -> dict[int, Made]:
    (tmp_path / "Foley").mkdir()

    def take(name: str, rank: int, *, value: float = 0.25, passed: bool = True) -> HeardTake:
        file = tmp_path / "Foley" / name
        soundfile.write(file, np.full(RATE_HZ // 2, value), RATE_HZ, subtype="PCM_24")
        return HeardTake(rank - 1, rank, 0.5 / rank, passed=passed, file=file, seed=rank)

    return {
        2: Made("a", 1, (take("door 1.wav", 1), take("door 2.wav", 2))),
        3: Made("b", 1, (take("boots.wav", 1, passed=False),)),
        4: Made("c", 1, (take("gate.wav", 1, value=0.5),)),
        5: Made("d", 1, code="nothing-passed", text="Nothing passed: say it otherwise."),
    }


def test_each_cue_is_an_item_at_its_time_on_its_track_with_its_takes(tmp_path: Path, made: dict[int, Made]) -> None:
    project = write_cue_project(tmp_path, CUES, made, rate_hz=RATE_HZ)
    assert project == tmp_path / "cues.RPP"
    doors, feet = parse(project.read_text(encoding="utf-8")).blocks("TRACK")
    assert (doors.line("NAME"), feet.line("NAME")) == (["Doors"], ["Feet"])
    gate, door = doors.blocks("ITEM")
    assert [float(one.line("POSITION")[0]) for one in (gate, door)] == [0.0, 1.0]
    assert float(door.line("LENGTH")[0]) == 0.5
    assert float(door.line("VOLPAN")[0]) == pytest.approx(10 ** (-6 / 20))
    assert not gate.lines("VOLPAN")
    assert [one.line("FILE")[0] for one in door.blocks("SOURCE")] == ["Foley/door 1.wav", "Foley/door 2.wav"]
    assert door.lines("NAME")[0] == ["1A · 1 · 0.500 · a door"]


def test_a_project_is_never_replaced_and_not_written_twice(tmp_path: Path, made: dict[int, Made]) -> None:
    first = write_cue_project(tmp_path, CUES, made, rate_hz=RATE_HZ)
    assert write_cue_project(tmp_path, CUES, made, rate_hz=RATE_HZ) == first
    del made[3]
    assert write_cue_project(tmp_path, CUES, made, rate_hz=RATE_HZ) == tmp_path / "cues-2.RPP"
    assert write_cue_project(tmp_path, CUES, {}, rate_hz=RATE_HZ) is None


def test_a_stem_has_the_best_takes_at_their_samples_and_gains(tmp_path: Path, made: dict[int, Made]) -> None:
    (doors, gain_db), (feet, _) = write_stems(tmp_path, CUES, made, rate_hz=RATE_HZ)
    assert (doors.name, feet.name) == ("doors.wav", "feet.wav")
    sound, rate_hz = soundfile.read(doors)
    assert (rate_hz, len(sound), gain_db) == (RATE_HZ, round(1.5 * RATE_HZ), 0.0)
    expected = np.zeros(len(sound))
    expected[: RATE_HZ // 2] = 0.5
    expected[RATE_HZ : RATE_HZ * 3 // 2] = 0.25 * 10 ** (-6 / 20)
    assert np.abs(sound - expected).max() < 2**-22
    assert np.flatnonzero(soundfile.read(feet)[0])[0] == RATE_HZ // 4


def test_a_stem_that_would_clip_is_turned_down_and_says_so(tmp_path: Path, made: dict[int, Made]) -> None:
    cues = [Cue(2, 0.0, 0.5, "a door", gain_db=12.0), Cue(4, 0.0, 0.5, "a gate", gain_db=6.0)]
    ((stem, gain_db),) = write_stems(tmp_path, cues, made, rate_hz=RATE_HZ)
    peak = np.abs(soundfile.read(stem)[0]).max()
    assert peak == pytest.approx(10 ** (-0.1 / 20), abs=1e-4)
    assert gain_db == pytest.approx(-0.1 - 20 * np.log10(0.25 * 10**0.6 + 0.5 * 10**0.3), abs=1e-3)


def test_tracks_whose_names_make_the_same_file_name_get_files_of_their_own(
    tmp_path: Path, made: dict[int, Made]
) -> None:
    cues = [Cue(2, 0.0, 0.5, "a door", "Feet!"), Cue(4, 0.0, 0.5, "a gate", "feet?")]
    written = write_stems(tmp_path, cues, made, rate_hz=RATE_HZ)
    assert [path.name for path, _ in written] == ["feet.wav", "feet-2.wav"]


def test_a_stem_of_days_is_refused_and_leaves_nothing(tmp_path: Path, made: dict[int, Made]) -> None:
    with pytest.raises(RequestError, match=r"would end after 27\.8 hours"):
        write_stems(tmp_path, [Cue(2, 1e5, 0.5, "a door")], made, rate_hz=RATE_HZ)
    assert not (tmp_path / "stems").exists()


class _Page(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [str(value) for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_plays_every_take_and_loads_nothing_from_elsewhere(tmp_path: Path, made: dict[int, Made]) -> None:
    _, path = write_report(tmp_path, Reported("reel <1>", CUES, made), outline_of)
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    assert page.sources == ["Foley/door%201.wav", "Foley/door%202.wav", "Foley/boots.wav", "Foley/gate.wav"]
    assert page.tags.count("svg") == 3
    assert "on" not in page.tags
    assert 'boots <on> "gravel"' in page.text
    assert "3 of 5 cues made, 4 takes in all. The best take of 1 is under its threshold. 1 failed." in page.text
    assert "nothing-passed. Nothing passed: say it otherwise." in page.text
    assert "1 is not made yet" in page.text


def test_the_table_has_a_row_for_each_cue_and_no_formulas(tmp_path: Path, made: dict[int, Made]) -> None:
    path, _ = write_report(tmp_path, Reported("reel", CUES, made), outline_of)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [one["state"] for one in rows] == ["made", "made", "made", "nothing-passed", "not made yet"]
    assert rows[0]["file"] == str(Path("Foley") / "door 1.wav")
    assert (rows[0]["time"], rows[1]["passed"], rows[3]["prompt"]) == ("0:00:01.000", "no", "'=cmd")


def test_a_clock_never_says_sixty_seconds() -> None:
    assert [clock(one) for one in (0, 59.9996, 3599.9999, 3723.5)] == [
        "0:00:00.000",
        "0:01:00.000",
        "1:00:00.000",
        "1:02:03.500",
    ]
