"""Ardour itself, end to end: its dialog, the real daemon with the shipped pack, and the session as Ardour saved it."""

from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
import soundfile

from foley_bridge.journal.journal import Journal
from tests.hosts.ardour.real_ardour import RATE_HZ, Ardour, Track, missing, screen, until
from tests.hosts.conftest import STEREO_S
from tests.hosts.core_daemon import SMALL, CoreDaemon

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"missing: {', '.join(missing())}; install ardour xvfb xdotool")
PROMPT = "heavy boots on gravel"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


@pytest.fixture
def ardour(tmp_path: Path, display: str, core_daemon: CoreDaemon) -> Iterator[Ardour]:
    """Ardour with an empty session `Scene 4`."""
    session = Ardour(tmp_path / "Scene 4", tmp_path / "home", core_daemon.environment(DISPLAY=display))
    session.open()
    yield session
    session.close()


def imported(daemon: CoreDaemon, id_: str) -> list[int]:
    """What the daemon knows to be in the session."""
    with Journal(daemon.folders.journal_file) as journal:
        offered = {one.index for one in journal.offers(id_)}
        return sorted(one.index for one in journal.candidates(id_) if one.index not in offered)


def placed(ardour: Ardour, count: int) -> None:
    until(lambda: "stage=placed" in ardour.request_fields(), "the sounds are on the timeline")
    assert len(ardour.imported_files()) == count


def confirmed(ardour: Ardour) -> None:
    until(lambda: not ardour.requests.exists(), "the daemon knows what was imported")


def check_candidates(
    track: Track, id_: str, *, prompt: str, count: int, start_s: float, length_s: float, active: bool = True
) -> None:
    """All candidates of a request lie on playlists of their own, at the same place."""
    assert f"Foley Bridge: {id_} #" in track.comment
    ours = {name: regions for name, regions in track.playlists.items() if name.endswith(prompt)}
    assert [name.partition(" · ")[0] for name in sorted(ours)] == [str(rank) for rank in range(1, count + 1)]
    assert (track.active == min(ours)) == active
    for name, regions in ours.items():
        own = [one for one in regions if one.name == name]
        assert [(one.start_s, one.length_s) for one in own] == [(start_s, length_s)]
        sound = soundfile.info(own[0].file)
        assert (sound.samplerate, sound.frames) == (RATE_HZ, round(length_s * RATE_HZ))
    assert len({one.file for name, regions in ours.items() for one in regions if one.name == name}) == count


def test_from_the_dialog_to_the_saved_session(ardour: Ardour, core_daemon: CoreDaemon) -> None:
    ardour.do("locate", 3 * RATE_HZ)
    ardour.generate_by_dialog(PROMPT, seconds="1", count="2")
    until(ardour.requests.exists, "the hook takes the wish")
    id_ = ardour.request_ids()[0]
    placed(ardour, 2)
    assert imported(core_daemon, id_) == []  # not before it is saved
    ardour.save()
    confirmed(ardour)
    assert len(imported(core_daemon, id_)) == 2
    (track,) = ardour.tracks()
    assert track.name == f"Foley {PROMPT}"
    check_candidates(track, id_, prompt=PROMPT, count=2, start_s=3.0, length_s=1.0)

    ardour.do("action", "Editor", "undo")  # one step takes all of them away, and one brings them back
    ardour.save()
    assert not any(ardour.tracks()[0].playlists.values())
    ardour.do("action", "Editor", "redo")
    ardour.save()
    check_candidates(ardour.tracks()[0], id_, prompt=PROMPT, count=2, start_s=3.0, length_s=1.0)

    ardour.do("range", 1, 3 * RATE_HZ, 3 * RATE_HZ + 60000)  # start and length are those of the selection
    ardour.generate_by_dialog("glass breaks", count="16", loop=True)
    until(ardour.requests.exists, "the hook takes the wish")
    asked = {"sample=144000", "position=3.000000000", "seconds=1.250000", "count=16", "loop=1"}
    assert asked <= ardour.request_fields()
    ardour.do("action", "LuaAction", "script-2")
    ardour.answer_window("Foley Bridge: Cancel", "alt+o")
    confirmed(ardour)
    assert len(ardour.imported_files()) == 2
    ardour.save()
    ardour.quit()


def test_the_daemon_and_ardour_are_killed_in_the_middle(ardour: Ardour, core_daemon: CoreDaemon) -> None:
    ardour.wish("ardour-a", "a door slams", steps=30)
    until(lambda: "stage=accepted" in ardour.request_fields(), "the daemon has the request")
    core_daemon.kill()
    core_daemon.start()
    placed(ardour, 2)
    ardour.save()
    confirmed(ardour)

    onto = ardour.track_id("Foley a door slams")
    ardour.wish("ardour-b", "glass breaks", sample=5 * RATE_HZ, position="5", track=onto)
    until(ardour.requests.exists, "the hook takes the wish")
    ardour.kill()  # with the request on its way
    ardour.open()
    placed(ardour, 4)
    ardour.kill()  # with its sounds on the timeline, unsaved: they come again
    ardour.open()
    placed(ardour, 6)  # in the folder Ardour left behind those that nobody uses
    core_daemon.kill()
    ardour.save()
    ardour.quit()  # saved, but the daemon could not be told
    core_daemon.start()
    ardour.open()
    confirmed(ardour)
    assert imported(core_daemon, "ardour-a") == imported(core_daemon, "ardour-b") == [0, 1]
    ardour.save()

    (track,) = ardour.tracks()
    check_candidates(track, "ardour-a", prompt="a door slams", count=2, start_s=2.0, length_s=1.0, active=False)
    check_candidates(track, "ardour-b", prompt="glass breaks", count=2, start_s=5.0, length_s=1.0)
    lying = {name: sorted(one.start_s for one in regions) for name, regions in track.playlists.items()}
    assert sorted(lying.values()) == [
        [2.0],
        [2.0],
        [2.0, 5.0],
        [2.0, 5.0],
    ]  # what was there stays, and is there as well


def test_a_sound_that_is_sent_comes_to_the_playhead_once(
    tmp_path: Path, display: str, core_daemon: CoreDaemon, stereo_requests: tuple[str, str]
) -> None:
    ardour = Ardour(tmp_path / "Reel 2", tmp_path / "home", core_daemon.environment(DISPLAY=display)).open()
    try:
        check_what_is_sent(ardour, core_daemon)
        check_stereo(ardour, core_daemon, stereo_requests[0])
        ardour.quit()
    finally:
        ardour.close()


def check_what_is_sent(ardour: Ardour, core_daemon: CoreDaemon) -> None:
    host = "Ardour: Reel 2"  # not the name of another test's session, which may not have been missed yet
    ardour.do("locate", 4 * RATE_HZ)
    with core_daemon.client() as client:
        options = {**SMALL, "pool": 1}
        for _ in client.generate("a door slams", seconds=1.0, count=1, pairs=options, request_id="from-elsewhere"):
            pass
        until(lambda: host in [one.name for one in client.hosts()], "Ardour is connected")
        client.offer("from-elsewhere", 0, host)
        until(lambda: len(ardour.imported_files()) == 1, "the sound is in the session")
        ardour.save()
        until(
            lambda: [one.offers for one in client.hosts() if one.name == host] == [0],
            "the daemon knows that it is there",
        )
        client.offer("from-elsewhere", 0, host)  # once more: it is there already
        until(lambda: [one.offers for one in client.hosts() if one.name == host] == [0], "it is confirmed again")
    assert imported(core_daemon, "from-elsewhere") == [0]
    (track,) = ardour.tracks()
    assert (track.name, "Foley Bridge: from-elsewhere #0" in track.comment) == ("Foley a door slams", True)
    ((region,),) = track.playlists.values()
    assert (region.start_s, region.length_s) == (4.0, 1.0)
    assert len(ardour.imported_files()) == 1
    ardour.do("action", "Editor", "undo")
    ardour.save()
    assert not any(ardour.tracks()[0].playlists.values())


def check_stereo(ardour: Ardour, core_daemon: CoreDaemon, id_: str) -> None:
    """A take of two channels lies on a track of two, whole, and one step of undo takes it away."""
    host, name = "Ardour: Reel 2", "Foley rain on a roof"

    def stereo() -> list[Track]:
        return [one for one in ardour.saved_tracks() if one.name == name]

    ardour.do("locate", 6 * RATE_HZ)
    with core_daemon.client() as client:
        client.offer(id_, 0, host)
        until(stereo, "it is on a track of its own, saved")
        until(lambda: [one.offers for one in client.hosts() if one.name == host] == [0], "the daemon knows")
    (track,) = stereo()
    assert track.inputs == 2
    assert len(ardour.imported_files()) == 1 + 2, "a file for each channel"
    ((region,),) = track.playlists.values()
    assert (region.start_s, region.length_s, region.channels) == (6.0, STEREO_S, 2)
    assert "%L" in region.file.name
    left, right = (soundfile.read(str(region.file).replace("%L", side))[0] for side in ("%L", "%R"))
    assert left.shape == right.shape == (round(STEREO_S * RATE_HZ),)
    with Journal(core_daemon.folders.journal_file) as journal:
        delivered = soundfile.read(journal.candidates(id_)[0].path)[0]
    assert (delivered == numpy.stack([left, right], 1)).all(), "each channel to the bit"
    assert not (left == right).all()
    ardour.do("action", "Editor", "undo")
    assert not any(regions for one in stereo() for regions in one.playlists.values())


def test_without_a_daemon_a_sentence_says_so_and_ardour_goes_on(ardour: Ardour, core_daemon: CoreDaemon) -> None:
    core_daemon.kill()
    try:
        ardour.do("action", "LuaAction", "script-1")
        ardour.answer_window("Foley Bridge", "Escape")
        ardour.do("action", "LuaAction", "script-2")  # nothing to cancel: a sentence too
        ardour.answer_window("Foley Bridge", "Escape")
        assert not ardour.wishes.exists()
        ardour.save()
        ardour.quit()
    finally:
        core_daemon.start()
