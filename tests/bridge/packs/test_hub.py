"""`packs install NAME`: a hub on this machine, which breaks off, lies and sends on; whole packs, or nothing."""

import errno
import hashlib
import io
import json
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from foley_bridge.cli import main
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.packs import hub_catalogue, hub_install, importing
from foley_bridge.packs.fetch import ConnectionLostError, DownloadError, OtherHostError
from foley_bridge.packs.hub import HUB, address_of, hub_address, is_hub_file_host
from foley_bridge.packs.hub_catalogue import (
    MAIN,
    NON_COMMERCIAL,
    Elsewhere,
    Entry,
    HubFile,
    Kind,
    Repository,
    elsewhere,
    entries,
    entry_of,
)
from foley_bridge.packs.hub_install import (
    RECEIVED,
    HubWish,
    Wish,
    install_wish,
    look_at_wish,
    unfinished_models,
)
from foley_bridge.packs.import_child import answer
from foley_bridge.packs.import_question import FoundPack, ImportQuestion
from foley_bridge.packs.licences import Use
from foley_bridge.packs.places import Origin, PackPlace
from foley_models.errors import BusyError, CancelledError, DiskFullError, FoleyError, PackError, RequestError
from foley_models.pack import load_pack
from foley_models.pack_files import verify_pack
from tests.bridge.packs.hub_server import REPOSITORY, REVISION, HubServer, hub_server
from tests.bridge.processes import environment
from tests.bridge.small_disk import small_disk
from tests.models.published.tiny_published import clap, laion, original, save_original, write_tokenizer

WEIGHTS, WORDS = "tiny.ckpt", ("tokenizer/vocab.json", "tokenizer/merges.txt")
EAR = "clap.pt"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the hub offers."""
    folder = tmp_path_factory.mktemp("hub")
    save_original(folder / WEIGHTS, original().tensors)
    write_tokenizer(folder / "tokenizer")
    torch.save({"state_dict": laion(clap().state_dict())}, folder / EAR)
    return folder


@pytest.fixture
def hub(published: Path) -> Iterator[HubServer]:
    with hub_server(published) as running:
        yield running


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    return user_folders().packs


def file_of(published: Path, name: str, *, pinned: bool) -> HubFile:
    data = (published / name).read_bytes()
    known = (hashlib.sha256(data).hexdigest(), len(data)) if pinned else ("", None)
    return HubFile(Repository(REPOSITORY, REVISION), name, name, *known)


@pytest.fixture
def tiny(published: Path) -> Entry:
    """A catalogue's entry all of whose hashes are known."""
    files = tuple(file_of(published, name, pinned=True) for name in (WEIGHTS, *WORDS))
    return Entry("tiny", "A small AudioLDM", Kind.MODEL, NON_COMMERCIAL, files, WEIGHTS)


@pytest.fixture
def unknown(published: Path) -> Entry:
    """One whose tokenizer nobody knows the hash of."""
    files = (file_of(published, WEIGHTS, pinned=True), *(file_of(published, name, pinned=False) for name in WORDS))
    return Entry("tiny", "A small AudioLDM", Kind.MODEL, NON_COMMERCIAL, files, WEIGHTS)


def look(entry: Entry, installed: Path, hub: HubServer, *, unpinned: bool = False) -> HubWish:
    return look_at_wish(Wish(entry, entry.name), installed, hub=hub.address, unpinned=unpinned)


def fetch(found: HubWish, installed: Path) -> Path:
    return install_wish(found, installed, pause_s=0.001).folder


def seen(installed: Path) -> list[str]:
    """What of the folder anybody else would take for a pack."""
    return sorted(one.name for one in installed.iterdir() if not one.name.startswith(".")) if installed.exists() else []


def refused(found: HubWish, installed: Path, kind: type[FoleyError], words: str) -> None:
    with pytest.raises(kind, match=words):
        fetch(found, installed)
    assert seen(installed) == []


def test_by_its_name_a_model_is_shown_agreed_to_fetched_in_pieces_and_becomes_a_pack_that_hears(
    hub: HubServer, unknown: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(hub_catalogue, "entries", lambda: (unknown,))
    monkeypatch.setenv("HF_TOKEN", "secret")
    command = ["packs", "install", "tiny", "--hub", hub.address]
    assert main(command) == 2
    assert "no SHA-256 is known" in capsys.readouterr().err
    assert hub.asked == [], "who did not say --unpinned is refused before anybody is asked"
    assert main([*command, "--unpinned"]) == 2, "nobody agreed"
    out = " ".join(capsys.readouterr().out.split())
    assert "CC-BY-NC-SA-4.0; NOT for commercial use" in out
    assert f"MB in 3 files from {hub.address}" in out
    assert {method for method, _, _ in hub.asked} == {"HEAD"}, "nothing is fetched before somebody agrees"
    hub.cuts[WEIGHTS] = [30_000, 50_000]
    assert main([*command, "--unpinned", "--yes"]) == 0
    assert hub.fetched(WEIGHTS) == [0, 0, 30_000, 30_000, 80_000, 80_000], "asked at the hub, then where it is kept"
    assert not any("authorization" in one or "secret" in str(one) for one in hub.headers)
    card = verify_pack(installed / "tiny")
    taken = hashlib.sha256((hub.folder / WORDS[0]).read_bytes()).hexdigest()
    assert f"Fetched from {hub.address}: {REPOSITORY} at {REVISION[:12]}." in card.description
    assert f"unpinned: {WORDS[0]} (SHA-256 {taken})" in card.description
    assert (card.licence.weights, card.licence.commercial_use) == (NON_COMMERCIAL, False)
    assert load_pack(installed / "tiny", device="cpu").parts.judge.can_embed_audio
    assert sorted(one.name for one in installed.iterdir()) == [RECEIVED, "tiny"], "nothing else is left"


def test_an_ear_of_the_hub_is_put_beside_a_pack_that_is_there(
    hub: HubServer, published: Path, installed: Path, tiny_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def converted_here(question: ImportQuestion, installed: Path, *_: object, **__: object) -> PackPlace:
        """In this process, which has the libraries already."""
        (installed / question.name).mkdir()
        line = json.dumps({"folder": str(installed / question.name)})
        answer(question, io.StringIO(line + "\n"), io.StringIO())
        return PackPlace(question.name, installed / question.name, Origin.INSTALLED)

    monkeypatch.setattr(hub_install, "import_pack", converted_here)
    files = tuple(file_of(published, name, pinned=True) for name in (EAR, *WORDS))
    entry = Entry("ear", "An ear", Kind.RANKER, "CC0-1.0", files, EAR)
    found = look_at_wish(Wish(entry, "both", beside=tiny_once), installed, hub=hub.address)
    assert found.terms.use is Use.YES, "the licence of the pack that it is put beside"
    card = verify_pack(fetch(found, installed))
    assert card.name == "both"
    assert "ranker" in card.files
    assert f"Fetched from {hub.address}: {REPOSITORY} at {REVISION[:12]}." in card.description


def test_a_model_and_its_ear_are_fetched_together_with_one_tokenizer(
    hub: HubServer, tiny: Entry, published: Path, installed: Path
) -> None:
    ear = Entry("ear", "An ear", Kind.RANKER, "CC0-1.0", (file_of(published, EAR, pinned=True), tiny.files[1]), EAR)
    found = look_at_wish(Wish(tiny, "tiny", ranker=ear), installed, hub=hub.address)
    assert [one.file.local for one in found.offer.offered] == [WEIGHTS, *WORDS, f"ranker/{EAR}"]


def test_another_file_than_the_one_that_is_pinned_is_refused_by_the_hubs_own_words(
    hub: HubServer, tiny: Entry, installed: Path
) -> None:
    hub.words[WEIGHTS] = {"X-Linked-Etag": '"' + "0" * 64 + '"'}
    with pytest.raises(DownloadError, match="is another file than the one that was published"):
        look(tiny, installed, hub)
    hub.words[WEIGHTS] = {"X-Linked-Size": "5"}
    with pytest.raises(DownloadError, match=r"has 5 bytes, .* were published"):
        look(tiny, installed, hub)
    assert hub.fetched(WEIGHTS) == []


def test_a_wrong_hash_is_refused_and_nothing_of_the_file_is_kept(hub: HubServer, tiny: Entry, installed: Path) -> None:
    found = look(tiny, installed, hub)
    true = (hub.folder / WEIGHTS).read_bytes()
    hub.instead[WEIGHTS] = b"\xff" + true[1:]
    refused(found, installed, DownloadError, "is not the file that was offered")
    assert all(one.there_bytes < len(true) for one in unfinished_models(installed))


def test_a_file_that_is_too_short_or_does_not_end_is_refused(hub: HubServer, tiny: Entry, installed: Path) -> None:
    true = (hub.folder / WEIGHTS).read_bytes()
    found = look(tiny, installed, hub)
    hub.instead[WEIGHTS] = true[:-100]
    refused(found, installed, DownloadError, "were offered: it was not fetched")
    hub.instead[WEIGHTS] = true + b"x" * 100
    refused(found, installed, DownloadError, "were offered: it was not fetched")
    hub.words[WEIGHTS] = {"Content-Length": str(len(true))}
    del hub.instead[WEIGHTS]
    hub.cuts[WEIGHTS] = [0] * 12
    refused(found, installed, ConnectionLostError, "is kept: start it again")


def test_a_small_file_is_what_the_hub_announced_and_the_same_the_next_time(
    hub: HubServer, unknown: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(unknown, installed, hub, unpinned=True)
    hub.instead[WORDS[1]] = b"#version: 0.3\n"
    refused(found, installed, DownloadError, "is not the file that the hub announced")
    del hub.instead[WORDS[1]]
    known, _ = found.offer.with_small()
    installed.mkdir(parents=True, exist_ok=True)
    hub_install._remember(installed, known)
    noted = (installed / RECEIVED).read_text(encoding="utf-8")
    assert known.unpinned[0].sha256 in noted
    (installed / RECEIVED).write_text(noted.replace(known.unpinned[0].sha256, "1" * 64), encoding="utf-8")
    refused(found, installed, DownloadError, "is another file than the one that came before")


def test_another_server_needs_a_word_and_then_gives_the_file(
    hub: HubServer, published: Path, tiny: Entry, installed: Path
) -> None:
    with hub_server(published) as elsewhere:
        hub.kept_at = elsewhere.address
        found = look(tiny, installed, hub)
        with pytest.raises(OtherHostError, match="sends on to another server"):
            fetch(found, installed)
        assert elsewhere.asked == []
        also = frozenset({f"127.0.0.1:{elsewhere.port}"})
        found = look_at_wish(Wish(tiny, "tiny"), installed, hub=hub.address, also=also)
        fetched = replace(found.offer, offered=found.offer.offered[:1])
        assert fetched.hosts >= also
    hub.kept_at = "http://example.org"
    refused(look(tiny, installed, hub), installed, RequestError, "is not encrypted")


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("huggingface.co", True),
        ("cdn-lfs.huggingface.co", True),
        ("cas-bridge.xethub.hf.co", True),
        ("hf.co.example.org", False),
        ("evil-huggingface.co", False),
        ("hf.co:8443", False),
    ],
)
def test_the_hubs_own_servers_of_files_are_known(host: str, is_own: bool) -> None:  # noqa: FBT001  # a parameter
    assert is_hub_file_host(host) is is_own


def test_a_hub_is_asked_over_https_alone_and_in_its_layout() -> None:
    file = HubFile(Repository("spaces/some one/x", "main"), "a b/c.bin", "c.bin")
    assert address_of(hub_address(HUB + "/"), file) == f"{HUB}/spaces/some%20one/x/resolve/main/a%20b/c.bin"
    for address in ("http://example.org", "https://user:secret@example.org", "ftp://example.org", "https://x.org?a"):
        with pytest.raises(RequestError):
            hub_address(address)


def test_a_cancelled_download_goes_on_and_can_be_thrown_away(
    hub: HubServer, tiny: Entry, installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = look(tiny, installed, hub)
    hub.held = threading.Event()
    with pytest.raises(CancelledError):
        install_wish(found, installed, cancelled=hub.half_way.is_set, pause_s=0.001)
    hub.held.set()
    (left,) = unfinished_models(installed)
    assert left.name == "tiny"
    assert 0 < left.there_bytes < left.total_bytes == found.offer.bytes
    assert seen(installed) == []
    assert main(["packs", "list"]) == 0
    assert "tiny: not complete" in capsys.readouterr().out
    assert main(["packs", "remove", "tiny", "--yes"]) == 0
    assert unfinished_models(installed) == ()
    assert list(installed.iterdir()) == []


def test_a_killed_download_is_taken_up_where_it_was(
    hub: HubServer, tiny: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(tiny, installed, hub)
    hub.held = threading.Event()
    code = (
        "import pickle, sys; from pathlib import Path; from foley_bridge.packs.hub_install import install_wish; "
        "install_wish(pickle.load(sys.stdin.buffer), Path(sys.argv[1]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(installed)],
        stdin=subprocess.PIPE,
        env=environment(),
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(found))
    process.stdin.close()
    assert hub.half_way.wait(60)
    part = next(installed.glob(".*.hub-download")) / "parts"
    while not any(one.stat().st_size for one in part.iterdir()):
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    hub.held.set()
    hub.held = None
    (left,) = unfinished_models(installed)
    here = left.there_bytes
    monkeypatch.setattr(hub_install, "import_pack", _stop)  # what comes after it is shown elsewhere
    with pytest.raises(PackError, match="as far as this"):
        fetch(found, installed)
    assert 0 < hub.fetched(WEIGHTS)[-1] <= here
    (left,) = unfinished_models(installed)
    assert left.there_bytes == left.total_bytes


def _stop(*_: object, **__: object) -> None:
    raise PackError("as far as this")


def test_a_conversion_that_fails_leaves_what_was_fetched_and_no_pack(
    hub: HubServer, tiny: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = (sys.executable, "-c", "import sys; sys.stdin.readline(); sys.exit('gone')")
    monkeypatch.setattr(importing, "child_command", lambda: dies)
    refused(look(tiny, installed, hub), installed, PackError, "gone")
    (left,) = unfinished_models(installed)
    assert left.there_bytes == left.total_bytes


def test_a_licence_that_is_stricter_than_the_one_that_was_shown_is_not_accepted(
    hub: HubServer, tiny: Entry, installed: Path
) -> None:
    found = look(replace(tiny, licence="CC0-1.0"), installed, hub)
    agree = hub_install._same_licence(found)
    with pytest.raises(PackError, match=r"is under CC-BY-NC-SA-4\.0, CC0-1\.0 was shown"):
        agree(
            FoundPack(
                "x",
                "",
                "audioldm",
                16_000,
                NON_COMMERCIAL,
                commercial_use=False,
                licence_note="",
                bytes=1,
                parameters=1,
            )
        )


def test_one_model_is_not_fetched_twice_at_the_same_time(hub: HubServer, tiny: Entry, installed: Path) -> None:
    found = look(tiny, installed, hub)
    hub.held = threading.Event()
    stopped = threading.Event()
    failed: list[FoleyError] = []

    def first() -> None:
        try:
            install_wish(found, installed, cancelled=stopped.is_set, pause_s=0.001)
        except FoleyError as error:
            failed.append(error)

    thread = threading.Thread(target=first)
    thread.start()
    assert hub.half_way.wait(60)
    with pytest.raises(BusyError, match="is being fetched already"):
        fetch(found, installed)
    stopped.set()
    hub.held.set()
    thread.join()
    assert [error.code for error in failed] == ["cancelled"]


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    hub: HubServer, tiny: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for disk in small_disk(tmp_path, monkeypatch):
        if os.statvfs(disk).f_blocks * os.statvfs(disk).f_frsize > 1 << 21:
            pytest.skip("a real small disk cannot be mounted here")
        refused(look(tiny, disk / "packs", hub), disk / "packs", DiskFullError, "No space for the pack")
    assert hub.fetched(WEIGHTS) == []


def test_a_disk_that_is_full_in_the_middle_keeps_what_came_and_no_pack(
    hub: HubServer, tiny: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(tiny, installed, hub)
    true, written = os.write, [0]

    def full(descriptor: int, data: bytes) -> int:
        written[0] += len(data)
        if written[0] > 100_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return true(descriptor, data)

    monkeypatch.setattr("foley_bridge.packs.fetching.os.write", full)
    refused(found, installed, DiskFullError, "No space is left")
    monkeypatch.undo()
    (left,) = unfinished_models(installed)
    assert 0 < left.there_bytes < left.total_bytes


def test_what_must_be_named_is_said(tiny: Entry, installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, words in (
        (["laion-clap"], "is an ear alone.*--for"),
        (["audioldm-s-full", "--for", "core"], "--for is for rankers"),
        (["audioldm-s-fulll"], "Was audioldm-s-full meant"),
        (["audioldm-s-full", "--tokenizer", "nowhere"], "nowhere is not there"),
        (["audioldm-s-full", "--ranker", "audioldm-m-full"], "no model that is known by name"),
        (["audioldm-l-full"], "vae/diffusion_pytorch_model.bin.*--unpinned"),
        (["audioldm-s-full"], "--tokenizer, or download"),
        (["audioldm-s-full", "--name", "core", "--unpinned"], "'core' is built in"),
        (["audioldm-s-full", "--digest", "0" * 64], "--digest is for packs at an address"),
    ):
        assert main(["packs", "install", *arguments]) == 2
        error = capsys.readouterr().err
        assert re.search(words, error), error


def test_the_catalogue_holds_whole_hashes_and_revisions_and_says_what_it_does_not_know(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for entry in entries():
        assert len({one.local for one in entry.files}) == len(entry.files)
        assert entry.source in ("", *(one.local for one in entry.files))
        for one in entry.files:
            assert one.repository.revision == MAIN or len(one.repository.revision) == 40
            assert len(one.sha256) in (0, 64)
            assert one.bytes is None or one.pinned
    assert main(["packs", "list", "--available"]) == 0
    out = capsys.readouterr().out
    assert "audioldm-m-full" in out
    assert "SHA-256 known of 1 of 2 files: with --tokenizer or --unpinned" in out


@pytest.mark.parametrize("brought", elsewhere(), ids=lambda one: one.name)
def test_a_model_that_the_hub_has_not_is_listed_and_asked_for_it_is_said_how_to_import_it(
    brought: Elsewhere, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "list", "--available"]) == 0
    assert f"{brought.name}: {brought.title}" in capsys.readouterr().out
    assert main(["packs", "install", brought.name]) != 0
    told = capsys.readouterr().err
    assert "cannot be fetched by its name" in told
    assert "foley-bridge packs import" in told


def test_with_a_tokenizer_at_hand_the_authors_files_are_wholly_pinned(installed: Path, tmp_path: Path) -> None:
    for name in ("audioldm-s-full", "audioldm-m-full"):
        hub_install._refuse_unpinned(Wish(entry_of(name), name, tokenizer=tmp_path))


def test_nothing_but_an_explicit_installation_opens_a_connection(
    tiny_once: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("somebody opens a connection")

    for call in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, call, forbidden, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    for arguments in (["list"], ["list", "--available"], ["info", "core"], ["verify", str(tiny_once)]):
        assert main(["packs", *arguments]) == 0
    assert main(["packs", "install", str(tiny_once), "--yes"]) == 0
    assert main(["packs", "remove", "tiny", "--yes"]) == 0
