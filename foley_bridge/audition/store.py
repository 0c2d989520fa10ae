"""Sounds by path: their levels, pictures and clips, worked out once as long as a file stays as it is."""

from collections.abc import Sequence
from pathlib import Path

from foley_bridge.audition.clip import Clip, clip_of
from foley_bridge.audition.levels import Level
from foley_bridge.audition.memory import Memory, file_key
from foley_bridge.audition.picture import SoundPicture, level_of, picture_of_sound
from foley_bridge.audition.reading import Sound, SoundReader

SOUND_BYTES, CLIP_BYTES, PICTURE_BYTES = 48 << 20, 96 << 20, 48 << 20
LEVELS_MOST = 4096


class SoundStore:
    """Thread-safe; every method may take as long as a file does, and raises UnplayableError with what is wrong."""

    def __init__(self, *, command: Sequence[str] | None = None) -> None:
        """`command` starts the process that decodes what is no plain WAV file."""
        self._reader = SoundReader(command=command)
        self._sounds: Memory[Sound] = Memory(SOUND_BYTES, lambda sound: sound.samples.nbytes)
        self._levels: Memory[Level] = Memory(LEVELS_MOST, lambda _: 1)
        self._pictures: Memory[SoundPicture] = Memory(PICTURE_BYTES, lambda picture: picture.size_bytes)
        self._clips: Memory[Clip] = Memory(CLIP_BYTES, lambda clip: clip.size_bytes)

    def sound(self, path: Path) -> Sound:
        """The decoded file."""
        return self._sounds.get(file_key(path), lambda: self._reader.read(path))

    def level(self, path: Path) -> Level:
        """How loud it is."""
        return self._levels.get(file_key(path), lambda: level_of(self.sound(path)))

    def picture(self, path: Path) -> SoundPicture:
        """What it looks like."""
        return self._pictures.get(file_key(path), lambda: picture_of_sound(self.sound(path), self.level(path)))

    def clip(self, path: Path, rate_hz: int) -> Clip:
        """It, ready for a device at that rate."""
        key = (*file_key(path), rate_hz)
        return self._clips.get(key, lambda: clip_of(self.sound(path), self.level(path), rate_hz))

    def rest(self) -> None:
        """Give back the process that decodes, until the next file needs it."""
        self._reader.rest()
