"""What seat and server call the same things."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.parse import is_id, parse
from foley_bridge.seat.names import id_there, new_mark, seat_name
from foley_bridge.seat.paths import SharedFolder, SharedFolders, shared_folder
from foley_bridge.seat.translation import message_of, told
from foley_models.errors import NotAvailableError, RequestError

MARK = "0123abcd"
FOLDERS = SharedFolders(
    [
        SharedFolder(PurePosixPath("/Volumes/film"), PurePosixPath("/srv/film")),
        SharedFolder(PurePosixPath("/Volumes/film/reel 2"), PurePosixPath("/srv/second")),
        SharedFolder(PureWindowsPath("Z:\\film"), PurePosixPath("/srv/film")),
    ]
)


def said(address: str, *arguments: Argument) -> Message:
    """A host's call as the server hears it."""
    call = parse(Message(address, ("own", *arguments)))
    there = FOLDERS.needed_there
    return message_of(call, "there", call.pairs, request=lambda own: f"{own}.{MARK}", path=there)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/Volumes/film/a/b.wav", "/srv/film/a/b.wav"),
        ("/Volumes/film", "/srv/film"),
        ("/Volumes/film/reel 2/x.wav", "/srv/second/x.wav"),
        ("Z:\\film\\a\\b.wav", "/srv/film/a/b.wav"),
        ("/Volumes/films/a.wav", None),
        ("/Volumes/film/../secret.wav", None),
        ("film/a.wav", None),
        ("", None),
    ],
)
def test_a_path_is_moved_with_the_longest_shared_folder_above_it(here: str, there: str | None) -> None:
    assert FOLDERS.there(here) == there


def test_a_path_of_the_server_is_told_as_it_is_here() -> None:
    assert FOLDERS.here("/srv/film/Foley/x.wav") == "/Volumes/film/Foley/x.wav"
    assert FOLDERS.here("/srv/second/x.wav") == "/Volumes/film/reel 2/x.wav"
    assert FOLDERS.here("/srv/filmed/x.wav") is None
    assert FOLDERS.here("/srv/film/../x.wav") is None


@pytest.mark.parametrize("text", ["/only/here", "relative=/srv", "/here=there", "=/srv", "/a/../b=/srv", ""])
def test_a_shared_folder_is_two_whole_paths(text: str) -> None:
    with pytest.raises(RequestError, match="no shared folder"):
        shared_folder(text)


def test_ids_of_two_seats_never_meet_and_stay_ids() -> None:
    for own in ("take-1", "x" * 64, "~!$%"):
        assert is_id(id_there(own, MARK))
        assert id_there(own, MARK) == id_there(own, MARK)
        assert id_there(own, MARK) != id_there(own, "0123abce")
        assert id_there(own, MARK).endswith(f".{MARK}")
    assert id_there("x" * 64, MARK) != id_there("x" * 63, MARK)


def test_a_seat_is_called_as_a_person_said_or_as_its_machine() -> None:
    mark = new_mark()
    assert seat_name("edit-1", mark) == f"edit-1.{mark}"
    assert len(seat_name("", mark)) <= 64
    for wrong in ("two words", "ä", "x" * 41):
        with pytest.raises(RequestError, match="name"):
            seat_name(wrong, mark)


def test_calls_name_requests_candidates_and_files_as_the_server_does() -> None:
    assert said("/foley/cancel", "take").arguments == ("there", f"take.{MARK}")
    assert said("/foley/imported", "take", 2).arguments == ("there", f"take.{MARK}", 2)
    assert said("/foley/variation", "take#2", 0.5, 1, "blend", "other#0").arguments == (
        *("there", f"take.{MARK}#2", 0.5, 1),
        *("blend", f"other.{MARK}#0"),
    )
    assert said("/foley/transform", "/Volumes/film/a.wav", "rain", 0.5, 1).arguments[1] == "/srv/film/a.wav"
    assert said("/foley/search", "", "like", "/Volumes/film/a#2.wav").arguments[-1] == "/srv/film/a#2.wav"
    assert said("/foley/search", "", "like", "take#2").arguments[-1] == f"take.{MARK}#2"
    with pytest.raises(NotAvailableError, match=r"/home/me/voice\.wav"):
        said("/foley/transform", "/home/me/voice.wav", "rain", 0.5, 1)


def test_a_place_on_the_timeline_keeps_all_its_digits_and_who_asks_is_not_passed_on() -> None:
    sent = said("/foley/generate", "boots", 4.1, 1, "position", "5400.123456789", "token", "secret", "seat", "x")
    assert sent.arguments == ("there", "boots", 4.1, 1, "position", "5400.123456789")


def test_events_name_requests_and_files_as_the_seat_does() -> None:
    def heard(*arguments: Argument) -> tuple[Argument, ...]:
        message = Message("/foley/event", ("there", *arguments))
        path = lambda text: FOLDERS.here(text) or text  # noqa: E731
        return told(message, "own", request=lambda there: there.removesuffix(f".{MARK}"), path=path).arguments

    assert heard("delivered", f"take.{MARK}", 1, "/srv/film/x.wav") == (
        *("own", "delivered", "take", 1),
        "/Volumes/film/x.wav",
    )
    assert heard("status", "running", f"take.{MARK}", "queued", 3)[2:] == ("running", "take", "queued", 3)
    assert heard("from a later version", "a", 1)[1:] == ("from a later version", "a", 1)


def test_takes_are_named_one_by_one_as_the_server_knows_them() -> None:
    call = said("/foley/export", "a#0| b |/Volumes/film/x.wav", "out", "/Volumes/film/door", "ogg", 0)
    assert call.arguments == (
        "there",
        f"a.{MARK}#0|b.{MARK}|/srv/film/x.wav",
        *("out", "/srv/film/door", "ogg", 0),
    )
    assert said("/foley/export", "", "prompt", "a door").arguments[1] == ""
    with pytest.raises(NotAvailableError, match="does not see"):
        said("/foley/export", "a#0|/elsewhere/x.wav")
