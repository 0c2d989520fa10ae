"""Texts that stand for the recordings: one prompt a family, and the frames captions are put into.

Both papers wrap a label into a sentence before it is embedded (Yuan et al., 3.1; Karchkhadze et al., IV.A).
"""

from collections.abc import Iterable

FAMILY_PROMPTS: dict[str, str] = {
    "aircraft": "a helicopter flying",
    "ambience": "background ambience",
    "baby_cry": "a baby crying",
    "bird_animal": "a rooster crowing",
    "body_voice": "a human voice",
    "clock": "a clock ticking",
    "cloth": "cloth rustling",
    "crowd": "a crowd of people",
    "dog_bark": "a dog barking",
    "door": "a door opening and closing",
    "electric": "electricity buzzing",
    "explosion": "an explosion",
    "fire": "fire crackling",
    "foliage": "leaves rustling",
    "footstep": "footsteps walking",
    "glass": "glass breaking",
    "gun_handling": "a gun being reloaded",
    "gunshot": "a gunshot",
    "impact": "a heavy impact",
    "insect": "insects buzzing",
    "keyboard": "someone typing on a keyboard",
    "machine": "a machine running",
    "machine_tool": "a chainsaw running",
    "metal": "a metal clang",
    "moving_motor_vehicle": "a car engine running",
    "object": "an object being handled",
    "rain": "rain falling",
    "sneeze_cough": "a person sneezing",
    "stone": "stones falling",
    "switch_click": "a switch clicking",
    "thunder": "thunder rumbling",
    "train": "a train passing",
    "water": "water splashing and pouring",
    "water_waves": "sea waves breaking on the shore",
    "whoosh": "a fast whoosh",
    "wind": "wind blowing",
    "wood": "a wooden hit",
}
FRAMES = ("{}", "{}", "the sound of {}", "this is a sound of {}", "a recording of {}")


def framed(caption: str) -> tuple[str, ...]:
    """The texts that one caption may be trained as."""
    return tuple(dict.fromkeys(frame.format(caption) for frame in FRAMES))


def all_template_texts(captions: Iterable[str] = ()) -> tuple[str, ...]:
    """Every text the templates can give for the families and for `captions`."""
    texts = [text for caption in (*FAMILY_PROMPTS.values(), *captions) for text in framed(caption)]
    return tuple(dict.fromkeys(texts))
