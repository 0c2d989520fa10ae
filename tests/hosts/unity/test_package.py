"""The package is what Unity's package manager takes, and its core knows nothing of Unity."""

import json
import re
from pathlib import Path
from typing import Any

from tests.hosts.unity.metas import PACKAGE, wanted

EDITOR = PACKAGE / "Editor"


def _definition(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def test_the_package_names_itself_and_its_licence() -> None:
    package = _definition(PACKAGE / "package.json")
    assert re.fullmatch(r"[a-z0-9.-]+", package["name"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["license"] == "Apache-2.0"


def test_every_file_and_folder_has_its_meta_file_with_a_guid_of_its_own() -> None:
    metas = wanted()
    assert {meta: meta.read_text(encoding="ascii") for meta in metas} == metas
    assert set(PACKAGE.rglob("*.meta")) == set(metas)
    assert len(set(metas.values())) == len(metas)


def test_all_code_is_for_the_editor_alone_and_the_core_is_kept_from_unity() -> None:
    core = _definition(EDITOR / "Core" / "FoleyBridge.Core.asmdef")
    window = _definition(EDITOR / "FoleyBridge.Editor.asmdef")
    assert core["includePlatforms"] == window["includePlatforms"] == ["Editor"]
    assert core["noEngineReferences"] is True
    assert core["references"] == []
    assert window["references"] == [core["name"]]
    for file in (EDITOR / "Core").glob("*.cs"):
        assert "Unity" not in re.sub(r"//.*", "", file.read_text(encoding="utf-8")), file
