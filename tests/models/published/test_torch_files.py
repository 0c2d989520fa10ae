"""PyTorch's files: tensors come out bit for bit, whatever lies beside them, and nothing in a file is ever run."""

import collections
import os
import pickle
import zipfile
from pathlib import Path

import pytest
import torch

from foley_models.errors import PackError
from foley_models.published.torch_files import read_torch_file


class Calls:
    """A pickle that calls something when it is read."""

    def __init__(self, call: object, *args: object) -> None:
        self.call, self.args = call, args

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call, self.args


def refused(path: Path, words: str) -> None:
    with pytest.raises(PackError, match=words) as refusal:
        read_torch_file(path)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def test_tensors_come_back_bit_for_bit(tmp_path: Path) -> None:
    wanted = {"a": torch.randn(3, 4), "b": torch.arange(5), "c": torch.randn(2).bfloat16()}
    torch.save({"state_dict": wanted, "epoch": 2}, tmp_path / "x.ckpt")
    read = read_torch_file(tmp_path / "x.ckpt")
    assert read.keys() == wanted.keys()
    assert all(torch.equal(read[name], value) for name, value in wanted.items())


def test_what_training_programs_leave_beside_the_weights_does_nothing(tmp_path: Path) -> None:
    import argparse

    import numpy as np

    beside = {
        "best": np.float64(0.5),
        "scores": np.arange(3),
        "hyper_parameters": argparse.Namespace(rate=1e-4),
        "paths": Path("checkpoints"),
        "counts": collections.defaultdict(int),
    }
    torch.save({"state_dict": {"a": torch.ones(2)}, **beside}, tmp_path / "x.ckpt")
    assert torch.equal(read_torch_file(tmp_path / "x.ckpt")["a"], torch.ones(2))


@pytest.mark.parametrize(
    ("call", "args"), [(os.system, ("touch {}",)), (exec, ("open({!r}, 'w')",)), (os.mkdir, ("{}",)), (eval, ("1",))]
)
def test_a_pickle_that_wants_something_run_is_refused_and_runs_nothing(
    tmp_path: Path, call: object, args: tuple[str, ...]
) -> None:
    proof = tmp_path / "ran"
    torch.save({"state_dict": {"a": Calls(call, *(one.format(proof) for one in args))}}, tmp_path / "x.ckpt")
    refused(tmp_path / "x.ckpt", "to be run when it is read.*nothing of it was run")
    assert not proof.exists()


def test_an_object_under_a_harmless_name_is_never_built_for_real(tmp_path: Path) -> None:
    torch.save({"state_dict": {"a": torch.ones(1)}, "p": Calls(Path, "x")}, tmp_path / "x.ckpt")
    assert list(read_torch_file(tmp_path / "x.ckpt")) == ["a"]


def test_a_bare_pickle_is_no_file_of_weights(tmp_path: Path) -> None:
    proof = tmp_path / "ran"
    (tmp_path / "x.ckpt").write_bytes(pickle.dumps(Calls(os.mkdir, str(proof))))
    refused(tmp_path / "x.ckpt", "no file of PyTorch 1.6 or later")
    assert not proof.exists()


def test_a_file_that_is_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.randn(2000)}, tmp_path / "x.ckpt")
    whole = (tmp_path / "x.ckpt").read_bytes()
    for size in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "x.ckpt").write_bytes(whole[:size])
        refused(tmp_path / "x.ckpt", "cut short")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.ckpt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\0" * 50_000_000)
        archive.writestr("archive/version", "3\n")
    assert (tmp_path / "x.ckpt").stat().st_size < 100_000
    refused(tmp_path / "x.ckpt", "would grow when it is unpacked")


def test_a_tensor_that_claims_more_numbers_than_the_file_has_is_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.ones(1).expand(1 << 40)}, tmp_path / "x.ckpt")
    refused(tmp_path / "x.ckpt", "'a' claims more numbers")


@pytest.mark.parametrize("inside", [[1, 2], {"state_dict": {"a": 1}}, {}])
def test_a_file_without_tensors_is_refused(tmp_path: Path, inside: object) -> None:
    torch.save(inside, tmp_path / "x.ckpt")
    refused(tmp_path / "x.ckpt", "it is no checkpoint that can be imported")


def test_a_damaged_pickle_is_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.randn(20)}, tmp_path / "x.ckpt")
    with zipfile.ZipFile(tmp_path / "x.ckpt") as archive:
        entries = {one.filename: archive.read(one) for one in archive.infolist()}
    for damage in (lambda data: data[: len(data) // 2], lambda _: b"\x80\x02" + b"(" * 50 + b".", lambda _: b"x"):
        with zipfile.ZipFile(tmp_path / "x.ckpt", "w") as archive:
            for name, data in entries.items():
                archive.writestr(name, damage(data) if name.endswith("data.pkl") else data)
        refused(tmp_path / "x.ckpt", "it is damaged|no table of tensors|no tensors")
