"""A delivered file read again: its recipe, and whether its sound is still the one that the recipe made."""

import hashlib
import struct
from dataclasses import dataclass, field
from pathlib import Path

from foley_bridge.files.loudness import integrated_lufs, peak_dbfs
from foley_bridge.files.recipe import Recipe
from foley_bridge.files.recipe_reading import IXML_BYTES_MOST, NoRecipeError, read_recipe
from foley_bridge.files.riff import find_chunks
from foley_bridge.files.wav import BITS, FRAME_BYTES, decode_pcm
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ

PCM_BYTES_MOST = 1 << 28  # three minutes at the highest rate are two fifths of it
_FORMAT_BYTES_MOST = 64
_PCM_MONO_24 = (1, 1, BITS)


@dataclass(frozen=True)
class ReadSound:
    """What a file says and holds. Without a mono 24-bit sound, as only an editor can have left it, `pcm` is empty."""

    recipe: Recipe
    rate_hz: int
    pcm: bytes = field(repr=False)

    @property
    def unchanged(self) -> bool:
        """Whether the sound is bit for bit the one that the recipe made."""
        return hashlib.sha256(self.pcm).hexdigest() == self.recipe.sound.sha256

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.pcm) / FRAME_BYTES / self.rate_hz

    @property
    def loudness_lufs(self) -> float:
        """Integrated loudness; -inf for silence."""
        return integrated_lufs(decode_pcm(self.pcm), self.rate_hz)

    @property
    def peak_dbfs(self) -> float:
        """The highest sample; -inf for silence."""
        return peak_dbfs(decode_pcm(self.pcm))


def read_sound(path: Path) -> ReadSound:
    """The recipe and the sound of a WAV file. NoRecipeError, with what is wrong, where they cannot be read."""
    recipe = read_recipe(path)
    wanted = {b"fmt ": _FORMAT_BYTES_MOST, b"data": PCM_BYTES_MOST, b"iXML": IXML_BYTES_MOST}
    try:
        with path.open("rb") as stream:
            found = find_chunks(stream, wanted)
    except (OSError, ValueError) as error:
        raise NoRecipeError(f"{path} cannot be read: {error}.") from error
    rate_hz, is_ours = _format(found.get(b"fmt ", b""))
    pcm = found.get(b"data", b"") if is_ours else b""
    return ReadSound(recipe, rate_hz or recipe.sound.rate_hz, pcm[: len(pcm) // FRAME_BYTES * FRAME_BYTES])


def _format(data: bytes) -> tuple[int, bool]:
    """The rate, and whether it is mono 24-bit PCM, the only format that is delivered."""
    if len(data) < 16:
        return 0, False
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", data)
    # A rate that no sound has would ask the loudness for more memory than there is.
    return rate_hz, (kind, channels, bits) == _PCM_MONO_24 and LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ
