"""Packs installed from a folder."""

import errno
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from torch import Tensor

from foley_bridge.packs.install import install_folder, look_at_folder
from foley_bridge.packs.meter import Progress
from foley_bridge.packs.places import Origin, find_place, pack_places
from foley_bridge.packs.remove import plan_removal, remove_pack
from foley_models.card import CARD_FILE, read_card
from foley_models.errors import CancelledError, DestinationError, DiskFullError, FoleyError, PackError, RequestError
from foley_models.pack_files import embedded_packs, verify_pack
from tests.bridge.processes import environment
from tests.bridge.small_disk import small_disk
from tests.models.tiny_core import change_card, change_part, vouch_for


def left_in(installed: Path) -> list[str]:
    return sorted(one.name for one in installed.iterdir()) if installed.exists() else []


def refused(source: Path, installed: Path, kind: type[FoleyError], words: str) -> None:
    with pytest.raises(kind, match=words) as refusal:
        install_folder(source, installed)
    assert str(refusal.value).endswith((".", "!")), "a sentence"
    assert left_in(installed) == []


def test_a_pack_is_installed_under_its_name_and_found_by_it(tiny: Path, installed: Path) -> None:
    place = install_folder(tiny, installed)
    assert (place.name, place.folder, place.origin) == ("tiny", installed / "tiny", Origin.INSTALLED)
    assert verify_pack(place.folder) == read_card(tiny / CARD_FILE)
    assert find_place("tiny", installed) == place
    assert [one.name for one in pack_places(installed)] == [*embedded_packs(), "tiny"]


def test_the_card_itself_may_be_named_in_place_of_its_folder(tiny: Path, installed: Path) -> None:
    assert install_folder(tiny / CARD_FILE, installed).name == "tiny"


def test_only_what_the_card_names_and_texts_are_copied(tiny: Path, installed: Path) -> None:
    (tiny / "run.py").write_text("print('no')")
    (tiny / "model.ckpt").write_bytes(b"pickle")
    (tiny / ".hidden").write_text("no")
    (tiny / "LICENSE.txt").write_text("yes")
    (tiny / "elsewhere.txt").symlink_to("/etc/hostname")
    place = install_folder(tiny, installed)
    names = {one.name for one in place.folder.iterdir()}
    assert "LICENSE.txt" in names
    assert not names & {"run.py", "model.ckpt", ".hidden", "elsewhere.txt"}


def test_progress_goes_up_to_the_end_of_both_stages(tiny: Path, installed: Path) -> None:
    told: list[Progress] = []
    install_folder(tiny, installed, tell=told.append)
    for stage in ("copy", "verify"):
        fractions = [one.fraction for one in told if one.stage == stage]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1.0


def test_a_folder_without_a_card_is_no_pack(tmp_path: Path, installed: Path) -> None:
    refused(tmp_path, installed, RequestError, r"is no pack: it has no card\.json")
    refused(tmp_path / "nowhere", installed, RequestError, "is no pack")


def test_a_changed_file_is_refused_and_named(tiny: Path, installed: Path) -> None:
    data = bytearray((tiny / "denoiser.safetensors").read_bytes())
    data[-1] ^= 1
    (tiny / "denoiser.safetensors").write_bytes(data)
    refused(tiny, installed, PackError, r"denoiser\.safetensors is not the file that the card describes")


def test_a_missing_and_a_cut_file_are_refused_before_anything_is_copied(tiny: Path, installed: Path) -> None:
    (tiny / "vocab.txt").write_text("short")
    refused(tiny, installed, PackError, r"vocab\.txt has 5 bytes")
    (tiny / "vocab.txt").unlink()
    refused(tiny, installed, PackError, r"vocab\.txt cannot be read")
    assert not installed.exists()


def test_values_that_are_not_finite_are_refused(tiny: Path, installed: Path) -> None:
    def spoil(tensors: dict[str, Tensor]) -> None:
        next(iter(tensors.values())).view(-1)[3] = math.inf

    change_part(tiny, "tuning", spoil)
    refused(tiny, installed, PackError, "values that are not finite")


def test_a_file_that_is_no_safetensors_is_refused_though_its_hash_is_right(tiny: Path, installed: Path) -> None:
    (tiny / "tuning.safetensors").write_bytes(b"\x80\x04cposix\nsystem\n" * 10)
    vouch_for(tiny, "tuning")
    refused(tiny, installed, PackError, r"tuning\.safetensors is cut short or no safetensors file")


def test_weights_in_another_format_are_refused_by_the_card(tiny: Path, installed: Path) -> None:
    change_card(tiny, lambda values: values["files"]["tuning"].update(file="tuning.ckpt"))
    refused(tiny, installed, PackError, r"must be a \.safetensors file")


def test_another_count_of_numbers_than_the_card_says_is_refused(tiny: Path, installed: Path) -> None:
    change_card(tiny, lambda values: values["files"]["tuning"].update(parameters=7))
    refused(tiny, installed, PackError, "the card says 7")


def test_a_family_that_this_version_does_not_know_is_refused(tiny: Path, installed: Path) -> None:
    change_card(tiny, lambda values: values.update(family="tomorrow"))
    refused(tiny, installed, PackError, "the model family 'tomorrow'; this version knows core, audioldm")


@pytest.mark.parametrize("name", ["../up", ".hidden", "a b", "con", "x" * 65, "nul.txt", "a/b", "dot.", "käse"])
def test_a_name_that_is_none_for_a_folder_is_refused(name: str, tiny: Path, installed: Path) -> None:
    change_card(tiny, lambda values: values.update(name=name))
    refused(tiny, installed, RequestError, "it needs a name of letters")


def test_a_taken_name_is_refused_with_what_to_do(tiny: Path, installed: Path) -> None:
    change_card(tiny, lambda values: values.update(name="Core"))
    refused(tiny, installed, RequestError, "A pack 'core' is built in: remove it first, or give the new one another")
    change_card(tiny, lambda values: values.update(name="mine"))
    install_folder(tiny, installed)
    with pytest.raises(RequestError, match="A pack 'mine' is installed already"):
        install_folder(tiny, installed)
    assert left_in(installed) == ["mine"]


def test_a_link_that_leads_out_of_the_pack_is_refused(tiny: Path, tmp_path: Path, installed: Path) -> None:
    shutil.move(tiny / "vocab.txt", tmp_path / "vocab.txt")
    (tiny / "vocab.txt").symlink_to(tmp_path / "vocab.txt")
    refused(tiny, installed, PackError, "leads out of the pack's folder")


@pytest.mark.parametrize("stage", ["copy", "verify"])
def test_a_cancelled_installation_leaves_nothing(stage: str, tiny: Path, installed: Path) -> None:
    seen: list[str] = []
    with pytest.raises(CancelledError):
        install_folder(
            tiny, installed, tell=lambda told: seen.append(told.stage), cancelled=lambda: seen[-1:] == [stage]
        )
    assert left_in(installed) == []


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from small_disk(tmp_path, monkeypatch)


def test_a_disk_without_room_is_told_with_both_numbers(tiny: Path, disk: Path) -> None:
    if os.statvfs(disk).f_blocks * os.statvfs(disk).f_frsize > 1 << 21:
        pytest.skip("a real small disk cannot be mounted here")
    refused(tiny, disk / "packs", DiskFullError, "No space for the pack .* MB are free")


def test_a_disk_that_is_full_in_the_middle_leaves_nothing(
    tiny: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foley_bridge.packs.install.check_room", lambda *_: None)
    (tiny / "LICENSE.txt").write_bytes(b"x" * (2 << 20))
    refused(tiny, disk / "packs", DiskFullError, "No space is left for")


@pytest.mark.parametrize("call", ["write", "fsync", "rename", "mkdir"])
def test_a_failing_disk_at_any_step_leaves_nothing(
    call: str, tiny: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.mkdir(parents=True)

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, call, fails)
    with pytest.raises(DestinationError, match="the disk reported a fault"):
        install_folder(tiny, installed)
    monkeypatch.undo()
    assert left_in(installed) == []


@pytest.mark.parametrize("stage", ["copy", "verify"])
def test_a_kill_at_any_stage_leaves_no_pack_that_anybody_would_use(stage: str, tiny: Path, installed: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from foley_bridge.packs.install import install_folder\n"
        "def tell(told):\n"
        "    if told.stage == sys.argv[3]: print('here', flush=True); time.sleep(60)\n"
        "install_folder(Path(sys.argv[1]), Path(sys.argv[2]), tell=tell)"
    )
    command = [sys.executable, "-c", code, str(tiny), str(installed), stage]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.kill()
    assert all(name.endswith(".part") for name in left_in(installed))
    assert [one.name for one in pack_places(installed)] == [*embedded_packs()]
    assert install_folder(tiny, installed).name == "tiny"


def test_what_a_kill_left_a_day_ago_is_cleared_by_the_next_installation(tiny: Path, installed: Path) -> None:
    for name in (".old.1.part", ".old.2.removed", ".new.3.part"):
        (installed / name).mkdir(parents=True)
    for name in (".old.1.part", ".old.2.removed"):
        os.utime(installed / name, (0, 0))
    install_folder(tiny, installed)
    assert left_in(installed) == [".new.3.part", "tiny"]


def test_a_pack_can_be_looked_at_before_it_is_installed(tiny: Path, installed: Path) -> None:
    assert look_at_folder(tiny, installed).name == "tiny"
    assert not installed.exists()


def test_an_installed_pack_is_removed_at_one_moment(tiny: Path, installed: Path) -> None:
    removal = plan_removal(install_folder(tiny, installed), in_use=False, adapters=0)
    assert removal.bytes > 0
    remove_pack(removal)
    assert left_in(installed) == []


def test_a_pack_goes_to_the_trash_where_there_is_one_and_stays_where_there_is_none(
    tiny: Path, installed: Path, tmp_path: Path
) -> None:
    removal = plan_removal(install_folder(tiny, installed), in_use=False, adapters=0)
    with pytest.raises(DestinationError, match=r"no trash .* as it was"):
        remove_pack(removal, to_trash=lambda _: False)
    assert left_in(installed) == ["tiny"]
    remove_pack(removal, to_trash=lambda folder: bool(shutil.move(folder, tmp_path / "trash")))
    assert (tmp_path / "trash" / CARD_FILE).is_file()


def test_neither_a_built_in_pack_nor_a_folder_of_the_users_own_is_removed(tiny: Path, installed: Path) -> None:
    for name, words in (("core", "built in"), (str(tiny), "folder of your own")):
        with pytest.raises(RequestError, match=words):
            plan_removal(find_place(name, installed), in_use=False, adapters=0)
    assert json.loads((tiny / CARD_FILE).read_text())["name"] == "tiny"
