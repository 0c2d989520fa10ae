"""The live daemon and packs that come and go while it runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.client import Client
from foley_bridge.daemon import adapters, packs
from foley_bridge.engine.launch import Launch
from foley_bridge.packs.install import install_folder
from foley_bridge.packs.shelf import read_shelf, remembered_in_use, told_in_use
from foley_bridge.protocol.answers import Answer
from foley_models.card import CARD_FILE
from foley_models.errors import PackError
from tests.bridge.daemon.served import QUICK, Served, served


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    # What was fine a moment ago still is, for some seconds: here every request looks anew.
    monkeypatch.setattr(packs, "CARD_KEPT_S", 0.0)
    monkeypatch.setattr(adapters, "CHECKED_KEPT_S", 0.0)
    with served(tmp_path) as running:
        yield running


def listed(client: Client) -> tuple[Answer, ...]:
    heard: list[Answer] = []
    for one in client.call("/foley/packs"):
        heard.append(one)
        if one.word == "packs":
            break
    return tuple(heard)


def made(client: Client, project: Path, **pairs: str) -> list[str]:
    found = client.generate("rain", seconds=0.5, count=1, pairs={"destination": str(project), **pairs})
    return [str(one.values["path"]) for one in found if one.word == "candidate"]


def test_a_pack_that_is_installed_while_the_daemon_runs_is_listed_used_and_asked_for_by_name(
    tiny: Path, daemon: Served
) -> None:
    with daemon.client() as client:
        assert [one.values["name"] for one in listed(client) if one.word == "pack"] == ["core"]
        place = install_folder(tiny, daemon.folders.packs)
        assert [one.values["name"] for one in listed(client) if one.word == "pack"] == ["core", "tiny"]
        assert made(client, daemon.project, pack="tiny")
        client.ask("/foley/use", "tiny")
        assert client.ask("/foley/status").values["pack"] == "tiny"
        assert made(client, daemon.project)
        assert told_in_use(listed(client)).pack == "tiny"
        assert made(client, daemon.project, pack=str(place.folder)), "by its folder too"


def test_a_pack_that_vanishes_while_in_use_is_told_in_a_sentence_and_the_rest_goes_on(
    tiny: Path, daemon: Served
) -> None:
    place = install_folder(tiny, daemon.folders.packs)
    with daemon.client() as client:
        client.ask("/foley/use", "tiny")
        assert made(client, daemon.project)
        shutil.rmtree(place.folder)
        with pytest.raises(PackError, match=r"': that folder has no card\.json\. There are: core"):
            made(client, daemon.project, pack=str(daemon.project))
        with pytest.raises(PackError, match=r"There is no pack 'tiny': no pack has that name\. There are: core"):
            made(client, daemon.project)
        assert made(client, daemon.project, pack="core"), "others are made as before"
        gone = next(one.values for one in listed(client) if one.values.get("in_use"))
        assert (gone["name"], gone["version"]) == ("tiny", "")
        assert "There is no pack 'tiny'" in str(gone["description"])
        assert client.ask("/foley/status").values["pack"] == "tiny"
        client.ask("/foley/use", "core")
        assert made(client, daemon.project)


def test_a_folder_of_the_users_own_that_vanishes_is_told_with_its_path(tiny: Path, daemon: Served) -> None:
    with daemon.client() as client:
        client.ask("/foley/use", str(tiny))
        shutil.rmtree(tiny)
        with pytest.raises(PackError, match="its folder is not there any more"):
            made(client, daemon.project)
        shelf = read_shelf(daemon.folders, told_in_use(listed(client)))
        assert [(one.in_use, one.problem) for one in shelf if one.name == str(tiny)] == [
            (True, f"Its folder is not there any more: {tiny}")
        ]


def test_a_broken_pack_does_not_hide_the_others(tiny: Path, daemon: Served) -> None:
    place = install_folder(tiny, daemon.folders.packs)
    (place.folder / CARD_FILE).write_text("{")
    with daemon.client() as client:
        told = [one.values for one in listed(client) if one.word == "pack"]
    assert [(one["name"], one["version"] != "") for one in told] == [("core", True), ("tiny", False)]
    assert "is not valid JSON" in str(told[1]["description"])
    assert "is not valid JSON" in read_shelf(daemon.folders, told_in_use(()))[1].problem


def test_what_is_in_use_is_known_without_the_daemon(tiny: Path, tmp_path: Path) -> None:
    with served(tmp_path) as running, running.client() as client:
        install_folder(tiny, running.folders.packs)
        client.ask("/foley/use", "tiny")
    used = remembered_in_use(running.folders, "core")
    assert used.pack == "tiny"
    assert [one.in_use for one in read_shelf(running.folders, used)] == [False, True]


def test_without_a_journal_the_settings_say_what_is_in_use(tmp_path: Path) -> None:
    from foley_bridge.folders import user_folders

    assert remembered_in_use(user_folders(tmp_path), "core").pack == "core"


def test_the_real_engine_says_in_a_sentence_that_the_pack_it_is_to_load_is_gone(tiny: Path, tmp_path: Path) -> None:
    with served(tmp_path, QUICK, launch=Launch(device="cpu", threads=1, nice=0)) as running, running.client() as client:
        place = install_folder(tiny, running.folders.packs)
        client.ask("/foley/use", "tiny")
        assert made(client, running.project)
        shutil.rmtree(place.folder)
        with pytest.raises(PackError, match="There is no pack"):
            made(client, running.project)  # the daemon may still take it for a moment: then the engine says so
