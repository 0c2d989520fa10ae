"""`foley-bridge packs`."""

from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.commands.packs import describe
from foley_models.card import CARD_FILE, read_card
from foley_models.pack_files import embedded_packs
from tests.models.tiny_core import change_card, write_tiny_pack


def test_every_built_in_pack_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs"]) == 0
    out = capsys.readouterr().out
    assert all(f"{name} " in out for name in embedded_packs())
    assert out


def test_a_pack_says_its_size_licence_and_authors(tmp_path: Path) -> None:
    folder = write_tiny_pack(tmp_path)
    text = "\n".join(describe(read_card(folder / CARD_FILE)))
    assert text.startswith("tiny 0.0.1 (core, ")
    assert "Licence of the weights: Apache-2.0; commercial use allowed. for tests" in text
    assert "ATTRIBUTION.md" in text


def test_a_pack_that_may_not_be_used_commercially_says_so(tmp_path: Path) -> None:
    folder = write_tiny_pack(tmp_path)
    change_card(folder, lambda values: values["licence"].update(weights="CC-BY-NC-SA-4.0", commercial_use=False))
    assert "CC-BY-NC-SA-4.0; NOT for commercial use" in " ".join(describe(read_card(folder / CARD_FILE)))
