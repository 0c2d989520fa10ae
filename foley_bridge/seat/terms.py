"""In whose terms something is said: ids and paths of the seat's hosts, and of the server."""

from collections.abc import Mapping
from pathlib import Path

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.parse import Call
from foley_bridge.seat.names import id_there
from foley_bridge.seat.paths import SharedFolders
from foley_bridge.seat.store import SeatStore
from foley_bridge.seat.translation import EVENT, message_of, told


class Terms:
    """Translates by what the seat keeps and by the folders that it shares with the server."""

    def __init__(self, store: SeatStore, folders: SharedFolders, *, mark: str, sounds: Path) -> None:
        self._store, self.folders, self._mark, self.sounds = store, folders, mark, sounds

    def new_id(self, own: str) -> str:
        """The id at the server of a request that a host calls so."""
        return id_there(own, self._mark)

    def call(self, call: Call, there: str, pairs: Mapping[str, Argument] | None = None) -> Message:
        """A call as the server hears it. NotAvailableError where it is to read what it does not see."""
        said = call.pairs if pairs is None else pairs
        path = self.folders.needed_there
        return message_of(call, there, said, request=self._request_there, path=path)

    def answer(self, message: Message, own: str) -> Message:
        """What the server says, as the host that calls it `own` hears it."""
        mine = told(message, own, request=self._request_here, path=self._path_here)
        if mine.address == EVENT and mine.arguments[1:2] == ("status",):
            return _with_sounds(mine, str(self.sounds))
        return mine

    def _request_there(self, own: str) -> str:
        known = self._store.by_own(own)
        return own if known is None else known.there

    def _request_here(self, there: str) -> str:
        known = self._store.by_there(there)
        return there if known is None else known.own

    def _path_here(self, path: str) -> str:
        return self.folders.here(path) or path


def _with_sounds(status: Message, sounds: str) -> Message:
    """Where sounds go when a host names no folder is a folder of this machine."""
    arguments = list(status.arguments)
    for place in range(2, len(arguments) - 1, 2):
        if arguments[place] == "sounds":
            arguments[place + 1] = sounds
    return Message(status.address, tuple(arguments))
