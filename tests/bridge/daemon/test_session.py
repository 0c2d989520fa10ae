import errno
import hashlib
import hmac
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.daemon.instance import single_instance
from foley_bridge.daemon.session import (
    NoDaemonError,
    Session,
    UnsafeFileError,
    load_token,
    new_token,
    proof,
    read_session,
    remove_session,
    token_file,
    token_matches,
    write_session,
)
from foley_bridge.folders import Folders, make_private, user_folders

on_posix = pytest.mark.skipif(os.name == "nt", reason="owners and modes as POSIX has them")
SESSION = Session(port=40123, pid=os.getpid(), token=new_token(), tcp_port=None, version="0.2.0")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return user_folders(tmp_path)


@pytest.fixture
def daemon(folders: Folders) -> Iterator[Folders]:
    """A daemon's lock and session file, held by this process."""
    make_private(folders.state)
    with single_instance(folders.lock_file):
        write_session(folders, SESSION)
        yield folders


@pytest.mark.parametrize("tcp_port", [None, 40124])
def test_what_is_written_is_read(daemon: Folders, tcp_port: int | None) -> None:
    session = replace(SESSION, tcp_port=tcp_port)
    write_session(daemon, session)
    assert read_session(daemon) == session
    assert sorted(one.name for one in daemon.state.iterdir()) == ["daemon.lock", "session.json"]


@on_posix
def test_only_this_user_can_read_any_of_it(daemon: Folders) -> None:
    old = os.umask(0)
    try:
        load_token(daemon)
        write_session(daemon, SESSION)
    finally:
        os.umask(old)
    assert daemon.state.stat().st_mode & 0o777 == 0o700
    for file in daemon.state.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file


def test_without_a_session_file_no_daemon_runs(folders: Folders) -> None:
    with pytest.raises(NoDaemonError, match="foley-bridge serve"):
        read_session(folders)


def test_a_session_file_whose_lock_is_free_counts_as_no_daemon(folders: Folders) -> None:
    make_private(folders.state)
    with single_instance(folders.lock_file):
        write_session(folders, SESSION)
        assert read_session(folders) == SESSION
    with pytest.raises(NoDaemonError):
        read_session(folders)


@on_posix
def test_a_session_file_of_a_process_that_is_gone_counts_as_no_daemon(daemon: Folders) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    write_session(
        daemon, replace(SESSION, pid=ended.pid)
    )  # as another daemon finds it that has not written its own yet
    with pytest.raises(NoDaemonError):
        read_session(daemon)


def test_a_daemon_removes_its_own_session_file_only(daemon: Folders) -> None:
    remove_session(daemon, SESSION.pid + 1)
    assert daemon.session_file.exists()
    remove_session(daemon, SESSION.pid)
    remove_session(daemon, SESSION.pid)
    assert not daemon.session_file.exists()


@on_posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o666])
def test_a_session_file_that_others_could_read_or_write_is_refused(daemon: Folders, mode: int) -> None:
    daemon.session_file.chmod(mode)
    with pytest.raises(UnsafeFileError, match=f"{mode:03o} instead of 600"):
        read_session(daemon)


@on_posix
@pytest.mark.skipif(os.name != "nt" and os.getuid() != 0, reason="only root can give a file away")
def test_a_session_file_of_another_user_is_refused(daemon: Folders) -> None:
    os.chown(daemon.session_file, 65534, 65534)
    with pytest.raises(UnsafeFileError, match="another user"):
        read_session(daemon)


@on_posix
def test_a_link_or_a_pipe_in_the_place_of_the_session_file_is_refused(daemon: Folders, tmp_path: Path) -> None:
    real = daemon.session_file.rename(tmp_path / "elsewhere.json")
    daemon.session_file.symlink_to(real)
    with pytest.raises(UnsafeFileError):
        read_session(daemon)
    daemon.session_file.unlink()
    os.mkfifo(daemon.session_file, 0o600)
    with pytest.raises(UnsafeFileError, match="plain file"):
        read_session(daemon)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "\xff", '{"port": 1}', '{"port":"1","pid":1,"token":"","tcp_port":null,"version":""}'],
)
def test_a_file_that_is_no_session_is_refused_with_the_remedy(daemon: Folders, text: str) -> None:
    daemon.session_file.write_text(text, encoding="latin-1")
    with pytest.raises(UnsafeFileError, match="start it again"):
        read_session(daemon)


def test_the_token_outlives_the_daemon(folders: Folders) -> None:
    token = load_token(folders)
    assert len(token) == 64
    assert bytes.fromhex(token)
    assert load_token(folders) == token
    assert [one.name for one in folders.state.iterdir()] == ["token"]


def test_a_file_system_without_links_keeps_the_token_too(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    token = load_token(folders)
    assert load_token(folders) == token
    assert [one.name for one in folders.state.iterdir()] == ["token"]


def test_two_users_have_two_tokens(tmp_path: Path) -> None:
    assert load_token(user_folders(tmp_path / "a")) != load_token(user_folders(tmp_path / "b"))
    assert new_token() != new_token()


def test_programs_that_ask_for_the_token_at_once_get_the_same(folders: Folders) -> None:
    code = (
        "import sys; from pathlib import Path; from foley_bridge.daemon.session import load_token; "
        "from foley_bridge.folders import user_folders; "
        "sys.stdin.read(); print(load_token(user_folders(Path(sys.argv[1]))))"
    )
    home = str(folders.state.parent)
    command = [sys.executable, "-c", code, home]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    racing = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(6)
    ]
    for one in racing:
        assert one.stdin is not None
        one.stdin.close()
    found = set()
    for one in racing:
        assert one.stdout is not None
        with one.stdout:
            found.add(one.stdout.read().strip())
        one.wait()
    assert found == {load_token(folders)}


@on_posix
def test_a_token_that_others_could_read_is_refused_with_the_remedy(folders: Folders) -> None:
    load_token(folders)
    token_file(folders).chmod(0o644)
    with pytest.raises(UnsafeFileError, match="makes a new one"):
        load_token(folders)


@pytest.mark.parametrize("text", ["", "secret", "g" * 64, "a" * 63])
def test_a_file_that_holds_no_token_is_refused(folders: Folders, text: str) -> None:
    load_token(folders)
    token_file(folders).write_text(text)
    with pytest.raises(UnsafeFileError, match="no token"):
        load_token(folders)


def test_the_proof_is_an_hmac_that_a_client_can_make_itself() -> None:
    token = "5f" * 32
    text = b"foley-bridge osc protocol 1 welcome port 40123 nonce c0ffee"
    assert proof(token, "c0ffee", 40123) == hmac.new(token.encode(), text, hashlib.sha256).hexdigest()


def test_a_proof_serves_one_nonce_port_and_token_only() -> None:
    good = proof("a" * 64, "n", 1)
    assert len({good, proof("b" * 64, "n", 1), proof("a" * 64, "m", 1), proof("a" * 64, "n", 2)}) == 4


@pytest.mark.parametrize(
    ("given", "same"), [("a" * 64, 1), ("a" * 63, 0), ("", 0), ("A" * 64, 0), ("ä", 0), ("\udc80", 0)]
)
def test_a_token_matches_itself_only(given: str, same: int) -> None:
    assert token_matches("a" * 64, given) == bool(same)
