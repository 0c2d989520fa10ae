"""An opened folder that sounds go into: written whole or not at all, and never outside, whatever happens around it."""

from pathlib import Path
from types import TracebackType


class Place:
    """One folder, held open; names are those of files right inside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "Place":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def path_of(self, name: str) -> Path:
        """Where a file of this name lies, to be written down before it is published."""
        raise NotImplementedError

    def publish(self, name: str, data: bytes, *, temporary: str) -> Path:
        """Write a file: under `temporary`, forced to the disk, then under `name`, never over another one.

        NameTakenError where the name is in use, DiskFullError or DestinationError where the system refuses; then
        nothing of it stays.
        """
        raise NotImplementedError

    def exists_as(self, name: str, sha256: str) -> bool:
        """Whether a regular file of this name holds exactly these bytes (hex digest)."""
        raise NotImplementedError

    def remove_temporary(self, temporary: str) -> None:
        """Remove what an interrupted `publish` left; nothing where it left nothing."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the folder free; again is fine."""
        raise NotImplementedError
