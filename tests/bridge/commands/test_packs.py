"""`foley-bridge packs`: lists, tells, verifies, installs after a yes, and removes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.cli import EXIT_BAD_REQUEST, EXIT_FAILED, main
from foley_bridge.commands.packs import details, summary
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.packs.contents import write_list
from foley_bridge.packs.facts import pack_facts
from foley_bridge.packs.places import Origin, PackPlace
from foley_models.pack_files import embedded_packs
from tests.bridge.daemon.served import Served, served
from tests.bridge.packs.pack_server import pack_server
from tests.models.tiny_core import change_card, write_tiny_pack


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny_pack(tmp_path / "tiny")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    return user_folders().packs


@pytest.fixture
def daemon(tmp_path: Path, home: Path) -> Iterator[Served]:
    with served(tmp_path) as running:
        yield running


def told(folder: Path) -> str:
    facts = pack_facts(PackPlace("tiny", folder, Origin.INSTALLED), in_use=False)
    return " ".join(" ".join(details(facts)).split())


def test_every_built_in_pack_is_listed(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["packs"]) == 0
    out = capsys.readouterr().out
    assert all(f"{name} " in out for name in embedded_packs())
    assert "built in, in use" in out
    assert main(["packs", "list"]) == 0
    assert capsys.readouterr().out == out


def test_a_pack_says_its_size_licence_and_authors(tiny: Path) -> None:
    text = told(tiny)
    assert text.startswith("tiny 0.0.1 (core, ")
    assert "Licence of the weights: Apache-2.0; commercial use allowed. for tests" in text
    assert "Use them anywhere, in paid work too" in text
    assert "ATTRIBUTION.md" in text
    assert "about 5" in text  # MB of memory: libraries above all


def test_a_pack_that_may_not_be_used_commercially_says_so(tiny: Path) -> None:
    change_card(tiny, lambda values: values["licence"].update(weights="CC-BY-NC-SA-4.0", commercial_use=False))
    assert "CC-BY-NC-SA-4.0; NOT for commercial use" in told(tiny)
    assert "Only where no money is made with them" in told(tiny)


def test_a_pack_that_is_broken_is_listed_with_the_reason(tiny: Path) -> None:
    (tiny / "vocab.txt").unlink()
    assert "It cannot be used: Its file vocab.txt is missing" in told(tiny)
    (tiny / "card.json").write_text("{")
    assert "It cannot be used:" in " ".join(summary(pack_facts(PackPlace("t", tiny, Origin.INSTALLED), in_use=False)))


def test_info_and_verify_take_a_name_or_a_folder(tiny: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "info", "core"]) == 0
    assert "Digest" in capsys.readouterr().out.title()
    assert main(["packs", "verify", str(tiny)]) == 0
    assert "tiny 0.0.1 is whole: 9 files" in capsys.readouterr().out
    (tiny / "vocab.txt").write_text("x")
    assert main(["packs", "verify", str(tiny)]) == EXIT_FAILED
    assert "vocab.txt has 1 bytes" in capsys.readouterr().err
    assert main(["packs", "info", "nothing"]) == EXIT_FAILED
    assert "There is no pack 'nothing'" in capsys.readouterr().err


def test_nothing_is_installed_until_somebody_agrees(tiny: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "install", str(tiny)]) == EXIT_BAD_REQUEST
    said = capsys.readouterr()
    assert "commercial use allowed" in said.out
    assert "say --yes to agree" in said.err
    assert not home.exists()
    assert main(["packs", "install", str(tiny), "--yes"]) == 0
    assert (home / "tiny" / "card.json").is_file()
    assert main(["packs"]) == 0
    assert "tiny 0.0.1 (core" in capsys.readouterr().out


def test_an_address_is_shown_first_and_fetched_after_a_yes(
    tiny: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "index", str(tiny)]) == 0
    with pack_server(tiny) as server:
        assert main(["packs", "install", server.address]) == EXIT_BAD_REQUEST
        assert len(server.asked) == 2
        said = capsys.readouterr().out
        assert f"MB from {server.address}" in said
        assert "Apache-2.0; commercial use allowed" in said
        assert main(["packs", "install", server.address, "--yes"]) == 0
    assert (home / "tiny" / "card.json").is_file()


def test_a_download_that_was_stopped_is_listed_with_how_to_go_on(
    tiny: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_list(tiny)
    with pack_server(tiny) as server:
        server.status["vocab.txt"] = [404]
        assert main(["packs", "install", server.address, "--yes"]) == EXIT_FAILED
        assert main(["packs"]) == 0
        assert f"to go on: foley-bridge packs install {server.address}" in capsys.readouterr().out


def test_a_pack_that_is_in_use_is_removed_only_after_another_one_took_its_place(
    tiny: Path, home: Path, daemon: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "install", str(tiny), "--yes"]) == 0
    assert main(["send", "use", "tiny"]) == 0
    capsys.readouterr()
    assert main(["packs", "remove", "tiny"]) == EXIT_BAD_REQUEST
    assert "It is in use: core will be used in its place" in capsys.readouterr().out
    assert main(["packs", "remove", "tiny", "--yes"]) == 0
    assert not (home / "tiny").exists()
    with daemon.client() as client:
        assert client.ask("/foley/status").values["pack"] == "core"


def test_a_built_in_pack_is_not_removed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "remove", "core", "--yes"]) == EXIT_BAD_REQUEST
    assert "is built in" in capsys.readouterr().err


def test_a_pack_in_use_whose_folder_is_gone_is_listed_as_such(
    tiny: Path, home: Path, daemon: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "install", str(tiny), "--yes"]) == 0
    assert main(["send", "use", "tiny"]) == 0
    shutil.rmtree(home / "tiny")
    capsys.readouterr()
    assert main(["packs"]) == 0
    assert "Its folder is not there any more" in capsys.readouterr().out
