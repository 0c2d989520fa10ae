"""Which adapters there are, and which one is in use with each pack, from their cards alone."""

import time
from collections.abc import Callable
from pathlib import Path

from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import AdapterRecord
from foley_bridge.routes.targets import fitting_adapter
from foley_models.card import CARD_FILE, hash_file
from foley_models.errors import PackError, RequestError
from foley_models.pack_files import find_pack, hash_of
from foley_models.training.adapter_card import AdapterCard

CHECKED_KEPT_S = 5.0


class AdapterShelf:
    """The adapters that the journal knows; several a pack, of which at most one is in use."""

    def __init__(self, journal: Journal, folder: Callable[[str], Path] = find_pack) -> None:
        self._journal = journal
        self._folder = folder  # of a pack by its name
        self._checked = ("", "", 0.0)  # which pack and adapter were fine together, and when
        self._digest = ("", "", 0.0)  # of which pack, what, and when it was read

    def in_use(self, pack: str) -> str:
        """File of the adapter in use with a pack (name or folder); "" for none. PackError where there is no pack."""
        return self.path_in_use(self.digest_of(pack))

    def path_in_use(self, pack: str) -> str:
        """The same for a pack by its digest."""
        return self._journal.recall(_key(pack)) or ""

    def put_in_use(self, pack: str, path: str) -> None:
        """Use an adapter with the pack of a digest from now on; "" for none."""
        self._journal.remember(_key(pack), path)

    def use(self, pack: str, said: str) -> str:
        """Use the adapter of that name or file with a pack; its file, "" for none.

        PackError where there is none, or it belongs to another pack; RequestError where the name is not clear.
        """
        path = self.find(pack, said)
        digest = self.digest_of(pack)
        if path and all(one.path != path for one in self._journal.adapters(digest)):
            card = self._fitting(pack, path)
            sha256 = hash_file(Path(path))
            self._journal.keep_adapter(AdapterRecord(path, card.name, sha256, digest, licence=card.licence, job=""))
        self.put_in_use(digest, path)
        return path

    def of_order(self, pack: str, said: str | None) -> str:
        """The file of the adapter that an order is made with: the one that was said, else the one in use; "" for none.

        PackError, RequestError as for `use`.
        """
        path = self.in_use(pack) if said is None else self.find(pack, said)
        now_s = time.monotonic()
        lately = self._checked[:2] == (pack, path) and now_s - self._checked[2] < CHECKED_KEPT_S
        if path and not (lately and Path(path).is_file()):
            self._fitting(pack, path)
            self._checked = (pack, path, now_s)
        return path

    def find(self, pack: str, said: str) -> str:
        """The file of an adapter by its name or file; "" for "". PackError, RequestError."""
        if not said:
            return ""
        if Path(said).is_absolute():
            self._fitting(pack, said)
            return said
        known = self.known(pack)
        named = [one.path for one in known if one.name == said]
        if len(named) > 1:
            raise RequestError(f"{len(named)} adapters are called {said!r}: name the file, {' or '.join(named[:4])}.")
        if not named:
            there = ", ".join(repr(one.name) for one in known[:8]) or "none"
            raise PackError(f"The pack {pack!r} has no adapter {said!r}: there are {there}, or name its file in full.")
        return named[0]

    def known(self, pack: str) -> tuple[AdapterRecord, ...]:
        """All of a pack, the newest first. PackError where there is no such pack."""
        return self._journal.adapters(self.digest_of(pack))

    def digest_of(self, pack: str) -> str:
        """A pack's digest: that of its card. PackError where there is none."""
        known, digest, read_s = self._digest
        now_s = time.monotonic()
        if known != pack or now_s - read_s > CHECKED_KEPT_S:
            digest = hash_of(self._folder(pack) / CARD_FILE)
            self._digest = (pack, digest, now_s)
        return digest

    def _fitting(self, pack: str, path: str) -> AdapterCard:
        """The card of an adapter's file. PackError where it cannot be read, or belongs to another pack."""
        return fitting_adapter(self._folder(pack), path)


def _key(pack: str) -> str:
    return f"adapter:{pack}"
