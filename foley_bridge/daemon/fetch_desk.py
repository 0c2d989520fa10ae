"""Hands out the files of candidates in pieces, to hosts that do not see this machine's disk."""

import base64
import os
import stat
from pathlib import Path

from foley_bridge.daemon.inbox import Visit
from foley_bridge.daemon.post import Post
from foley_bridge.files.folder_opening import close_quietly, open_folder
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import CandidateRecord
from foley_bridge.protocol import answers
from foley_models.errors import NotAvailableError, RequestError, UnknownIdError

CHUNK_BYTES = 32_768  # in base64 and with its message still less than a datagram takes
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class FetchDesk:
    """In the dispatcher's thread. It keeps nothing between two pieces: whoever asks says from where on."""

    def __init__(self, journal: Journal, post: Post) -> None:
        self._journal, self._post = journal, post

    def fetch(self, visit: Visit) -> None:
        """Answer with a piece. UnknownIdError, RequestError, or NotAvailableError where the file is gone."""
        request, index, offset = visit.call.text("request"), visit.call.whole("index"), visit.call.whole("offset")
        record = self._record(request, index)
        data, size = _piece(Path(record.path), offset)
        text = base64.b64encode(data).decode("ascii")
        facts = (request, index, offset, size, record.sha256, text)
        self._post.send(visit.route, answers.event(visit.call.id, "chunk", *facts))

    def _record(self, request: str, index: int) -> CandidateRecord:
        found = [one for one in self._journal.candidates(request) if one.index == index and one.published]
        if not found:
            raise UnknownIdError(f"The request {request!r} has no candidate {index}: fetch one that was delivered.")
        return found[0]


def _piece(path: Path, offset: int) -> tuple[bytes, int]:
    """Bytes of a plain file from an offset on, and the size of the whole. No link on its way is followed."""
    try:
        with os.fdopen(_opened(path), "rb", buffering=0) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise NotAvailableError(f"The file {path} is no plain file any more: make the sound again.")
            if not 0 <= offset <= status.st_size:
                raise RequestError(f"offset is {offset}: the file has {status.st_size} bytes.")
            stream.seek(offset)
            return stream.read(CHUNK_BYTES), status.st_size
    except OSError as error:
        raise NotAvailableError(
            f"The file {path} cannot be read any more ({error.strerror}): make the sound again."
        ) from error


def _opened(path: Path) -> int:
    folder = open_folder(path.parent, lambda *_: None)
    try:
        return os.open(str(path) if folder is None else path.name, _READ, dir_fd=folder)
    finally:
        close_quietly(folder)
