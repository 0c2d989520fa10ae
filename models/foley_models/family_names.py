"""The names of the model families that this version knows, for who must not wait for torch."""

FAMILY_NAMES = ("core", "audioldm", "audioldm2", "stable_audio", "stable_audio3")
