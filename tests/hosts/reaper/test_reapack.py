"""What ReaPack reads: headers of the scripts, and index.xml made from them."""

from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from reaper_scripts.reapack import FOLDER, INDEX, MAIN, index, present_base_and_time, provided, read_header

SCRIPTS = sorted(FOLDER.rglob("*.lua"))
HEADER = read_header((FOLDER / MAIN).read_text(encoding="utf-8"))
ACTIONS = (
    "Blend two items",
    "Cancel",
    "Choose pack",
    "Continue the selected item",
    "Export selected items as round robin",
    "Fill the time selection",
    "Find similar in the library",
    "Generate Foley",
    "Generate a loop",
    "Generate again with a new seed",
    "Generate for every region or marker",
    "Hits at every marker",
    "Hits like the selected item",
    "Imitate the selected item",
    "Less like this take",
    "Make a cue sheet",
    "More like this take",
    "Receive from the tray",
    "Search the library",
    "Start or find the daemon",
    "Train on selected items",
)


def test_the_package_s_header_says_all_that_reapack_needs() -> None:
    for tag in ("description", "author", "version", "changelog", "provides", "about"):
        assert HEADER[tag].strip(), tag
    assert all(part.isdigit() for part in HEADER["version"].split("."))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_every_other_script_says_that_it_is_no_package_of_its_own(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    header = read_header(text)
    if file.name == MAIN:
        assert "noindex" not in header
        return
    assert text.startswith("-- @noindex\n")
    assert "version" not in header
    assert file.parent != FOLDER or header["description"].startswith("Foley Bridge: ")


def test_every_script_is_provided_once_and_each_action_is_one() -> None:
    files = provided(HEADER)
    assert sorted(file.name for file in files) == sorted(one.relative_to(FOLDER).as_posix() for one in SCRIPTS)
    assert sorted(file.name for file in files if file.main) == [
        f"Foley Bridge - {name}.lua" for name in sorted(ACTIONS)
    ]


def test_the_index_is_what_the_headers_say() -> None:
    text = INDEX.read_text(encoding="utf-8")
    assert text == index(HEADER, *present_base_and_time(HEADER["version"])), "run python reaper_scripts/reapack.py"


def test_the_index_has_the_form_that_reapack_reads() -> None:
    top = ElementTree.parse(INDEX).getroot()
    assert (top.tag, top.get("version")) == ("index", "1")
    (package,) = top.findall("category/reapack")
    assert (package.get("type"), package.get("name")) == ("script", MAIN)
    (version,) = package.findall("version")
    assert version.get("name") == HEADER["version"]
    assert version.get("author") == HEADER["author"]
    sources = version.findall("source")
    named = [source.get("file") or MAIN for source in sources]
    assert len(set(named)) == len(named) == len(SCRIPTS)
    for name, source in zip(named, sources, strict=True):
        assert source.text is not None
        assert source.text.startswith("https://")
        assert unquote(source.text).endswith("/" + name)
        assert (FOLDER / name).is_file()
        assert (source.get("main") == "main") == (not name.startswith("lib/"))


def test_a_line_that_names_no_file_is_refused() -> None:
    with pytest.raises(ValueError, match="names no file"):
        provided({"provides": "[main] nothing*.lua"})
    with pytest.raises(ValueError, match="no line of @provides"):
        provided({"provides": "lib"})
