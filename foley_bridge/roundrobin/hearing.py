"""How unlike pieces are to an ear: the CLAP of the pack that made them, asked of an engine of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.engine.messages import Embed
from foley_bridge.engine.supervisor import EngineSupervisor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEARD_MOST_S = 10.0  # published towers take no more; of a longer piece, its beginning
AT_ONCE_S = 60.0  # of sound in one question


def embeddings(
    engine: EngineSupervisor,
    pack: Path,
    sounds: "Sequence[NDArray[np.float64]]",
    rate_hz: int,
    *,
    cancelled: Callable[[], bool],
    told: Callable[[float], None],
) -> "NDArray[np.float32]":
    """L2-normalised embeddings (sound, 512) of sounds (sample,) at `rate_hz`; `told` hears how far it is, 0 to 1.

    NotAvailableError where the pack has no ear; else what the engine raises.
    """
    import numpy as np
    import soxr

    ear_hz = engine.embed(Embed(0, str(pack), ""), cancelled=cancelled).rate_hz
    heard = [
        soxr.resample(one[: round(HEARD_MOST_S * rate_hz)], rate_hz, ear_hz, quality="VHQ").astype("<f4")
        for one in sounds
    ]
    at_once = max(1, round(AT_ONCE_S * ear_hz / max(1, *map(len, heard))))
    found = []
    for first in range(0, len(heard), at_once):
        told(first / len(heard))
        some = heard[first : first + at_once]
        samples = b"".join(one.tobytes() for one in some)
        command = Embed(0, str(pack), "", lengths=tuple(map(len, some)), samples=samples)
        vectors = np.frombuffer(engine.embed(command, cancelled=cancelled).vectors, "<f4")
        found.append(vectors.reshape(len(some), -1))
    return np.concatenate(found)
