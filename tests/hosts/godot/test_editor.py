"""The dock in Godot 3's real editor on a virtual screen, against the real daemon with the shipped pack."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from tests.hosts.conftest import STEREO_S
from tests.hosts.core_daemon import SMALL, CoreDaemon
from tests.hosts.godot.editing import Editor, editor, godot_environment, make_project, run_script, screen, until
from tests.hosts.manifest import NAME, Manifest, check_manifest

MISSING = [name for name in ("godot3", "godot3-server", "Xvfb") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed (Debian's godot3, godot3-server, xvfb): {MISSING}"
)

ABSENT = "Foley Bridge is not running. Start it with: foley-bridge serve"
TOKEN = "0123456789abcdef" * 4
RATE_HZ = 48_000
PAIRS: dict[str, Argument] = {"pool": 2, "steps": 4, "project": "Footsteps", "seed": 7}


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


@pytest.fixture(scope="module")
def environment(core_daemon: CoreDaemon, display: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("godot-home")
    return godot_environment(home, {"DISPLAY": display, "FOLEY_BRIDGE_HOME": str(core_daemon.home)})


@pytest.fixture(scope="module")
def opened(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One editor with one project for the tests that leave it as it is."""
    with editor(make_project(tmp_path_factory.mktemp("godot") / "game"), environment) as one:
        one.do("show")
        yield one


def _ask(one: Editor, prompt: str) -> None:
    one.do("ask", prompt, 1.0, 2, PAIRS["seed"])
    one.do("press", "generate")


def _request(seen: dict[str, Any], prompt: str) -> dict[str, Any]:
    """The one request of this prompt; empty where there is none."""
    found = [one for one in seen["requests"] if one["prompt"] == prompt]
    assert len(found) <= 1, found
    return found[0] if found else {}


def _has_come_to(prompt: str, state: str) -> Any:
    return lambda seen: _request(seen, prompt).get("state") == state


def _is_imported(prompt: str, count: int = 2) -> Any:
    def is_so(seen: dict[str, Any]) -> bool:
        candidates = _request(seen, prompt).get("candidates", [])
        confirmed = [one for one in candidates if one["state"] == "confirmed" and one["file"] in seen["streams"]]
        return len(confirmed) == count

    return is_so


def _import_all(one: Editor, prompt: str) -> dict[str, Any]:
    one.do("select", prompt, -1)
    one.do("press", "import_all")
    return one.wait(_is_imported(prompt))


def _check_project(
    project: Path, seen: dict[str, Any], prompt: str, count: int = 2, *, seconds: float = 1.0, stereo: bool = False
) -> Manifest:
    """The prompt's sounds are in the project, each once, listed, and resources of the right length."""
    request = _request(seen, prompt)
    (found,) = (file for file in project.glob(f"foley/*/{NAME}") if check_manifest(file).request == request["id"])
    manifest = check_manifest(found)
    assert manifest.prompt == prompt
    assert sorted(one.index for one in manifest.variants) == list(range(count))
    assert {path.name for path in found.parent.glob("*.wav")} == {one.file for one in manifest.variants}
    assert not list(found.parent.glob(".*")), "something was left half written"
    for one in manifest.variants:
        assert 'type="AudioStreamSample"' in (found.parent / f"{one.file}.import").read_text(encoding="utf-8")
        kind, length_s, rate_hz, has_two = seen["streams"][f"res://foley/{found.parent.name}/{one.file}"]
        assert (kind, rate_hz, has_two) == ("AudioStreamSample", RATE_HZ, stereo)
        assert length_s == pytest.approx(seconds, abs=1e-3)
    return manifest


def _offered(daemon: CoreDaemon, request: dict[str, Any]) -> list[int]:
    """What the daemon still offers of a request that is done."""
    with daemon.client() as client:
        answers = client.generate(request["prompt"], seconds=1.0, count=2, pairs=PAIRS, request_id=request["id"])
        return [int(one.values["index"]) for one in answers if one.word == "candidate"]


def test_a_prompt_becomes_sounds_of_the_project(opened: Editor, core_daemon: CoreDaemon) -> None:
    prompt = "boots on gravel"
    opened.wait(lambda seen: seen["status"] == "Connected.")
    _ask(opened, prompt)
    seen = opened.wait(_has_come_to(prompt, "done"))
    rows = seen["rows"][-3:]
    assert rows[0] == [prompt, "", "done"]
    assert [row[0].split()[0] for row in rows[1:]] == ["1", "2"]
    assert float(rows[1][1]) >= float(rows[2][1])

    opened.do("select", prompt, 0)
    opened.do("press", "listen")
    opened.wait(lambda seen: seen["playing"])
    assert not list(opened.project.glob("foley/*")), "listening alone put something into the project"

    seen = _import_all(opened, prompt)
    manifest = _check_project(opened.project, seen, prompt)
    scores = {one["index"]: one["score"] for one in _request(seen, prompt)["candidates"]}
    assert {one.index: one.score for one in manifest.variants} == scores
    assert _offered(core_daemon, _request(seen, prompt)) == []


def test_what_is_imported_again_is_not_there_twice(opened: Editor) -> None:
    prompt = "a wooden door creaks"
    _ask(opened, prompt)
    opened.wait(_has_come_to(prompt, "done"))
    opened.do("select", prompt, 1)
    opened.do("press", "import")
    opened.wait(_is_imported(prompt, 1))
    _import_all(opened, prompt)
    seen = _import_all(opened, prompt)
    _check_project(opened.project, seen, prompt)


def test_more_like_a_sound_is_a_request_of_its_own_from_that_candidate(opened: Editor, core_daemon: CoreDaemon) -> None:
    prompt = "a metal lid falls"
    _ask(opened, prompt)
    first = _request(opened.wait(_has_come_to(prompt, "done")), prompt)
    opened.do("select", prompt, 1)
    opened.do("far", 0.5)
    opened.do("press", "vary")
    opened.do("less", "on")
    opened.do("press", "vary")
    opened.do("less", "off")

    def varied(seen: dict[str, Any]) -> list[dict[str, Any]]:
        found = [one for one in seen["requests"] if one.get("source") == f"{first['id']}#1"]
        return found if len(found) == 2 and all(one["state"] == "done" for one in found) else []

    requests = varied(opened.wait(varied))
    assert [(one["prompt"], one["amount"], len(one["candidates"])) for one in requests] == [(prompt, 0.5, 2)] * 2
    like, unlike = ([read_recipe(Path(one["path"])) for one in request["candidates"]] for request in requests)
    for recipe in like:
        assert recipe.source is not None
        assert (recipe.source.candidate, recipe.source.amount) == (f"{first['id']}#1", 0.5)
    for recipe in unlike:
        assert recipe.away is not None
        assert (recipe.away.sounds[0].candidate, recipe.away.amount) == (f"{first['id']}#1", 0.5)


def test_two_sounds_are_blended_by_pressing_twice(opened: Editor, core_daemon: CoreDaemon) -> None:
    names: list[str] = []
    for prompt in ("a wooden crate breaks", "a bell rings"):
        _ask(opened, prompt)
        names.append(_request(opened.wait(_has_come_to(prompt, "done")), prompt)["id"])
    opened.do("far", 0.25)
    opened.do("mix", 0.75)
    opened.do("select", "a wooden crate breaks", 0)
    opened.do("press", "blend")
    opened.wait(lambda seen: seen["status"].startswith("Select the sound to blend with"))
    opened.do("press", "blend")
    opened.wait(lambda seen: seen["status"].startswith("Nothing is blended"))
    opened.do("press", "blend")
    opened.do("select", "a bell rings", 1)
    opened.do("press", "blend")

    def blended(seen: dict[str, Any]) -> list[dict[str, Any]]:
        return [one for one in seen["requests"] if one.get("source") == f"{names[0]}#0" and one["state"] == "done"]

    (request,) = blended(opened.wait(blended))
    for one in request["candidates"]:
        source = read_recipe(Path(one["path"])).source
        assert source is not None
        assert source.blend is not None
        told = (source.candidate, source.amount, source.blend.candidate, source.blend.mix)
        assert told == (f"{names[0]}#0", 0.25, f"{names[1]}#1", 0.75)


def test_a_loop_is_imported_with_its_points_and_a_round_robin_is_made_of_what_was_imported(opened: Editor) -> None:
    prompt = "steady rain"
    opened.do("loop", "on")
    opened.do("ask", prompt, 0.5, 2, 7)
    opened.do("press", "generate")
    opened.wait(lambda seen: seen["status"].startswith("A loop of 0.5 s"))
    _ask(opened, prompt)
    opened.do("loop", "off")
    opened.wait(_has_come_to(prompt, "done"))
    opened.do("select", prompt, -1)
    opened.do("press", "robin")
    opened.wait(lambda seen: seen["status"].startswith("Import sounds of this request first"))
    seen = _import_all(opened, prompt)
    files = [one["file"] for one in _request(seen, prompt)["candidates"]]
    for file in files:
        mode, begin, end = seen["loops"][file]
        assert (mode, begin) == (1, 0), "it is looped forwards from its first sample"
        assert end in (RATE_HZ - 1, RATE_HZ)
    opened.do("select", prompt, -1)
    opened.do("press", "robin")
    seen = opened.wait(lambda seen: all(file.replace(".wav", ".tres") in seen["sets"] for file in files))
    for file in files:
        kind, sound, pitch = seen["sets"][file.replace(".wav", ".tres")]
        assert (kind, sound) == ("AudioStreamRandomPitch", file)
        assert pitch == pytest.approx(1.05)


def test_what_cannot_be_imported_is_said_and_leaves_nothing(opened: Editor) -> None:
    prompt = "glass breaks"
    _ask(opened, prompt)
    request = _request(opened.wait(_has_come_to(prompt, "done")), prompt)
    folder = opened.project / "foley" / f"glass_breaks_{request['id'].split('-')[1][:8]}"
    folder.mkdir(parents=True)
    (folder / NAME).write_text("{", encoding="utf-8")
    opened.do("select", prompt, -1)
    opened.do("press", "import_all")
    opened.wait(lambda seen: f"{NAME} cannot be read" in seen["status"])
    (folder / NAME).unlink()
    Path(request["candidates"][0]["path"]).unlink()
    opened.do("press", "import_all")
    opened.wait(lambda seen: "is not there any more" in seen["status"])
    assert list(folder.iterdir()) == []
    opened.do("select", prompt, request["candidates"][1]["index"])
    opened.do("press", "import")
    opened.wait(_is_imported(prompt, 1))


def test_a_game_plays_the_variants_in_turn(opened: Editor, environment: dict[str, str]) -> None:
    prompt = "a paper page turns"
    _ask(opened, prompt)
    opened.wait(_has_come_to(prompt, "done"))
    manifest = _check_project(opened.project, _import_all(opened, prompt), prompt)
    (file,) = opened.project.glob("foley/a_paper_page_turns_*/foley.json")
    path = f"res://{file.relative_to(opened.project).as_posix()}"
    played = run_script(opened.project, "variants.gd", {**environment, "FOLEY_TEST_MANIFEST": path})["played"]
    assert played == [one.file for one in manifest.variants] * 4


def test_a_sound_that_is_sent_is_imported_once(opened: Editor, core_daemon: CoreDaemon) -> None:
    prompt, id_, host = "a church bell", "x/../" + "y" * 59, "Godot: Footsteps"
    with core_daemon.client() as client:
        for _ in client.generate(prompt, seconds=1.0, count=1, pairs={**SMALL, "pool": 1}, request_id=id_):
            pass
        until(lambda: host in {one.name for one in client.hosts()})
        for _ in range(2):
            client.offer(id_, 0, host)
            until(lambda: [one.offers for one in client.hosts() if one.name == host] == [0])
    seen = opened.wait(_is_imported(prompt, 1))
    _check_project(opened.project, seen, prompt, 1)
    assert [row[2] for row in seen["rows"][:2]] == ["done", "imported"]


def test_a_stereo_take_is_imported_with_both_channels(
    opened: Editor, core_daemon: CoreDaemon, stereo_requests: tuple[str, str]
) -> None:
    prompt, host = "rain on a roof", "Godot: Footsteps"
    with core_daemon.client() as client:
        until(lambda: host in {one.name for one in client.hosts()})
        client.offer(stereo_requests[1], 0, host)
    seen = opened.wait(_is_imported(prompt, 1))
    _check_project(opened.project, seen, prompt, 1, seconds=STEREO_S, stereo=True)


def test_a_daemon_that_is_killed_and_started_again_goes_on(opened: Editor, core_daemon: CoreDaemon) -> None:
    prompt = "keys on a table"
    core_daemon.kill()
    core_daemon.start()  # its engine is cold now, so that there is a middle to be killed in
    _ask(opened, prompt)
    opened.wait(_has_come_to(prompt, "accepted"))
    _ask(opened, "a car horn")
    opened.wait(_has_come_to("a car horn", "accepted"))
    opened.do("select", "a car horn", -1)
    opened.do("press", "cancel")
    seen = opened.wait(_has_come_to("a car horn", "failed"))
    assert _request(seen, "a car horn")["text"] == "Cancelled."
    core_daemon.kill()
    try:
        seen = opened.wait(lambda seen: seen["status"].startswith(ABSENT))
        assert "1 kept" in seen["status"]
    finally:
        core_daemon.start()
    seen = opened.wait(_has_come_to(prompt, "done"))
    assert sorted(one["index"] for one in _request(seen, prompt)["candidates"]) == [0, 1]
    _check_project(opened.project, _import_all(opened, prompt), prompt)


def test_an_editor_that_is_closed_in_the_middle_finds_its_request_again(
    core_daemon: CoreDaemon, environment: dict[str, str], tmp_path: Path
) -> None:
    prompt = "rain on a tin roof"
    project = make_project(tmp_path / "game")
    first = Editor(project, environment)
    try:
        _ask(first, prompt)
        first.wait(_has_come_to(prompt, "done"))
        core_daemon.kill()  # so that it cannot be told
        first.do("press", "import_all")
        seen = first.wait(lambda seen: len(seen["streams"]) == 2)
        _ask(first, "a car horn")
        first.wait(lambda seen: seen["rows"][0] == ["a car horn", "", "waiting"])
        first.do("select", "a car horn", -1)
        first.do("press", "cancel")
        first.wait(lambda seen: _request(seen, "a car horn").get("cancelling"))
    finally:
        first.kill()
        core_daemon.start()
    assert sorted(_offered(core_daemon, _request(seen, prompt))) == [0, 1]
    _forget_the_copies(project)
    with editor(project, environment) as second:
        seen = second.wait(_is_imported(prompt))
        _check_project(project, seen, prompt)
        second.wait(_has_come_to("a car horn", "failed"))  # it was never begun
    assert _offered(core_daemon, _request(seen, prompt)) == []


def _forget_the_copies(project: Path) -> None:
    """As if the editor had ended between the manifest and the note of it, and before `done` was heard."""
    file = project / ".foley_pending.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    request = content["requests"][0]
    request["state"] = "accepted"
    request["candidates"] = [{**request["candidates"][0], "state": "new", "file": ""}]
    file.write_text(json.dumps(content), encoding="utf-8")


def test_without_a_daemon_the_dock_says_so_and_shows_the_token_to_nobody_else(display: str, tmp_path: Path) -> None:
    environment = godot_environment(tmp_path / "home", {"DISPLAY": display})
    state = Path(environment["FOLEY_BRIDGE_HOME"]) / "state"
    state.mkdir(parents=True)
    project = make_project(tmp_path / "game")
    (project / ".foley_pending.json").write_text('{"format": 2}', encoding="utf-8")
    with editor(project, environment) as one, socket.socket(type=socket.SOCK_DGRAM) as stranger:
        one.wait(lambda seen: seen["status"] == ABSENT)
        assert (project / ".foley_pending.json.broken").read_text(encoding="utf-8") == '{"format": 2}'
        _ask(one, "boots on gravel")
        one.wait(lambda seen: seen["status"].startswith(ABSENT) and "1 kept" in seen["status"])
        stranger.bind(("127.0.0.1", 0))
        stranger.settimeout(20)
        port = stranger.getsockname()[1]
        session = {"port": port, "pid": 1, "token": TOKEN, "tcp_port": None, "version": "0.1.0"}
        (state / "session.json").write_text(json.dumps(session), encoding="utf-8")
        data, address = stranger.recvfrom(65_536)
        (hello,) = decode_packet(data)
        assert hello.address == "/foley/hello"
        assert TOKEN.encode() not in data
        stranger.sendto(
            encode_message(Message("/foley/welcome", ("godot-hello", 1, "0.1.0", "ab" * 32, "core", 1))), address
        )
        one.wait(lambda seen: f"at UDP port {port}" in seen["status"])
        stranger.settimeout(0)
        with pytest.raises(BlockingIOError):
            stranger.recv(65_536)
