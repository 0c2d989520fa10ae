"""Packs fetched from a server on this machine, which breaks off, lies and sends on."""

import hashlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.packs.addresses import pack_address
from foley_bridge.packs.contents import LIST_FILE, write_list
from foley_bridge.packs.download import discard_download, download, unfinished_downloads
from foley_bridge.packs.fetch import ConnectionLostError, DownloadError, OtherHostError
from foley_bridge.packs.licences import Use
from foley_bridge.packs.meter import Progress
from foley_bridge.packs.offer import Offer, look_at_address
from foley_models.card import CARD_FILE, read_card
from foley_models.errors import BusyError, CancelledError, DiskFullError, FoleyError, PackError, RequestError
from foley_models.pack_files import verify_pack
from tests.bridge.packs.pack_server import PackServer, pack_server
from tests.bridge.processes import environment
from tests.models.tiny_core import change_card

LARGE = "denoiser.safetensors"


@pytest.fixture
def server(offered: Path) -> Iterator[PackServer]:
    with pack_server(offered) as running:
        yield running


def fetch(offer: Offer, installed: Path) -> Path:
    return download(offer, installed, pause_s=0.001).folder


def seen(installed: Path) -> list[str]:
    """What of the folder anybody else would take for a pack."""
    return sorted(one.name for one in installed.iterdir() if not one.name.startswith("."))


def refused(offer: Offer, installed: Path, kind: type[FoleyError], words: str) -> None:
    with pytest.raises(kind, match=words):
        fetch(offer, installed)
    assert seen(installed) == []


def test_looking_at_an_address_fetches_the_list_and_the_card_alone(server: PackServer) -> None:
    offer = look_at_address(server.address)
    assert [name for name, _ in server.asked] == [LIST_FILE, CARD_FILE]
    assert offer.card == read_card(server.folder / CARD_FILE)
    assert offer.bytes == sum(
        one.stat().st_size for one in server.folder.iterdir() if one.name not in (CARD_FILE, LIST_FILE)
    )
    assert (offer.terms.use, offer.hosts) == (Use.YES, frozenset({f"127.0.0.1:{server.port}"}))
    assert offer.memory_bytes > offer.bytes


def test_what_was_agreed_to_is_fetched_checked_and_installed(server: PackServer, installed: Path) -> None:
    told: list[Progress] = []
    place = download(look_at_address(server.address + CARD_FILE), installed, tell=told.append)
    assert verify_pack(place.folder) == read_card(server.folder / CARD_FILE)
    assert sorted(one.name for one in installed.iterdir()) == ["tiny"], "nothing else is left"
    assert not (place.folder / LIST_FILE).exists()
    fetched = [one for one in told if one.stage == "fetch"]
    assert fetched[-1].done_bytes == fetched[-1].total_bytes


@pytest.mark.parametrize("can", ["ranges and lengths", "ranges", "lengths", "neither"])
def test_a_connection_that_breaks_off_is_taken_up_again(can: str, server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    ranges = server.ranges = "ranges" in can
    server.tells_length = "lengths" in can
    server.cuts[LARGE] = [1000, 700, 2000]
    assert verify_pack(fetch(offer, installed))
    starts = [start for name, start in server.asked if name == LARGE]
    assert starts == ([0, 1000, 1700, 3700] if ranges else [0, 0, 0, 0])


def test_a_server_that_is_too_busy_is_asked_again(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    server.status[LARGE] = [503, 429]
    assert verify_pack(fetch(offer, installed))


def test_a_server_that_falls_silent_is_asked_again(
    server: PackServer, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = look_at_address(server.address)
    monkeypatch.setattr("foley_bridge.packs.fetch.TIMEOUT_S", 0.1)
    server.held = threading.Event()  # half of what is asked for, then nothing
    assert verify_pack(fetch(offer, installed))
    assert [name for name, _ in server.asked].count(LARGE) > 1


def test_a_connection_that_never_gets_on_is_given_up_and_goes_on_another_day(
    server: PackServer, installed: Path
) -> None:
    offer = look_at_address(server.address)
    server.cuts[LARGE] = [1000, 0, 0, 0, 0, 0]
    refused(offer, installed, ConnectionLostError, "is kept: start it again, and it goes on from there")
    (left,) = unfinished_downloads(installed)
    assert (left.name, left.address, left.total_bytes) == ("tiny", server.address, offer.bytes)
    assert 1000 <= left.there_bytes < offer.bytes
    server.asked.clear()
    assert verify_pack(fetch(look_at_address(left.address, digest=left.digest), installed))
    assert (LARGE, 1000) in server.asked
    assert not any(name == "text_tower.safetensors" for name, _ in server.asked), "what is here is not fetched again"
    assert unfinished_downloads(installed) == ()


def test_a_download_goes_on_after_its_process_was_killed(server: PackServer, installed: Path) -> None:
    server.held = threading.Event()
    code = (
        "import sys; from pathlib import Path; from foley_bridge.packs.offer import look_at_address;"
        "from foley_bridge.packs.download import download;"
        "download(look_at_address(sys.argv[1]), Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, server.address, str(installed)], env=environment())
    assert server.half_way.wait(20)
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.held.set()
    assert seen(installed) == []
    assert len(unfinished_downloads(installed)) == 1
    assert verify_pack(fetch(look_at_address(server.address), installed))


def test_a_part_of_another_file_is_found_out_and_fetched_from_its_beginning(
    server: PackServer, installed: Path
) -> None:
    offer = look_at_address(server.address)
    server.cuts[LARGE] = [1000, 0, 0, 0, 0, 0]
    refused(offer, installed, ConnectionLostError, "kept")
    (part,) = (unfinished_downloads(installed)[0].folder / "parts").iterdir()
    part.write_bytes(b"?" * 1000)
    assert verify_pack(fetch(offer, installed))


def test_a_server_that_sends_another_part_than_asked_for_is_not_believed(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    server.cuts[LARGE], server.wrong_ranges = [1000], True
    assert verify_pack(fetch(offer, installed))
    assert [start for name, start in server.asked if name == LARGE] == [0, 1000, 0]


def test_a_file_with_another_hash_is_refused_and_not_kept(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    data = (server.folder / LARGE).read_bytes()
    server.instead[LARGE] = data[:-1] + bytes([data[-1] ^ 1])
    refused(offer, installed, DownloadError, "SHA-256 differs")
    assert [name for name, _ in server.asked].count(LARGE) == 1
    server.instead.clear()
    assert verify_pack(fetch(offer, installed))


def test_another_length_than_offered_is_refused_at_once(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    server.instead[LARGE] = b"short"
    refused(offer, installed, DownloadError, f"has 5 bytes, {(server.folder / LARGE).stat().st_size} were offered")


def test_a_file_that_does_not_end_is_stopped(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    server.tells_length = False
    server.instead[LARGE] = (server.folder / LARGE).read_bytes() + bytes(1_000_000)
    refused(offer, installed, DownloadError, "is larger than the .* bytes that were offered")
    assert unfinished_downloads(installed)[0].there_bytes <= offer.bytes


@pytest.mark.parametrize(("status", "words"), [(404, "no such file"), (403, "does not give"), (401, "login")])
def test_what_is_not_given_is_told_in_words(status: int, words: str, server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    server.status[LARGE] = [status]
    refused(offer, installed, DownloadError, words)


def test_a_server_that_is_not_there_is_told_in_words(server: PackServer) -> None:
    with pytest.raises(ConnectionLostError, match=r"127\.0\.0\.1:1 cannot be reached"):
        look_at_address("http://127.0.0.1:1/pack/")


def test_a_server_that_sends_on_to_another_one_needs_a_word(server: PackServer, offered: Path, installed: Path) -> None:
    with pack_server(offered) as other:
        offer = look_at_address(server.address)
        server.redirects[LARGE] = other.address + LARGE
        there = f"127.0.0.1:{other.port}"
        with pytest.raises(OtherHostError, match=f"sends on to another server, {there}") as refusal:
            fetch(offer, installed)
        assert refusal.value.there == there
        assert other.asked == []
        agreed = look_at_address(server.address, also=frozenset({there}))
        assert verify_pack(fetch(agreed, installed))
        assert other.asked == [(LARGE, 0)]


def test_the_same_server_may_send_on(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    (server.folder / "moved.bin").write_bytes((server.folder / "vocab.txt").read_bytes())
    server.redirects["vocab.txt"] = "moved.bin"
    assert verify_pack(fetch(offer, installed))


def test_sending_on_in_circles_ends(server: PackServer) -> None:
    server.redirects[LIST_FILE] = server.address + LIST_FILE
    with pytest.raises(DownloadError):
        look_at_address(server.address)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.org/pack/", "not encrypted"),
        ("http://127.0.0.1.example.org/pack/", "not encrypted"),
        ("ftp://example.org/pack/", "begins with https"),
        ("file:///etc/passwd", "begins with https"),
        ("/home/me/pack", "begins with https"),
        ("https://me:secret@example.org/pack/", "name or password"),
        ("https://example.org/pack/?token=1", r"'\?'"),
        ("https://example.org/a b/", "spaces"),
        ("https://[::1/", "no address"),
        ("https://" + "x" * 3000, "too long"),
    ],
)
def test_addresses_that_nothing_is_fetched_from(address: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        look_at_address(address)


def test_a_server_may_not_send_on_to_an_address_without_encryption(server: PackServer) -> None:
    server.redirects[LIST_FILE] = "http://example.org/files.json"
    with pytest.raises(RequestError, match="not encrypted"):
        look_at_address(server.address)


@pytest.mark.parametrize("end", ["", "/", "/card.json", "/files.json"])
def test_a_pack_may_be_named_by_its_folder_card_or_list(end: str) -> None:
    address = pack_address(f"https://Example.org:443/packs/boots{end}")
    assert (address.of("a b.txt"), address.host) == ("https://Example.org:443/packs/boots/a%20b.txt", "example.org")


def test_a_list_and_a_card_that_disagree_are_refused(server: PackServer) -> None:
    change_card(server.folder, lambda values: values.update(description="Another"))
    with pytest.raises(DownloadError, match=r"is not the card that files\.json names"):
        look_at_address(server.address)


def list_of(server: PackServer, name: str, **values: object) -> None:
    path = server.folder / LIST_FILE
    listed = json.loads(path.read_text())
    listed["files"].setdefault(name, {}).update(values)
    path.write_text(json.dumps(listed))


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        (LARGE, {"bytes": 5}, f"disagree about {LARGE}"),
        ("run.py", {"bytes": 5, "sha256": "0" * 64}, r"names run\.py, which its card does not"),
        ("../up.txt", {"bytes": 5, "sha256": "0" * 64}, "inside the pack's folder"),
        ("vocab.TXT", {"bytes": 5, "sha256": "0" * 64}, "capital letters|never fetched"),
        ("a.txt", {"bytes": 1 << 40, "sha256": "0" * 64}, "a text has at most"),
        ("a.txt", {"bytes": -1, "sha256": "0" * 64}, "at least 0"),
        ("a.txt", {"bytes": 1, "sha256": "x"}, "64 lower-case hex digits"),
        ("a.txt", {"bytes": 1, "sha256": "0" * 64, "run": "me"}, "unknown key"),
    ],
)
def test_a_list_that_is_not_sound_is_refused(
    name: str, values: dict[str, object], words: str, server: PackServer
) -> None:
    list_of(server, name, **values)
    with pytest.raises(PackError, match=words):
        look_at_address(server.address)


def test_a_list_that_is_too_large_is_not_read_to_its_end(server: PackServer) -> None:
    server.instead[LIST_FILE] = b" " * 2_000_000
    with pytest.raises(DownloadError, match="larger than 1000000 bytes"):
        look_at_address(server.address)


def test_a_pinned_digest_holds(server: PackServer) -> None:
    digest = hashlib.sha256((server.folder / LIST_FILE).read_bytes()).hexdigest()
    assert look_at_address(server.address, digest=digest).digest == digest
    with pytest.raises(DownloadError, match="not the list that was asked for"):
        look_at_address(server.address, digest="0" * 64)


def test_a_cancelled_download_keeps_what_came_until_it_is_discarded(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    with pytest.raises(CancelledError):
        download(offer, installed, cancelled=lambda: (LARGE, 0) in server.asked)
    assert seen(installed) == []
    for one in unfinished_downloads(installed):
        discard_download(one)
    assert list(installed.iterdir()) == []


def test_one_pack_is_not_fetched_twice_at_the_same_time(server: PackServer, installed: Path) -> None:
    offer = look_at_address(server.address)
    server.held = threading.Event()
    first = threading.Thread(target=fetch, args=(offer, installed))
    first.start()
    assert server.half_way.wait(20)
    with pytest.raises(BusyError, match="is being fetched already"):
        fetch(offer, installed)
    server.held.set()
    first.join()
    assert seen(installed) == ["tiny"]


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    server: PackServer, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = look_at_address(server.address)
    server.asked.clear()
    monkeypatch.setattr("foley_bridge.packs.staging.SPARE_BYTES", 1 << 60)
    refused(offer, installed, DiskFullError, "No space for the pack")
    assert server.asked == []


def test_a_pack_that_is_broken_as_it_is_offered_is_thrown_away(tiny: Path, installed: Path) -> None:
    change_card(tiny, lambda values: values["files"]["tuning"].update(parameters=7))
    write_list(tiny)
    with pack_server(tiny) as server:
        refused(look_at_address(server.address), installed, PackError, "the card says 7")
    assert unfinished_downloads(installed) == ()


def test_a_taken_name_is_refused_before_anything_is_fetched(server: PackServer, installed: Path) -> None:
    fetch(look_at_address(server.address), installed)
    server.asked.clear()
    with pytest.raises(RequestError, match="installed already"):
        fetch(look_at_address(server.address), installed)
    assert [name for name, _ in server.asked] == [LIST_FILE, CARD_FILE]


def test_what_lies_in_the_download_folder_and_is_no_download_is_passed_over(installed: Path) -> None:
    folder = installed / ".x.0.download"
    folder.mkdir(parents=True)
    assert unfinished_downloads(installed) == ()
    for text in ("", "[]", '{"name": 1}', '{"name": "x", "address": "", "digest": "", "bytes": "", "hosts": []}'):
        (folder / "offer.json").write_text(text)
        assert unfinished_downloads(installed) == ()
