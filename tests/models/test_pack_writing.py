"""A part put into a pack."""

from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from foley_models.card import read_card
from foley_models.errors import PackError, RequestError
from foley_models.latent_clap import LatentClap, LatentClapShape
from foley_models.pack import load_pack
from foley_models.pack_files import verify_pack
from foley_models.pack_writing import NewPart, replace_part, write_pack_with
from tests.models.tiny_core import change_card, write_tiny_pack

SHAPE = LatentClapShape(channels=(4, 12))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny_pack(tmp_path / "tiny")


def part() -> NewPart:
    torch.manual_seed(3)
    return NewPart("latent_clap", LatentClap(SHAPE).state_dict(), asdict(SHAPE), {"validation_cosine": 0.5})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_pack_has_the_part_and_the_old_one_is_as_it_was(folder: Path, tmp_path: Path) -> None:
    before = contents(folder)
    write_pack_with(folder, part(), tmp_path / "new")
    assert contents(folder) == before
    new = contents(tmp_path / "new")
    assert new.keys() == before.keys()
    assert {name for name in new if new[name] != before[name]} == {"card.json", "latent_clap.safetensors"}
    pack = load_pack(tmp_path / "new", device="cpu", dtype="float32")
    encoder = pack.parts.networks["latent_clap"]
    assert isinstance(encoder, LatentClap)
    assert encoder.shape == SHAPE
    torch.testing.assert_close(encoder.out.weight, part().tensors["out.weight"].half().float())
    assert pack.card.measured["latent_clap"] == {"validation_cosine": 0.5}


def test_nothing_is_left_where_it_cannot_be_done(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(RequestError, match="is there already"):
        write_pack_with(folder, part(), tmp_path / "there")
    (folder / "vocab.txt").write_text("another", encoding="utf-8")
    with pytest.raises(PackError, match=r"vocab\.txt"):
        write_pack_with(folder, part(), tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there", "tiny"]


def test_in_place_the_card_names_the_new_file_and_the_old_one_is_gone(folder: Path, tmp_path: Path) -> None:
    write_pack_with(folder, part(), tmp_path / "linked")  # shares files with the first
    linked = contents(tmp_path / "linked")
    replace_part(folder, part())
    card = verify_pack(folder)
    assert card.files["latent_clap"].file == f"latent_clap-{card.files['latent_clap'].sha256[:12]}.safetensors"
    assert not (folder / "latent_clap.safetensors").exists()
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    assert load_pack(folder, device="cpu", dtype="float32").parts.latent_scorer is not None
    assert contents(tmp_path / "linked") == linked
    replace_part(folder, part())  # the same again
    assert verify_pack(folder).files == card.files


def test_a_pack_that_never_had_the_part_gets_it(folder: Path, tmp_path: Path) -> None:
    def without(values: dict[str, dict[str, object]]) -> None:
        del values["files"]["latent_clap"], values["shapes"]["latent_clap"]

    change_card(folder, without)
    (folder / "latent_clap.safetensors").unlink()
    write_pack_with(folder, part(), tmp_path / "new")
    assert read_card(tmp_path / "new" / "card.json").shapes["latent_clap"]["channels"] == [4, 12]
    assert load_pack(tmp_path / "new", device="cpu", dtype="float32").parts.latent_scorer is not None
