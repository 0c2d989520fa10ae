"""A disk of one MiB: a real one where this user may mount it, else calls that fail as a full one does."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

SIZE_BYTES = 1 << 20


def small_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a folder that takes SIZE_BYTES; to be used by a fixture."""
    disk = folder / "disk"
    disk.mkdir()
    if _mount(disk):
        try:
            yield disk
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    else:
        _limit_writes(monkeypatch)
        yield disk


def _mount(disk: Path) -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_BYTES}", "tmpfs", str(disk)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _limit_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine, left = os.write, SIZE_BYTES

    def write(descriptor: int, data: bytes) -> int:
        nonlocal left
        if left <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = genuine(descriptor, data[:left])
        left -= written
        return written

    monkeypatch.setattr(os, "write", write)
