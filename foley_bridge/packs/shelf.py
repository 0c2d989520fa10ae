"""All packs of this user with their adapters: from the disk, and what is in use from the daemon or its journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from foley_bridge.folders import Folders
from foley_bridge.journal.inspection import adapter_records, recalled
from foley_bridge.packs.facts import AdapterKnown, PackFacts, pack_facts
from foley_bridge.packs.places import Origin, PackPlace, pack_places
from foley_bridge.protocol.answers import Answer
from foley_models.card import CARD_FILE, hash_file

PACK_KEY = "pack"  # under which the journal remembers which pack is in use
ADAPTER_KEY = "adapter:"  # and, with a pack's digest behind it, which adapter


@dataclass(frozen=True)
class InUse:
    """Which pack is in use, and the adapters of each."""

    pack: str
    adapters: Mapping[str, tuple[AdapterKnown, ...]] = field(default_factory=dict)  # by the pack's name


def read_shelf(folders: Folders, in_use: InUse) -> tuple[PackFacts, ...]:
    """All packs: the built-in ones, the installed ones, and the one in use where that is a folder elsewhere."""
    places = list(pack_places(folders.packs))
    if all(one.name != in_use.pack for one in places):
        places.append(_elsewhere(in_use.pack, folders))
    return tuple(
        pack_facts(one, in_use=one.name == in_use.pack, adapters=in_use.adapters.get(one.name, ())) for one in places
    )


def told_in_use(answers: Iterable[Answer]) -> InUse:
    """What the daemon answered to /foley/packs."""
    used, adapters = "", dict[str, tuple[AdapterKnown, ...]]()
    for one in answers:
        values = one.values
        if one.word == "pack" and values["in_use"]:
            used = str(values["name"])
        elif one.word == "adapter":
            pack, chosen = str(values["pack"]), bool(values["in_use"])
            known = AdapterKnown(
                str(values["path"]), str(values["name"]), str(values["licence"]), chosen, str(values["job"])
            )
            adapters[pack] = (*adapters.get(pack, ()), known)
    return InUse(used, adapters)


def remembered_in_use(folders: Folders, default: str) -> InUse:
    """The same from the journal, where no daemon runs; `default` is the pack of the settings.

    JournalError or DestinationError where the journal cannot be read.
    """
    journal = folders.journal_file
    used = recalled(journal, PACK_KEY) or default
    names = _names_by_digest(folders, used)
    adapters = dict[str, tuple[AdapterKnown, ...]]()
    for one in adapter_records(journal):
        if one.pack in names:
            chosen = recalled(journal, ADAPTER_KEY + one.pack) == one.path
            known = AdapterKnown(one.path, one.name, one.licence, chosen, one.job)
            adapters[names[one.pack]] = (*adapters.get(names[one.pack], ()), known)
    return InUse(used, adapters)


def _names_by_digest(folders: Folders, used: str) -> Mapping[str, str]:
    found = dict[str, str]()
    for one in (*pack_places(folders.packs), PackPlace(used, Path(used), Origin.ELSEWHERE)):
        card = one.folder / CARD_FILE
        try:
            found.setdefault(hash_file(card), one.name)
        except OSError:  # one without a card has no adapters
            continue
    return found


def _elsewhere(name: str, folders: Folders) -> PackPlace:
    """A pack that is in use and in no place of ours: a folder of the user's own, or one that was taken away."""
    folder = Path(name) if Path(name).is_absolute() else folders.packs / name
    return PackPlace(name, folder, Origin.ELSEWHERE if Path(name).is_absolute() else Origin.INSTALLED)
