"""A round robin from takes: cut, heard, chosen, equally loud; and what a person is told of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from foley_bridge.engine.launch import Launch
from foley_bridge.engine.repetition import find_recorded_pack
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.files.names import DEFAULT_CREATOR, NO_SOURCE, fx_name
from foley_bridge.files.recipe import PackOrigin
from foley_bridge.folders import Folders
from foley_bridge.packs.places import folder_of
from foley_bridge.progress import ShownProgress
from foley_bridge.roundrobin.choosing import Chosen, choose
from foley_bridge.roundrobin.godot import resources
from foley_bridge.roundrobin.hearing import embeddings
from foley_bridge.roundrobin.manifest import (
    MANIFEST_FILE,
    TABLE_FILE,
    WWISE_FILE,
    RoundRobin,
    manifest_json,
    path_of,
    table_csv,
    wwise_text,
)
from foley_bridge.roundrobin.material import Cut, Take, cut_takes
from foley_bridge.roundrobin.trimming import cut_out
from foley_bridge.roundrobin.variants import Wanted, make_variants
from foley_models.card import CARD_FILE
from foley_models.errors import RequestError
from foley_models.pack_files import hash_of

ALIKE_UNDER = 0.02  # cosine distance: an ear that is told two sounds are so near can hardly tell them apart


@dataclass(frozen=True)
class Asked:
    """What is asked of takes; `count` None is as many variants as there are."""

    count: int | None
    hits: bool
    tail_db: float
    loudness_lufs: float | None
    ogg: bool
    ear: str  # a pack; "" is the takes' own
    device: str  # where it hears
    godot: int | None = None  # the version that a resource is written for


class TooFewError(RequestError):
    """Takes that hold fewer pieces than variants are wanted."""

    def __init__(self, text: str, *, there: int, wanted: int) -> None:
        super().__init__(text)
        self.there = there
        self.wanted = wanted


def never() -> bool:
    """Nobody cancels: Ctrl-C ends the waiting itself, and closing ends the engine."""
    return False


def make_robin(
    takes: Sequence[Take],
    asked: Asked,
    folders: Folders,
    progress: ShownProgress,
    *,
    cancelled: Callable[[], bool] = never,
) -> RoundRobin:
    """Everything but the writing. TooFewError; PackError where none can hear them; CancelledError once `cancelled`."""
    cuts = cut_takes(takes, hits=asked.hits, tail_db=asked.tail_db)
    count = len(cuts) if asked.count is None else asked.count
    if not cuts or count > len(cuts):
        text = _too_few(len(cuts), count, takes=len(takes), hits=asked.hits)
        raise TooFewError(text, there=len(cuts), wanted=max(count, 1))
    passed = [one for one in cuts if one.take.recipe.choice.passed]
    cuts = tuple(passed) if len(passed) >= count else cuts
    origin = takes[0].recipe.pack
    pack = folder_of(asked.ear, folders.packs) if asked.ear else find_recorded_pack(origin, None, folders.packs)
    hearing = _Hearing(pack, asked.device, progress, cancelled)
    chosen = _chosen(cuts, count, hearing)
    recipe, now = takes[0].recipe, datetime.now().astimezone()
    stem = f"{recipe.sound.cat_id}_{fx_name(recipe.request.prompt)}_{DEFAULT_CREATOR}_{NO_SOURCE}"
    variants, matched = make_variants(
        [cuts[place] for place in chosen.places],
        Wanted(stem, asked.loudness_lufs, ogg=asked.ogg, made_at=now),
        lambda share: progress.advance("write", share, -1.0),
    )
    ear = _origin(pack, origin)
    return RoundRobin(
        stem,
        variants,
        matched,
        chosen,
        chosen_from=len(cuts),
        ear=ear,
        tail_db=asked.tail_db,
        made_at=now,
        resources={} if asked.godot is None else resources(stem, variants, asked.godot),
    )


def contents_of(robin: RoundRobin) -> dict[str, bytes]:
    """The files of an export by their relative paths."""
    sounds = {path_of(one, file): file.data for one in robin.variants for file in one.files}
    lists = {MANIFEST_FILE: manifest_json(robin), WWISE_FILE: wwise_text(robin)}
    if not robin.resources:  # Godot takes every CSV in a project for translations
        lists[TABLE_FILE] = table_csv(robin)
    return sounds | {name: text.encode("utf-8") for name, text in [*lists.items(), *robin.resources.items()]}


def told(robin: RoundRobin, folder: Path) -> Iterator[str]:
    """What a person should know of it."""
    chosen, matched = robin.chosen, robin.matched
    chosen_of = f"{len(robin.variants)} variants of {robin.chosen_from}"
    yield f"{chosen_of}, each {matched.target_lufs:.1f} LUFS loud at its loudest moment."
    if matched.held_back:
        yield "They could not be made louder without a peak over -1 dBTP; nothing was limited."
    if len(robin.variants) > 1:
        yield (
            f"The two nearest are {chosen.least:.3f} apart (cosine distance of CLAP); chosen by scores alone, it would "
            f"be {chosen.best:.3f}. Any two of all {robin.chosen_from} are {chosen.usual:.3f} apart in the median."
        )
        if chosen.least < ALIKE_UNDER:
            yield "Some are hardly to be told apart: make more takes with --from, or ask for fewer variants."
    yield from licences_of(robin)
    yield f"Written to {folder}."


def licences_of(robin: RoundRobin) -> tuple[str, ...]:
    """What may be done with it, a sentence for each pack."""
    return tuple(sorted({_licence(one.cut.take.recipe.pack) for one in robin.variants}))


def _too_few(there: int, wanted: int, *, takes: int, hits: bool) -> str:
    one, more_of = ("hit", "hits") if hits else ("sound that differs", "sounds that differ")
    held = f"{takes} take{' holds' if takes == 1 else 's hold'} {there} {one if there == 1 else more_of}"
    more = "make more with --from, or ask for fewer with --count" if there else "give takes that can be heard"
    return f"{held}, and {max(wanted, 1)} variants are wanted: {more}."


@dataclass(frozen=True)
class _Hearing:
    """Who hears the pieces, where, and who is told of it."""

    pack: Path
    device: str
    progress: ShownProgress
    cancelled: Callable[[], bool]


def _chosen(cuts: Sequence[Cut], count: int, hearing: _Hearing) -> Chosen:
    rate_hz = cuts[0].take.rate_hz
    sounds = [cut_out(one.take.sound, one.piece, rate_hz) for one in cuts]
    hearing.progress.stage("load")
    with closing(EngineSupervisor(Launch(device=hearing.device))) as engine:
        vectors = embeddings(
            engine,
            hearing.pack,
            sounds,
            rate_hz,
            cancelled=hearing.cancelled,
            told=lambda share: hearing.progress.advance("rank", share, -1.0),
        )
    return choose(vectors, [one.take.score for one in cuts], count)


def _origin(pack: Path, own: PackOrigin) -> PackOrigin:
    """Which weights heard."""
    from foley_models.card import read_card

    digest = hash_of(pack / CARD_FILE)
    if digest == own.digest:
        return own
    card = read_card(pack / CARD_FILE)
    return PackOrigin(card.name, card.version, digest, card.licence.weights, card.licence.commercial_use)


def _licence(pack: PackOrigin) -> str:
    use = "commercial use allowed" if pack.commercial_use else "NOT for commercial use"
    return f"Licence of the pack {pack.name} {pack.version}: {pack.licence}; {use}."
