"""What the README says about the command line is what the command line knows."""

import re
from pathlib import Path

import pytest

from foley_bridge.cli import main

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
OPTION = re.compile(r"--[a-z][a-z-]+")


def test_every_option_of_generate_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["generate", "--help"])
    options = set(OPTION.findall(capsys.readouterr().out)) - {"--help"}
    assert len(options) > 10
    assert {option for option in options if f"`{option}`" not in README} == set()


def test_every_file_the_readme_points_to_is_there() -> None:
    root = Path(__file__).parent.parent.parent
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (root / link.partition("#")[0]).exists()] == []
