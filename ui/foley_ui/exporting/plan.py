"""What an export is to be, and what is wrong with that; without widgets."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True)
class ExportPlan:
    """`count` None is as many variants as there are; `loudness_lufs` None is the median of their own."""

    takes: tuple[Path, ...]
    folder: Path
    count: int | None
    hits: bool
    ogg: bool
    loudness_lufs: float | None
    replace: bool
    device: str  # where it hears how they differ
    godot: int | None  # the version that a resource is written for
    ear: str  # the pack that hears it where the one that made them is not here; "" for none


def problem_of(plan: ExportPlan) -> str:
    """What can be said to be wrong before anything is read; "" for nothing."""
    translate = QCoreApplication.translate
    if not plan.takes:
        return translate("Exporting", "None of these sounds is there any more: choose others.")
    if not plan.folder.is_absolute():
        return translate("Exporting", "Give the whole path of the folder that the export goes into.")
    if not plan.folder.name:
        return translate("Exporting", "Give the export a name.")
    if plan.count is not None and not plan.hits and plan.count > len(plan.takes):
        said = translate("Exporting", "{count} variants cannot come of {takes} sounds: want fewer, or choose more.")
        return said.format(count=plan.count, takes=len(plan.takes))
    return ""
