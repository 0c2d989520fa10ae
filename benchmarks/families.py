"""The families of sounds that the benchmarks know: the thirteen that the independent ear can judge, and two more."""

JUDGED_FAMILIES: tuple[str, ...] = (
    "keyboard",
    "bird_animal",
    "explosion",
    "machine_tool",
    "water",
    "rain",
    "dog_bark",
    "aircraft",
    "water_waves",
    "baby_cry",
    "clock",
    "sneeze_cough",
    "gunshot",
)
SHOWN_FAMILIES: tuple[str, ...] = ("footstep", "moving_motor_vehicle")  # rows of their own, in no average
SEQUENCE_FAMILIES: tuple[str, ...] = ("footstep", "keyboard")  # the ear does not know their single hits
