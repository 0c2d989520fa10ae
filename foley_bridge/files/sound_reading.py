"""A delivered file read again: its recipe, and whether its sound is still the one that the recipe made."""

import hashlib
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.loudness import integrated_lufs, peak_dbfs
from foley_bridge.files.recipe import Recipe
from foley_bridge.files.recipe_reading import IXML_BYTES_MOST, NoRecipeError, read_recipe
from foley_bridge.files.riff import find_chunks
from foley_bridge.files.sample_formats import bits_of, decode_samples, format_code
from foley_bridge.files.wav import GENERATED, SampleFormat, decode_pcm
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ

PCM_BYTES_MOST = 1 << 28  # three minutes at the highest rate are two fifths of it
_FORMAT_BYTES_MOST = 64


@dataclass(frozen=True)
class ReadSound:
    """What a file says and holds. `pcm` is empty where its sound has not the format that was delivered, as edited."""

    recipe: Recipe
    rate_hz: int
    pcm: bytes = field(repr=False)
    form: SampleFormat = GENERATED

    @property
    def unchanged(self) -> bool:
        """Whether the sound is bit for bit the one that the recipe made."""
        return hashlib.sha256(self.pcm).hexdigest() == self.recipe.sound.sha256

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.pcm) / self.form.frame_bytes / self.rate_hz

    @property
    def loudness_lufs(self) -> float:
        """Integrated loudness; -inf for silence."""
        return integrated_lufs(self.mix, self.rate_hz)

    @property
    def peak_dbfs(self) -> float:
        """The highest sample; -inf for silence."""
        return peak_dbfs(self.mix)

    @property
    def mix(self) -> NDArray[np.float64]:
        """The mean (frame,) of its channels, at full scale 1."""
        if self.form == GENERATED:
            return decode_pcm(self.pcm)
        mix: NDArray[np.float64] = decode_samples(self.pcm, self.form.channels, self.form.subtype).mean(axis=1)
        return mix


def read_sound(path: Path) -> ReadSound:
    """The recipe and the sound of a WAV file. NoRecipeError, with what is wrong, where they cannot be read."""
    recipe = read_recipe(path)
    wanted = {b"fmt ": _FORMAT_BYTES_MOST, b"data": PCM_BYTES_MOST, b"iXML": IXML_BYTES_MOST}
    try:
        with path.open("rb") as stream:
            found = find_chunks(stream, wanted)
    except (OSError, ValueError) as error:
        raise NoRecipeError(f"{path} cannot be read: {error}.") from error
    generated = SampleFormat(recipe.sound.channels)
    form = generated if recipe.fill is None else SampleFormat(recipe.fill.channels, recipe.fill.subtype)
    rate_hz, is_ours = _format(found.get(b"fmt ", b""), form)
    pcm = found.get(b"data", b"") if is_ours else b""
    whole = len(pcm) // form.frame_bytes * form.frame_bytes
    return ReadSound(recipe, rate_hz or recipe.sound.rate_hz, pcm[:whole], form)


def _format(data: bytes, form: SampleFormat) -> tuple[int, bool]:
    """The rate, and whether it has the format that was delivered."""
    if len(data) < 16:
        return 0, False
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", data)
    # A rate that no sound has would ask the loudness for more memory than there is.
    delivered = (format_code(form.subtype), form.channels, bits_of(form.subtype))
    return rate_hz, (kind, channels, bits) == delivered and LEAST_RATE_HZ <= rate_hz <= MOST_RATE_HZ
