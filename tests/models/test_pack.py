"""Packs: found, checked, loaded, and refused in one sentence where anything is wrong."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from foley_models.card import hash_file
from foley_models.errors import NotAvailableError, PackError
from foley_models.pack import load_pack
from foley_models.pack_files import embedded_packs, find_pack, packs_folder, verify_pack
from tests.models.tiny_core import change_card, change_part, vouch_for, write_tiny_pack

Break = Callable[[Path], object]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return shutil.copytree(good, tmp_path / "tiny")


def _card(key: str, value: object) -> Break:
    """A break that sets a dotted key of the card."""

    def change(values: dict[str, Any]) -> None:
        *parents, last = key.split(".")
        for parent in parents:
            values = values[parent]
        values[last] = value

    return lambda folder: change_card(folder, change)


def _tensor(part: str, name: str, value: Tensor | None) -> Break:
    """A break that sets a tensor of a part, or takes it out, and vouches for the file."""

    def change(tensors: dict[str, Tensor]) -> None:
        tensors.pop(name, None)
        if value is not None:
            tensors[name] = value

    return lambda folder: change_part(folder, part, change)


def _without(key: str, name: str) -> Break:
    return lambda folder: change_card(folder, lambda values: values[key].pop(name))


def _cut_short(folder: Path) -> None:
    path = folder / "denoiser.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def _cut_short_and_vouched_for(folder: Path) -> None:
    _cut_short(folder)
    vouch_for(folder, "denoiser")


def _one_bit_flipped(folder: Path) -> None:
    path = folder / "codec.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def _linked_outwards(folder: Path) -> None:
    outside = folder.parent / "outside.safetensors"
    shutil.move(folder / "codec.safetensors", outside)
    (folder / "codec.safetensors").symlink_to(outside)


BREAKS: dict[str, tuple[Break, str]] = {
    "no card": (lambda folder: (folder / "card.json").unlink(), r"card\.json cannot be read"),
    "card no json": (lambda folder: (folder / "card.json").write_text("{"), r"card\.json is not valid JSON"),
    "unknown card key": (_card("colour", 1), r"card\.json has the unknown key `colour`"),
    "card lacks a key": (
        lambda folder: change_card(folder, lambda values: values.pop("audio")),
        "lacks the key `audio`",
    ),
    "later format": (_card("format", 2), "`format` must be 1"),
    "unknown family": (_card("family", "other"), "model family 'other'"),
    "missing part": (lambda folder: (folder / "vocoder.safetensors").unlink(), r"vocoder\.safetensors is missing"),
    "missing asset": (lambda folder: (folder / "vocab.txt").unlink(), r"vocab\.txt is missing"),
    "missing attribution": (lambda folder: (folder / "ATTRIBUTION.md").unlink(), r"ATTRIBUTION\.md is missing"),
    "cut short": (_cut_short, r"denoiser\.safetensors has \d+ bytes, the card says \d+"),
    "cut short, vouched for": (_cut_short_and_vouched_for, r"denoiser\.safetensors"),
    "one bit flipped": (_one_bit_flipped, r"codec\.safetensors is not the file that the card describes"),
    "vocabulary changed": (lambda folder: (folder / "vocab.txt").write_bytes(b"x" * 84), r"vocab\.txt"),
    "wrong hash": (_card("files.codec.sha256", "0" * 64), r"codec\.safetensors is not the file"),
    "path up": (_card("files.codec.file", "../codec.safetensors"), r"`files\.codec\.file` must be a file inside"),
    "absolute path": (_card("files.codec.file", "/codec.safetensors"), r"`files\.codec\.file` must be a file inside"),
    "link outwards": (_linked_outwards, r"codec\.safetensors leads out of the pack's folder"),
    "not a number": (
        _tensor("codec", "mean", torch.full((4, 16), torch.nan)),
        "'mean' holds values that are not finite",
    ),
    "extra tensor": (
        _tensor("denoiser", "extra", torch.ones(1)),
        "'denoiser' of the pack has the unknown tensor 'extra'",
    ),
    "missing tensor": (_tensor("denoiser", "enter.bias", None), r"'denoiser' of the pack lacks tensor 'enter\.bias'"),
    "wrong shape": (_tensor("tuning", "linear.bias", torch.ones(3)), r"'linear\.bias' has the shape \(3,\)"),
    "sizes do not fit": (_card("shapes.vocoder.width", 8), "'vocoder'"),
    "unknown size": (_card("shapes.vocoder.colour", 8), r"unknown key `shapes\.vocoder\.colour`"),
    "no sizes of a part": (_without("shapes", "codec"), "codec"),
    "no weights of a part": (_without("files", "tuning"), "tuning"),
    "no vocabulary": (_without("assets", "vocabulary"), "vocabulary"),
    "target of no category": (_tensor("targets", "siren", torch.ones(1, 512)), "stores sounds of 'siren'"),
    "target of wrong size": (_tensor("targets", "rain", torch.ones(2, 8)), r"'rain' has the shape \(2, 8\)"),
    "empty target": (_tensor("targets", "rain", torch.ones(0, 512)), r"'rain' has the shape \(0, 512\)"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_pack_is_refused_in_one_sentence_that_says_what_is_wrong(folder: Path, name: str) -> None:
    break_it, said = BREAKS[name]
    break_it(folder)
    with pytest.raises(PackError, match=said) as refusal:
        load_pack(folder, device="cpu", dtype="float32")
    assert "\n" not in str(refusal.value)


def test_a_sound_pack_is_loaded_with_its_targets_normalised(good: Path) -> None:
    pack = load_pack(good, device="cpu", dtype="float32")
    assert pack.card.name == "tiny"
    assert pack.folder == good
    assert pack.digest == hash_file(good / "card.json")
    assert {name: stored.shape for name, stored in pack.targets.items()} == {"dog_bark": (3, 512), "rain": (3, 512)}
    assert all(torch.allclose(stored.norm(dim=-1), torch.ones(3)) for stored in pack.targets.values())
    assert not pack.parts.tuning.linear.weight.requires_grad


def test_a_pack_without_stored_sounds_is_loaded_too(folder: Path) -> None:
    change_card(folder, lambda values: values["files"].pop("targets"))
    assert load_pack(folder, device="cpu", dtype="float32").targets == {}


def test_verifying_checks_hashes_without_a_look_at_the_tensors(folder: Path) -> None:
    assert verify_pack(folder).name == "tiny"
    _cut_short_and_vouched_for(folder)
    verify_pack(folder)
    _one_bit_flipped(folder)
    with pytest.raises(PackError, match=r"codec\.safetensors"):
        verify_pack(folder)


def test_a_device_or_dtype_that_is_not_there_is_refused_before_the_pack_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotAvailableError, match="'tpu' is not there"):
        load_pack(tmp_path / "nothing", device="tpu")
    with pytest.raises(NotAvailableError, match="'float8' is not supported"):
        load_pack(tmp_path / "nothing", device="cpu", dtype="float8")


def test_a_pack_is_found_by_its_folder(good: Path) -> None:
    assert find_pack(good) == good
    assert find_pack(str(good)) == good


@pytest.mark.parametrize("name", embedded_packs())
def test_an_embedded_pack_is_found_by_its_name_and_its_hashes_are_right(name: str) -> None:
    folder = find_pack(name)
    assert folder == packs_folder() / name
    assert verify_pack(folder).name == name


@pytest.mark.parametrize("name", ["siren", "", ".", "/nowhere", "x" * 5000, "a\0b"])
def test_an_unknown_pack_is_refused_with_what_is_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PackError, match=r"There is no pack .*give the name of an embedded one") as refusal:
        find_pack(name)
    assert ", ".join(embedded_packs()) in str(refusal.value)
