"""How long a pack will take on this machine, said before it is loaded: counted, and measured with another."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.card import CARD_FILE, read_card
from foley_models.pack_files import embedded_packs, find_pack

if TYPE_CHECKING:
    from foley_models.prediction import Clock
    from foley_models.requests import GenerationRequest

TAKES, SECONDS = 4, 4.0  # of the request that is predicted, which says no more than that
GIGA = 1e9
ALIKE = "It is built like the built-in pack: within a factor of two."
UNLIKE = "It is built otherwise than the built-in pack: the right order of magnitude, no more."


@dataclass(frozen=True)
class Speed:
    """One request to a pack on this machine; operations in billions.

    `rows` are those that go through the denoiser: with guidance two for each step of a candidate.
    """

    answer_s: float
    started: int
    finished: int
    sampled: str
    rows: int
    row_giga: float
    pace_giga: float
    how_good: str


def predicted_speed(
    folder: Path,
    request: "GenerationRequest | None" = None,
    *,
    device: str = "auto",
    threads: int = 0,
    clock: "Clock | None" = None,
) -> Speed:
    """What a request will take, of TAKES sounds where none is given; loads the built-in pack, not this one, here.

    PackError, NotAvailableError, DeviceMemoryError; RequestError for a request that the pack cannot meet.
    """
    import time

    from foley_models.devices import use_threads
    from foley_models.pack import load_pack
    from foley_models.prediction import pace_of, started_of, without_finish, work_of
    from foley_models.requests import GenerationRequest, sampling
    from foley_models.way import way_of

    asked = request or GenerationRequest("sound", seconds=SECONDS, count=TAKES)
    card, work = read_card(folder / CARD_FILE), work_of(folder, asked)
    if threads:
        use_threads(threads)
    measured = load_pack(find_pack(embedded_packs()[0]), device=device, dtype="float32")
    pace = pace_of(measured, min(asked.seconds, SECONDS), clock=clock or time.perf_counter)
    alike = card.family == measured.card.family
    used = pace if alike else without_finish(pace)
    way = way_of(card, asked, asked.category or next(iter(card.categories)), from_noise=True)
    return Speed(
        answer_s=used.seconds_for(work),
        started=started_of(card, asked),
        finished=work.tally.finished,
        sampled=sampling(replace(asked, sampler=way.sampler, steps=way.steps, guidance=way.guidance)),
        rows=work.tally.rows,
        row_giga=work.row / GIGA,
        pace_giga=pace.row / GIGA,
        how_good=ALIKE if alike else UNLIKE,
    )
