"""Pictures of sounds for the windows: measured once, drawn for a size and a theme; all of it in workers."""

from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.audition.equipment import Equipment

if TYPE_CHECKING:
    from foley_bridge.audition.picture import SoundPicture


def picture_of(equipment: Equipment, path: Path) -> "SoundPicture":
    """What a sound looks like, kept as long as the file stays as it is; 40 ms for 10 s of sound the first time.

    Call it in a worker. UnplayableError, a sentence that names the file, where it cannot be read.
    """
    return equipment.store.picture(path)
