"""Unity's .meta files of the package: `python -m tests.hosts.unity.metas` writes those that are missing.

A package that Unity takes from a repository cannot be written to, and what has no .meta file there is passed over.
"""

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "host_plugins" / "unity"


def wanted() -> dict[Path, str]:
    """The .meta file of each file and folder in the package, and its text. A GUID is made from the path's name."""
    there = sorted(one for one in PACKAGE.rglob("*") if one.suffix != ".meta")
    return {one.with_name(one.name + ".meta"): _text(one) for one in there}


def _text(file: Path) -> str:
    name = f"com.foleybridge.unity/{file.relative_to(PACKAGE).as_posix()}"
    guid = hashlib.sha256(name.encode("utf-8")).hexdigest()[:32]
    folder = "folderAsset: yes\n" if file.is_dir() else ""
    return f"fileFormatVersion: 2\nguid: {guid}\n{folder}"


if __name__ == "__main__":
    for meta, text in wanted().items():
        meta.write_text(text, encoding="ascii")
