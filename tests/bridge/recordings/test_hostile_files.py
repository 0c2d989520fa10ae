"""Broken files and bombs: each is named, none is the end of the one that asks."""

import sys
from pathlib import Path

import pytest

from benchmarks.reliability.audio_input import check_hostile
from benchmarks.reliability.hostile_sounds import known_attacks, whole_sounds
from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.check import Examiner, check
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.reading import Reader


def test_whole_sounds_of_every_format_are_usable(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "bell").mkdir()
    made = whole_sounds(tmp_path / "bell")
    checked = check(gather(tmp_path), examiner=Examiner(reader, Catalogue.load()))
    refused = [one for one in checked.refused if one.kind != "duplicate"]  # some formats hold the same samples
    assert not refused
    assert len(checked.usable) + len(checked.refused) == len(made)


@pytest.mark.parametrize("name", known_attacks())
def test_a_bomb_is_answered_at_once_and_kills_nothing(tmp_path: Path, reader: Reader, name: str) -> None:
    (tmp_path / "bell").mkdir()
    (tmp_path / "bell" / name).write_bytes(known_attacks()[name])
    deaths = reader.deaths
    checked = check(gather(tmp_path), examiner=Examiner(reader, Catalogue.load()))
    assert len(checked.usable) + len(checked.refused) == 1
    assert reader.deaths == deaths
    if name == "half a tebibyte.flac":
        assert (tmp_path / "bell" / name).stat().st_size < 120
        assert "hours long by its header" in checked.refused[0].reason


@pytest.mark.skipif(sys.platform != "linux", reason="the memory is read in /proc")
def test_mutated_files_are_all_named_within_the_memory_allowed(tmp_path: Path) -> None:
    tally = check_hostile(tmp_path, 150, seed=2)
    assert tally.holds
    assert tally.files == tally.usable + tally.refused.total() == 150
    assert tally.most_bytes > 0
