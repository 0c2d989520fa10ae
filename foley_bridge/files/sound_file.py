"""A made sound as the bytes of its file: 24-bit WAV with broadcast metadata, categories and its recipe inside."""

from foley_bridge.engine.events import Made
from foley_bridge.files.tags import Tags


def encode_sound(made: Made, tags: Tags) -> bytes:
    """The whole file. The PCM of `made` goes in as it is; prompt, seed and licence come from its recipe."""
    raise NotImplementedError
