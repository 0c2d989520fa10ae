"""What the sounds of a folder are made with: a pack or adapter that was replaced under its name is not mixed in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from foley_bridge.batch.orders import Needed
from foley_bridge.journal.journal import Journal
from foley_bridge.protocol.order import Order
from foley_models.errors import PackError

_ALL_JOBS = 2**31


class Origins:
    """Remembers the digest of everything that sounds of a folder were made with; thread-safe."""

    def __init__(self, journal: Journal, folder: Path, needed: Sequence[Needed]) -> None:
        self._journal, self._folder = journal, folder
        self._needed = {one.said: one for one in needed}
        self._noted: set[str] = set()

    def check(self) -> None:
        """PackError where sounds are there that another pack or adapter of the same name made."""
        for one in self._needed.values():
            before = self._journal.recall(_key(one))
            if before is not None and before != one.digest and self._any_there():
                raise PackError(
                    f"The {one.kind} {one.name} is another one than the sounds in {self._folder} were made with (its "
                    f"SHA-256 begins with {one.digest[:12]}, then with {before[:12]}): put the old one back, or choose "
                    "another folder with --destination."
                )

    def check_sound(self, order: Order, recipe: Mapping[str, Any]) -> None:
        """PackError where a new sound is of another pack or adapter than was there when the run began."""
        pack = recipe["pack"]
        self._check_one(order.pack, str(pack["digest"]))
        if order.adapter:
            self._check_one(order.adapter, str(pack.get("adapter", "")).rpartition(" ")[2])

    def _check_one(self, said: str, digest: str) -> None:
        one = self._needed[said]
        if digest != one.digest:
            raise PackError(
                f"The {one.kind} {one.name} was replaced while the batch was made (its SHA-256 began with "
                f"{one.digest[:12]}, now with {digest[:12]}): nothing of the new one was kept. Put the old one back "
                "and give the same command again, or choose another folder with --destination."
            )
        if said not in self._noted:
            self._journal.remember(_key(one), one.digest)
            self._noted.add(said)

    def _any_there(self) -> bool:
        return any(
            one.published and Path(one.path).is_file()
            for job in self._journal.recent(_ALL_JOBS)
            for one in self._journal.candidates(job.id)
        )


def _key(one: Needed) -> str:
    return f"{one.kind} {one.said}"
