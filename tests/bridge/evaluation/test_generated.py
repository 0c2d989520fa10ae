"""Which pack makes the sounds that are evaluated: by its name, built in or installed, or by its folder."""

from pathlib import Path

import pytest

from foley_bridge.evaluation.generated import open_pack
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_models.errors import PackError
from tests.models.tiny_core import write_tiny_pack


def test_an_installed_pack_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    installed = write_tiny_pack(user_folders().packs / "studio-pack")
    by_name = open_pack("studio-pack", None, device="cpu", dtype="float32")
    assert by_name.digest == open_pack(str(installed), None, device="cpu", dtype="float32").digest
    with pytest.raises(PackError, match=r"There is no pack 'studio'.*core, studio-pack"):
        open_pack("studio", None, device="cpu")
