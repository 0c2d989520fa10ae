"""Resources of Godot for a round robin: text files beside the sounds, which they name by relative paths."""

from collections.abc import Iterable, Sequence

from foley_bridge.roundrobin.manifest import path_of
from foley_bridge.roundrobin.variants import Variant

VERSIONS = (3, 4)
PITCH = 1.05  # a sound is played up to so many times higher or lower, less than a semitone
VOLUME_DB = 1.0
NO_REPEATS = 0  # AudioStreamRandomizer.PLAYBACK_RANDOM_NO_REPEATS


def resources(name: str, variants: Sequence[Variant], version: int) -> dict[str, str]:
    """Text of each resource by its path in the export.

    Of Godot 4 one that plays all, none twice in a row; of Godot 3, which knows none for several sounds, one for each,
    which varies its pitch.
    """
    sounds = [_wav(one) for one in variants]
    if version == VERSIONS[-1]:
        return {f"{name}.tres": _randomizer(sounds)}
    return {f"{one.name}.tres": _random_pitch(sound) for one, sound in zip(variants, sounds, strict=True)}


def _wav(variant: Variant) -> str:
    """The file that Godot plays without decoding."""
    return next(path_of(variant, file) for file in variant.files if file.kind == "wav")


def _randomizer(sounds: Sequence[str]) -> str:
    numbered = list(enumerate(sounds))
    lines = [f'[gd_resource type="AudioStreamRandomizer" load_steps={len(sounds) + 1} format=3]', ""]
    lines += [f'[ext_resource type="AudioStream" path={_quoted(sound)} id="{at + 1}"]' for at, sound in numbered]
    lines += ["", "[resource]", f"playback_mode = {NO_REPEATS}", f"random_pitch = {PITCH}"]
    lines += [f"random_volume_offset_db = {VOLUME_DB}", f"streams_count = {len(sounds)}"]
    for at, _ in numbered:
        lines += [f'stream_{at}/stream = ExtResource("{at + 1}")', f"stream_{at}/weight = 1.0"]
    return _text(lines)


def _random_pitch(sound: str) -> str:
    return _text(
        [
            '[gd_resource type="AudioStreamRandomPitch" load_steps=2 format=2]',
            "",
            f'[ext_resource path={_quoted(sound)} type="AudioStream" id=1]',
            "",
            "[resource]",
            "audio_stream = ExtResource( 1 )",
            f"random_pitch = {PITCH}",
        ]
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
