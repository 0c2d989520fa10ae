"""Waits in the main thread for what a watched folder holds: each check as it is told, and changes that have settled."""

import queue
import time
from collections.abc import Callable

from foley_bridge.recordings.changes import Changes, changes, content
from foley_bridge.recordings.records import Checked

SLICE_S = 0.2  # waits are cut into these, so that Ctrl-C is heard on every system


class Newest:
    """Given to `watch` as its `on_change`; the other methods belong to one thread that waits."""

    def __init__(self, on_changes: Callable[[Checked, Changes], None]) -> None:
        self._told: queue.SimpleQueue[Checked] = queue.SimpleQueue()
        self._on_changes = on_changes
        self.checked: Checked | None = None

    def __call__(self, checked: Checked) -> None:
        """Called in the watch's thread."""
        self._told.put(checked)

    def wait(self, seconds: float = SLICE_S) -> bool:
        """Take in the next check and tell what is different; False where none came in that time."""
        try:
            checked = self._told.get(timeout=seconds)
        except queue.Empty:
            return False
        found = changes(self.checked, checked)
        self.checked = checked
        if found:
            self._on_changes(checked, found)
        return True

    def settled(self, learnt: Checked | None, *, quiet_s: float) -> Checked:
        """Wait until there is something usable, other than `learnt`, that has not changed for `quiet_s`."""
        changed_s = time.monotonic()
        while True:
            if self.wait():
                changed_s = time.monotonic()
            now = self.checked
            if now is None or not now.usable or time.monotonic() - changed_s < quiet_s:
                continue
            if learnt is None or content(now) != content(learnt):
                return now
