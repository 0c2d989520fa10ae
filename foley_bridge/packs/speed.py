"""How long a pack will take on this machine, said before it is loaded: counted, and measured with another."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.card import CARD_FILE, read_card
from foley_models.pack_files import embedded_packs, find_pack

if TYPE_CHECKING:
    from foley_models.prediction import Clock

SECONDS = 4.0  # of the sound that is predicted
GIGA = 1e9
ALIKE = "It is built like the built-in pack: within a factor of two."
UNLIKE = "It is built otherwise than the built-in pack: the right order of magnitude, no more."


@dataclass(frozen=True)
class Speed:
    """One candidate of a pack on this machine; operations in billions."""

    candidate_s: float
    steps: int
    seconds: float
    step_giga: float
    pace_giga: float
    how_good: str


def predicted_speed(folder: Path, *, device: str = "auto", threads: int = 0, clock: "Clock | None" = None) -> Speed:
    """What one candidate will take; loads the built-in pack, not this one, in this process.

    PackError, NotAvailableError, DeviceMemoryError.
    """
    import time

    from foley_models.devices import use_threads
    from foley_models.pack import load_pack
    from foley_models.prediction import pace_of, without_finish, work_of

    work = work_of(folder, SECONDS)
    if threads:
        use_threads(threads)
    measured = load_pack(find_pack(embedded_packs()[0]), device=device, dtype="float32")
    pace = pace_of(measured, SECONDS, clock=clock or time.perf_counter)
    alike = read_card(folder / CARD_FILE).family == measured.card.family
    used = pace if alike else without_finish(pace)
    return Speed(
        candidate_s=used.seconds_for(work),
        steps=work.steps,
        seconds=SECONDS,
        step_giga=work.step / GIGA,
        pace_giga=pace.step / GIGA,
        how_good=ALIKE if alike else UNLIKE,
    )
