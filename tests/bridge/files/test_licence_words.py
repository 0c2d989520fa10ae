"""The licence of each published family stays with every file made, in its description and in its recipe."""

from dataclasses import replace

import pytest

from foley_bridge.files.sound_file import encode_sound
from foley_models.published.pack_of import AUDIOLDM_LICENCE
from foley_models.published.pipeline_folder import STABLE_AUDIO_LICENCE
from tests.bridge.files.sounds import make_sound, make_tags


@pytest.mark.parametrize(
    ("family", "licence", "commercial_use"),
    [
        ("audioldm", AUDIOLDM_LICENCE, False),
        ("audioldm2", AUDIOLDM_LICENCE, False),
        ("stable_audio", STABLE_AUDIO_LICENCE, True),
        ("stable_audio3", STABLE_AUDIO_LICENCE, True),
    ],
)
def test_a_file_says_the_licence_of_its_pack_and_whether_it_may_be_sold(
    family: str, licence: str, *, commercial_use: bool
) -> None:
    note = f"What {family} says of itself."
    made = make_sound()
    pack = {**made.recipe["pack"], "name": family, "licence": licence, "commercial_use": commercial_use}
    data = encode_sound(replace(made, recipe={**made.recipe, "pack": {**pack, "licence_note": note}}), make_tags())
    plain = data.decode("utf-8", errors="replace")
    words = licence if commercial_use else f"{licence}, not for commercial use"
    assert f"licence of its weights: {words}." in plain
    assert note in plain
