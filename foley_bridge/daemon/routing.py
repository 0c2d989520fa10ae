"""The routes as the daemon applies them: read anew where their file changed, found by what a request is about.

The category is the one that the host names, or else the one that the prompt's own words name. A prompt whose words name
none is not routed: to ask a pack's ear for text would mean to load one pack in order to choose another.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.files.ucs import Catalogue
from foley_bridge.routes.file import load_routes
from foley_bridge.routes.route import Route, Routes, route_for

if TYPE_CHECKING:
    from foley_bridge.files.ucs_prediction import Predictor

_State = tuple[int, int, int] | None


@dataclass
class RouteBook:
    """All routes; for one thread."""

    file: Path
    catalogue: Catalogue
    _routes: Routes = field(default_factory=dict)
    _read: _State = None  # how the file was when it was read

    def find(self, prompt: str, cat_id: str) -> Route | None:
        """The route of a request; None where there is none. SettingsError where the file has a mistake."""
        state = self._state()
        if state != self._read:
            self._routes = {} if state is None else load_routes(self.file, self.catalogue)
            self._read = state
        if not self._routes:
            return None
        found = cat_id or self._predictor.by_words(prompt)
        return None if found is None else route_for(self._routes, found, self.catalogue)

    def _state(self) -> _State:
        try:
            found = self.file.stat()
        except OSError:  # what cannot be looked at is read, and told
            return None if not self.file.exists() else (0, 0, 0)
        return found.st_mtime_ns, found.st_size, found.st_ino

    @cached_property
    def _predictor(self) -> "Predictor":
        from foley_bridge.files.ucs_prediction import Predictor

        return Predictor(self.catalogue)
