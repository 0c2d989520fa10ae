"""Hits as the protocol tells them, and back again."""

from collections.abc import Mapping, Sequence

from foley_bridge.protocol.answers import Answer
from foley_bridge.spotting.events import Event


def said(events: Sequence[Event]) -> str:
    """Their times in microseconds, which 32-bit floats are too few for, and strengths, as one text."""
    return " ".join(f"{one.place_s:.6f} {one.strength:.4f}" for one in events)


def hits_told(answer: Answer) -> Mapping[int, Event]:
    """What an event `hits` tells, by number."""
    first, parts = int(answer.values["first"]), str(answer.values["told"]).split()
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {first + at: Event(float(place_s), float(strength)) for at, (place_s, strength) in enumerate(pairs)}
