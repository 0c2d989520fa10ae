"""The sounds of a request as assets in a folder of their own, with a manifest; nothing is there twice."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import unreal

from .foley_host import Candidate, FoleyHostError, Request

ROOT = "/Game/Foley"
MANIFEST = "foley.json"
TAGS = ("FoleyRequest", "FoleyIndex", "FoleyRank", "FoleyScore", "FoleySeed", "FoleyPrompt")
_SLUG_MOST = 40


def folder_of(request: Request) -> str:
    """The folder of a request in the content browser, such as /Game/Foley/Boots_on_gravel_5f0c9b2e."""
    return f"{ROOT}/{_slug(request)}_{request.id[-8:]}"


def asset_of(request: Request, index: int) -> str:
    """The one path that a candidate has for ever: so it is found again, whatever ended in between."""
    return f"{folder_of(request)}/{_slug(request)}_{index + 1:02d}"


def manifest_file(request: Request) -> Path:
    """Where the manifest lies on the disk, beside the assets."""
    content = unreal.Paths.convert_relative_path_to_full(unreal.Paths.project_content_dir())
    return Path(content) / folder_of(request)[len("/Game/") :] / MANIFEST


def bring_in(request: Request, candidate: Candidate) -> None:
    """Make a candidate an asset, write on it what it is, save it, and put it into the manifest.

    Each step is left out where it was done already. FoleyHostError with a sentence where one does not succeed.
    """
    path = asset_of(request, candidate.index)
    if not unreal.EditorAssetLibrary.does_asset_exist(path):
        _import(candidate, path)
    asset = unreal.EditorAssetLibrary.load_asset(path)
    if asset is None:
        raise FoleyHostError(f"{path} is there, but cannot be loaded: remove it and generate again.")
    score = "" if candidate.score is None else f"{candidate.score:.4f}"
    told = (request.id, str(candidate.index), str(candidate.rank), score, str(candidate.seed), request.prompt)
    for tag, value in zip(TAGS, told):
        unreal.EditorAssetLibrary.set_metadata_tag(asset, tag, value)
    if not unreal.EditorAssetLibrary.save_loaded_asset(asset, only_if_is_dirty=False):
        raise FoleyHostError(f"{path} cannot be saved: is the disk full, or the file checked in?")
    _list(request, candidate, path)


def _import(candidate: Candidate, path: str) -> None:
    if not Path(candidate.path).is_file():
        raise FoleyHostError(f"{candidate.path} is not on the disk any more: generate again.")
    folder, _, name = path.rpartition("/")
    task = unreal.AssetImportTask()
    wanted = {
        "filename": candidate.path,
        "destination_path": folder,
        "destination_name": name,
        "automated": True,  # no dialog
        "replace_existing": False,
        "save": False,  # only with its tags on it
    }
    for key, value in wanted.items():
        task.set_editor_property(key, value)
    unreal.AssetToolsHelpers.get_asset_tools().import_asset_tasks([task])
    if not unreal.EditorAssetLibrary.does_asset_exist(path):
        raise FoleyHostError(f"Unreal did not import {candidate.path}: its output log says why.")


def _list(request: Request, candidate: Candidate, path: str) -> None:
    """Put a variant into the manifest, which is whole at every moment."""
    file = manifest_file(request)
    variants = [one for one in _listed(file) if one["index"] != candidate.index]
    variants.append(
        {
            "file": path,
            "index": candidate.index,
            "rank": candidate.rank,
            "score": None if candidate.score is None else round(candidate.score, 4),
            "seed": candidate.seed,
        }
    )
    variants.sort(key=lambda one: one["rank"])
    content = {"format": 1, "prompt": request.prompt, "request": request.id, "variants": variants}
    try:
        write_whole(file, content)
    except OSError as error:
        raise FoleyHostError(f"{file} cannot be written ({error.strerror}): make room, then generate again.") from error


def write_whole(file: Path, content: Any) -> None:
    """Write JSON under another name, then rename it. OSError where that fails; then nothing is left behind."""
    temporary = file.with_suffix(".tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        temporary.replace(file)
    finally:
        if temporary.exists():
            temporary.unlink()


def _listed(file: Path) -> list[dict[str, Any]]:
    """The variants of a manifest; of one that cannot be read none, since the assets themselves tell what is there."""
    try:
        return list(json.loads(file.read_text(encoding="utf-8"))["variants"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _slug(request: Request) -> str:
    """The prompt as a name that Unreal takes."""
    words = re.sub(r"[^A-Za-z0-9]+", "_", request.prompt).strip("_")[:_SLUG_MOST].strip("_")
    return (words[:1].upper() + words[1:]) or "Foley"
