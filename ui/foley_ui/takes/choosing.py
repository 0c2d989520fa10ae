"""Which takes of a list are chosen, and on which one keys act: without widgets."""

from collections.abc import Sequence


class Choosing:
    """Keys of takes in the order of the list; the chosen ones; the current one, from which Shift reaches."""

    def __init__(self) -> None:
        self._all: tuple[str, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._current = ""
        self._anchor = ""

    @property
    def current(self) -> str:
        """The one that keys act on; "" where the list is empty."""
        return self._current

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen ones in the order of the list; the current one is among them."""
        return tuple(one for one in self._all if one in self._chosen)

    def set_all(self, keys: Sequence[str]) -> None:
        """The list changed: what is still there stays chosen, and the first is current where nothing was."""
        self._all = tuple(keys)
        if self._current not in self._all:
            self._current = self._anchor = self._all[0] if self._all else ""
        self._chosen = (self._chosen & frozenset(self._all)) | frozenset({self._current} - {""})

    def choose(self, key: str) -> None:
        """This one alone."""
        if key in self._all:
            self._current = self._anchor = key
            self._chosen = frozenset({key})

    def toggle(self, key: str) -> None:
        """This one too, or no more; the last one stays."""
        if key not in self._all:
            return
        rest = self._chosen ^ {key}
        self._chosen = rest or frozenset({key})
        self._current = self._anchor = key if key in self._chosen else self.chosen[0]

    def extend(self, key: str) -> None:
        """All from the one that was chosen last to this one."""
        if key in self._all and self._anchor in self._all:
            first, last = sorted((self._all.index(self._anchor), self._all.index(key)))
            self._chosen = frozenset(self._all[first : last + 1])
            self._current = key

    def choose_all(self) -> None:
        """All of them."""
        self._chosen = frozenset(self._all)

    def moved(self, steps: int) -> str:
        """The key so many places further, at most at the end; "" where the list is empty."""
        if not self._all:
            return ""
        place = self._all.index(self._current) + steps
        return self._all[min(len(self._all) - 1, max(0, place))]
