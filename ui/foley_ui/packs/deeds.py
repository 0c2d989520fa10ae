"""What the panel does to packs: one long piece of work at a time, in a worker, with progress and a way to stop it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QFile, QObject, Signal

from foley_bridge.packs.download import Unfinished, discard_download, download
from foley_bridge.packs.facts import PackFacts
from foley_bridge.packs.install import install_folder, look_at_folder
from foley_bridge.packs.meter import Cancelled, Progress, Tell
from foley_bridge.packs.offer import Offer, look_at_address
from foley_bridge.packs.places import PackPlace
from foley_bridge.packs.remove import Removal, plan_removal, remove_pack
from foley_bridge.packs.staging import check_installable, check_whole
from foley_models.card import Card
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.work import Task

T = TypeVar("T")
Failed = Callable[[FoleyError], None]


class Deeds(QObject):
    """`begun`, `progressed` and `ended` are about the one long piece of work."""

    begun = Signal(str)  # what it is about
    progressed = Signal(object)  # Progress
    ended = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._stop: threading.Event | None = None

    @property
    def busy(self) -> bool:
        """Whether something long is done."""
        return self._stop is not None

    def cancel(self) -> None:
        """Stop it; what it says then is a CancelledError."""
        if self._stop is not None:
            self._stop.set()

    def look_at_folder(self, source: Path, *, done: Callable[[Card], None], failed: Failed) -> Task:
        """The card of a pack that could be installed from a folder."""
        installed = self._context.folders.packs
        return self._context.work.run(lambda _: look_at_folder(source, installed), owner=self, done=done, failed=failed)

    def look_at_address(
        self,
        said: str,
        *,
        digest: str = "",
        also: frozenset[str] = frozenset(),
        done: Callable[[Offer], None],
        failed: Failed,
    ) -> Task:
        """What the server at an address offers: its list and its card, nothing else."""
        installed = self._context.folders.packs

        def look(_: Task) -> Offer:
            offer = look_at_address(said, digest=digest, also=also)
            check_installable(offer.card, installed)
            return offer

        return self._context.work.run(look, owner=self, done=done, failed=failed)

    def install_folder(self, source: Path, name: str, *, done: Callable[[PackPlace], None], failed: Failed) -> None:
        """Copy a pack from a folder."""
        installed = self._context.folders.packs
        self._work(name, lambda tell, stop: install_folder(source, installed, tell=tell, cancelled=stop), done, failed)

    def download(self, offer: Offer, *, done: Callable[[PackPlace], None], failed: Failed) -> None:
        """Fetch a pack that a person agreed to."""
        installed, name = self._context.folders.packs, offer.card.name
        self._work(name, lambda tell, stop: download(offer, installed, tell=tell, cancelled=stop), done, failed)

    def verify(self, pack: PackFacts, *, done: Callable[[Card], None], failed: Failed) -> None:
        """Read every file of a pack."""
        name = pack.title or pack.name
        self._work(name, lambda tell, stop: check_whole(pack.folder, tell=tell, cancelled=stop), done, failed)

    def plan_removal(self, pack: PackFacts, *, done: Callable[[Removal], None], failed: Failed) -> Task:
        """What a removal would do."""
        place = PackPlace(pack.name, pack.folder, pack.origin)

        def plan(_: Task) -> Removal:
            return plan_removal(place, in_use=pack.in_use, adapters=len(pack.adapters))

        return self._context.work.run(plan, owner=self, done=done, failed=failed)

    def remove(self, removal: Removal, *, for_good: bool, done: Callable[[], None], failed: Failed) -> Task:
        """Take a pack away; to the trash, or where there is none and a person said so, for good."""

        def remove(_: Task) -> None:
            remove_pack(removal, None if for_good else to_trash)

        return self._context.work.run(remove, owner=self, done=lambda _: done(), failed=failed)

    def throw_away(self, left: Unfinished, *, done: Callable[[], None], failed: Failed) -> Task:
        """Forget a download that was stopped."""
        return self._context.work.run(
            lambda _: discard_download(left), owner=self, done=lambda _: done(), failed=failed
        )

    def _work(self, what: str, work: Callable[[Tell, Cancelled], T], done: Callable[[T], None], failed: Failed) -> None:
        if self._stop is not None:
            failed(FoleyError(self.tr("Something else is being done just now: wait for it, or cancel it.")))
            return
        stop = self._stop = threading.Event()
        self.begun.emit(what)

        def run(task: Task) -> T:
            def tell(progress: Progress) -> None:
                task.tell(lambda: self.progressed.emit(progress))

            return work(tell, stop.is_set)

        self._context.work.run(
            run,
            owner=self,
            done=lambda result: self._end(lambda: done(result)),
            failed=lambda error: self._end(lambda: failed(error)),
        )

    def _end(self, then: Callable[[], None]) -> None:
        self._stop = None
        self.ended.emit()
        then()


def to_trash(folder: Path) -> bool:
    """Move a folder to the system's trash; False where there is none. Takes its time: for a worker."""
    moved = QFile.moveToTrash(str(folder))
    return bool(moved[0]) if isinstance(moved, tuple) else bool(moved)
