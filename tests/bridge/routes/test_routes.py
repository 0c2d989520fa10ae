"""Routes: read strictly, written whole, found by category; and what the commands say of them."""

from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.daemon.routing import RouteBook
from foley_bridge.files.ucs import Catalogue
from foley_bridge.folders import HOME_VARIABLE, Folders, user_folders
from foley_bridge.journal.records import AdapterRecord
from foley_bridge.routes.file import load_routes, routes_file, save_routes
from foley_bridge.routes.route import Route, route_for
from foley_bridge.settings import SettingsError
from foley_models.card import CARD_FILE, hash_file
from foley_models.pack_files import find_pack
from tests.bridge.packs.adapter_files import keep_adapter, write_adapter_file

CATALOGUE = Catalogue.load()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    return user_folders()


def said(*arguments: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    assert main(["routes", *arguments]) == code
    told = capsys.readouterr()
    return told.out if code == 0 else told.err


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "config" / "routes.toml"
    routes = {
        "RAIN": Route("RAIN", guidance=3.0),
        "FEETHmn": Route("FEETHmn", 'a "pack"\\', "/a/b.safetensors", 2.5, -0.1),
        "NATURAL DISASTER": Route("NATURAL DISASTER", "core"),
    }
    save_routes(file, routes)
    assert load_routes(file, CATALOGUE) == routes
    assert [one.name for one in file.parent.iterdir()] == ["routes.toml"]
    assert load_routes(tmp_path / "none.toml", CATALOGUE) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[RAIN]\npack = 3", "pack of RAIN is 3: it must be a text"),
        ("[RAIN]\nguidance = 21", "guidance of the route for RAIN is 21: it must be from 0 to 20"),
        ("[RAIN]\nthreshold = nan", "threshold of RAIN is nan: it must be a number"),
        ("[RAIN]\nguidance = true", "it must be a number"),
        ("[RAIN]\nsteps = 3", "there is no 'steps' in a route; there are pack, adapter, guidance, threshold"),
        ("[RAIN]", "says nothing: give a pack"),
        ("[RAIN]\nadapter = 'x'", "names an adapter and no pack"),
        ("[Feethmn]\npack = 'core'", "neither a CatID nor a category.*FEETHmn"),
        ("RAIN = 3", r"write \[RAIN\] above"),
        ("[RAIN", "is no TOML file"),
    ],
)
def test_a_file_with_a_mistake_is_told_with_what_is_possible(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "routes.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        load_routes(file, CATALOGUE)


def test_a_catid_goes_before_its_whole_category() -> None:
    routes = {one: Route(one, one) for one in ("FOOTSTEPS", "FEETHmn")}
    assert route_for(routes, "FEETHmn", CATALOGUE) == routes["FEETHmn"]
    assert route_for(routes, "FEETAnml", CATALOGUE) == routes["FOOTSTEPS"]
    assert route_for(routes, "DOORWood", CATALOGUE) is None


def test_the_words_of_a_prompt_find_the_route_and_a_changed_file_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "routes.toml"
    book = RouteBook(file, CATALOGUE)
    assert book.find("heavy rain", "") is None
    save_routes(file, {"RAIN": Route("RAIN", "large")})
    found = book.find("heavy rain on a tin roof", "")
    assert found is not None
    assert found.pack == "large"
    assert book.find("a door", "") is None
    assert book.find("a door", "RAINMetl") == found, "what the host names counts"
    assert book.find("qwertz", "") is None, "whose words say nothing is not routed"
    save_routes(file, {"RAIN": Route("RAIN", "larger still")})
    assert getattr(book.find("rain", ""), "pack", "") == "larger still"
    file.unlink()
    assert book.find("rain", "") is None


def test_routes_are_set_listed_and_removed_by_commands(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There are no routes" in said(capsys=capsys)
    assert "RAIN: pack core, guidance 3" in said("set", "RAIN", "--pack", "core", "--guidance", "3", capsys=capsys)
    said("set", "FEETHmn", "--threshold", "0.2", capsys=capsys)
    assert said("list", capsys=capsys).splitlines() == ["FEETHmn: threshold 0.2", "RAIN: pack core, guidance 3"]
    assert "There is no route for 'DOOR': there are FEETHmn, RAIN" in said("remove", "DOOR", capsys=capsys, code=2)
    said("remove", "RAIN", capsys=capsys)
    assert said("list", capsys=capsys).splitlines() == ["FEETHmn: threshold 0.2"]
    assert routes_file(folders).is_file()


def test_a_wrong_route_is_refused_when_it_is_set(
    folders: Folders, tiny_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boots = write_adapter_file(tmp_path / "boots.safetensors", "boots")
    digest = hash_file(find_pack("core") / CARD_FILE)
    keep_adapter(folders, AdapterRecord(str(boots), "boots", hash_file(boots), digest, licence="ours", job=""))
    for arguments, words, code in (
        (["RAIN", "--pack", "none"], "There is no pack 'none'", 1),
        (["RAIN"], "says nothing", 2),
        (["RAIN", "--adapter", "boots"], "names an adapter and no pack", 2),
        (["RAIN", "--pack", "core", "--adapter", "shoes"], "has no adapter 'shoes': there are 'boots'", 1),
        (["RAIN", "--pack", "core", "--adapter", str(tiny_once / CARD_FILE)], "card.json", 1),
        (["rein", "--pack", "core"], "neither a CatID nor a category", 2),
    ):
        assert words in said("set", *arguments, capsys=capsys, code=code)
    assert "adapter " + str(boots) in said("set", "RAIN", "--pack", "core", "--adapter", "boots", capsys=capsys)
    boots.unlink()
    assert "The route for RAIN (pack core, adapter" in said("list", capsys=capsys)
