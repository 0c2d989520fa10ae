"""A model of the hub by its name: fetched beside the packs, converted by a process without network, installed whole."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.folders import make_private
from foley_bridge.packs.contents import ListedFile
from foley_bridge.packs.download import PAUSE_S, bytes_in, fetched_alone
from foley_bridge.packs.facts import size_of
from foley_bridge.packs.fetch import DownloadError, LoginError
from foley_bridge.packs.fetching import PACK, PARTS, Fetching
from foley_bridge.packs.hub import HUB, HubOffer, HubOffered, look_at_hub, missing_pins, wanted_files
from foley_bridge.packs.hub_catalogue import TOKENIZER, Entry, Kind
from foley_bridge.packs.import_question import FoundPack, ImportQuestion
from foley_bridge.packs.importing import Agree, import_pack
from foley_bridge.packs.licences import Terms, terms_of
from foley_bridge.packs.meter import Cancelled, Tell, never, to_nobody
from foley_bridge.packs.places import PackPlace, check_name
from foley_bridge.packs.staging import check_room, clear_left_behind, make_room_for
from foley_models.card import CARD_FILE, read_card
from foley_models.errors import PackError, RequestError

TOKEN_VARIABLE = "FOLEY_BRIDGE_HUB_TOKEN"  # a name of its own: tokens of other programs are not sent
RANKER = "ranker"  # the folder of a ranker's files beside a model's
ENDING = ".hub-download"
RECEIVED = ".hub-received.json"  # hashes of what came without being known before
_OFFER = "offer.json"


@dataclass(frozen=True)
class Wish:
    """What somebody wants installed; the paths are of things on this machine that belong to it."""

    entry: Entry
    name: str  # of the pack
    ranker: Entry | Path | None = None
    tokenizer: Path | None = None
    beside: Path | None = None  # the folder of the pack that an entry of a ranker is for


@dataclass(frozen=True)
class HubWish:
    """The same with what the hub offers."""

    wish: Wish
    offer: HubOffer

    @property
    def terms(self) -> Terms:
        """The licence in plain words; that of the pack where only an ear is added to it."""
        if self.wish.beside is None:
            return terms_of(self.wish.entry.licence, commercial_use=True)
        licence = read_card(self.wish.beside / CARD_FILE).licence
        return terms_of(licence.weights, commercial_use=licence.commercial_use)


@dataclass(frozen=True)
class UnfinishedModel:
    """A download of a model that was stopped."""

    name: str  # of the pack that it was to be
    folder: Path
    there_bytes: int
    total_bytes: int


def look_at_wish(
    wish: Wish,
    installed: Path,
    *,
    hub: str = HUB,
    unpinned: bool = False,
    also: frozenset[str] = frozenset(),
    token: str = "",
) -> HubWish:
    """What the hub offers for a wish; nothing but its words is fetched.

    The `token` is told to the hub where the model is given only to who accepted its licence. RequestError where
    something must be named, where a file's hash is not known and nobody said `unpinned`, or where the name is taken;
    and as for `look_at_hub`.
    """
    _check_kinds(wish)
    check_name(wish.name, installed)
    if not unpinned:
        _refuse_unpinned(wish)
    own = wish.tokenizer is not None
    files = wanted_files(wish.entry, own_tokenizer=own)
    if isinstance(wish.ranker, Entry):
        heard = wanted_files(wish.ranker, own_tokenizer=_has_words(wish))
        files = (*files, *(replace(one, local=f"{RANKER}/{one.local}") for one in heard))
    shown = token if wish.entry.gated else ""
    try:
        return HubWish(wish, look_at_hub(files, wish.name, hub=hub, also=also, token=shown))
    except LoginError as error:
        if not wish.entry.gated:
            raise
        raise _not_given(wish.entry, hub, token=shown) from error


def _has_words(wish: Wish) -> bool:
    """Whether a ranker finds its tokenizer here or with the model: RoBERTa's, of which one is enough."""
    return wish.tokenizer is not None or wish.entry.roberta


def _not_given(entry: Entry, hub: str, *, token: str) -> LoginError:
    """What to do where the hub wants to know who asks."""
    page = f"{hub.rstrip('/')}/{entry.files[0].repository.path}"
    said = f"the hub does not accept the token in {TOKEN_VARIABLE} for it" if token else "it needs a token"
    return LoginError(
        f"{entry.name} is given only to who accepted its licence, and {said}: log in at {page}, accept the licence "
        f"there, make a token that may read at {hub.rstrip('/')}/settings/tokens, and set {TOKEN_VARIABLE} to it."
    )


def install_wish(
    found: HubWish,
    installed: Path,
    *,
    tell: Tell = to_nobody,
    cancelled: Cancelled = never,
    pause_s: float = PAUSE_S,
) -> PackPlace:
    """Fetch, convert and install it; to be called only once a person agreed to that very offer.

    ConnectionLostError, CancelledError, DiskFullError: what came stays, and the same call goes on from there. Else as
    for `download` and `import_pack`.
    """
    make_private(installed)
    clear_left_behind(installed)
    folder = installed / f".{found.wish.name}.{found.offer.digest[:16]}{ENDING}"
    with fetched_alone(folder.with_suffix(".lock"), found.wish.name):
        missing = found.offer.bytes - min(bytes_in(folder), found.offer.bytes)
        check_room(installed, missing + _pack_bytes(found))  # the model and the pack made of it lie side by side
        offer = _prepared(folder, found.offer, installed)
        Fetching(offer, folder, tell=tell, cancelled=cancelled, pause_s=pause_s).run()
        question = _question(found.wish, offer, folder / PACK)
        place = import_pack(question, installed, _same_licence(found), tell=tell, cancelled=cancelled)
        _remember(installed, offer)
        shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".lock").unlink(missing_ok=True)
    return place


def unfinished_models(installed: Path) -> tuple[UnfinishedModel, ...]:
    """Downloads of models that were stopped and can go on."""
    found = []
    for folder in sorted(installed.glob(f".*{ENDING}")):
        kept = _read(folder / _OFFER)
        if isinstance(kept.get("name"), str) and isinstance(kept.get("bytes"), int):
            found.append(UnfinishedModel(str(kept["name"]), folder, bytes_in(folder), int(str(kept["bytes"]))))
    return tuple(found)


def discard_model(one: UnfinishedModel) -> None:
    """Throw away what is here of a download that was stopped. BusyError where it is being fetched just now."""
    with fetched_alone(one.folder.with_suffix(".lock"), one.name):
        shutil.rmtree(one.folder, ignore_errors=True)
    one.folder.with_suffix(".lock").unlink(missing_ok=True)


def _check_kinds(wish: Wish) -> None:
    entry = wish.entry
    if entry.kind is Kind.RANKER and wish.beside is None:
        raise RequestError(
            f"{entry.name} is an ear alone, which makes no sounds: name the pack that it is to rank for with --for, or "
            f"install a model with --ranker {entry.name}."
        )
    if entry.kind is Kind.MODEL and wish.beside is not None:
        raise RequestError(f"{entry.name} is a model of its own: --for is for rankers, such as laion-clap.")
    if wish.ranker is not None and wish.beside is not None:
        raise RequestError("--ranker and --for do not go together: the one is for models, the other for an ear alone.")


def _refuse_unpinned(wish: Wish) -> None:
    missing = missing_pins(wish.entry, own_tokenizer=wish.tokenizer is not None)
    if isinstance(wish.ranker, Entry):
        missing = (*missing, *missing_pins(wish.ranker, own_tokenizer=_has_words(wish)))
    if not missing:
        return
    names = ", ".join(one.path for one in missing)
    only_words = wish.entry.roberta and all(one.of_tokenizer for one in missing)
    instead = " name a folder with RoBERTa's tokenizer with --tokenizer, or" if only_words else ""
    raise RequestError(
        f"Nobody could look up what {names} of {wish.entry.name} must be (no SHA-256 is known): to be sure of what you "
        f"get,{instead} download and check it yourself and use packs import; or say --unpinned to take what the hub "
        "sends, whose hashes are then noted."
    )


def _pack_bytes(found: HubWish) -> int:
    """About what the pack will take: no more than what it is made of."""
    beside = 0 if found.wish.beside is None else size_of(read_card(found.wish.beside / CARD_FILE))
    return found.offer.bytes + beside


def _prepared(folder: Path, offer: HubOffer, installed: Path) -> HubOffer:
    """The folder with what is small in it, and the offer with all hashes."""
    with explained(folder):
        for one in (folder, folder / PACK, folder / PARTS):
            one.mkdir(exist_ok=True)
        (folder / _OFFER).write_text(json.dumps({"name": offer.name, "bytes": offer.bytes}), encoding="utf-8")
    known, small = offer.with_small()
    _check_received(installed, known)
    for name, data in small.items():
        path = make_room_for(folder / PACK, ListedFile(name, len(data), ""))
        with explained(path):
            path.write_bytes(data)
    return known


def _question(wish: Wish, offer: HubOffer, there: Path) -> ImportQuestion:
    ranker = wish.ranker if isinstance(wish.ranker, Path) else None
    if isinstance(wish.ranker, Entry):
        ranker = there / RANKER / wish.ranker.source
    named = wish.tokenizer or (there / TOKENIZER if wish.entry.roberta else None)
    return ImportQuestion(
        source=there / wish.entry.source if wish.entry.source else there,
        name=wish.name,
        ranker=ranker,
        tokenizer=named,
        beside=wish.beside,
        origin=_origin(offer),
        licence=wish.entry.licence if wish.beside is None else "",
    )


def _origin(offer: HubOffer) -> str:
    """Where it came from, for the pack's card."""
    places = dict.fromkeys(
        f"{one.file.repository.path} at {one.file.repository.revision[:12]}" for one in offer.offered
    )
    said = f"Fetched from {offer.hub}: {'; '.join(places)}."
    taken = ", ".join(f"{one.file.local} (SHA-256 {one.sha256})" for one in offer.unpinned)
    return f"{said} Taken as the hub sent it, unpinned: {taken}." if taken else said


def _same_licence(found: HubWish) -> Agree:
    def agree(pack: FoundPack) -> None:
        """What was agreed to holds for what came."""
        said = terms_of(pack.licence, commercial_use=pack.commercial_use)
        if said.use is not found.terms.use:
            raise PackError(
                f"What came is under {pack.licence}, {found.wish.entry.licence} was shown: it was not installed. Use "
                "packs import, which asks about what it finds."
            )

    return agree


def _check_received(installed: Path, offer: HubOffer) -> None:
    """DownloadError where an unpinned file is another one than the last time."""
    received = _read(installed / RECEIVED)
    for one in offer.unpinned:
        before = received.get(_key(one))
        if isinstance(before, str) and before != one.sha256:
            raise DownloadError(
                f"{one.file.path} of {one.file.repository.path} is another file than the one that came before (SHA-256 "
                f"{one.sha256[:12]}…, not {before[:12]}…), at the same revision: nothing was installed. Where that is "
                f"as it should be, delete {installed / RECEIVED} and install again."
            )


def _remember(installed: Path, offer: HubOffer) -> None:
    received = {**_read(installed / RECEIVED), **{_key(one): one.sha256 for one in offer.unpinned}}
    if received:
        with explained(installed / RECEIVED):
            (installed / RECEIVED).write_text(json.dumps(received, indent=2, sort_keys=True), encoding="utf-8")


def _key(one: HubOffered) -> str:
    return f"{one.file.repository.path}@{one.file.repository.revision}/{one.file.path}"


def _read(path: Path) -> Mapping[str, object]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
