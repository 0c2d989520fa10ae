"""Calls of the module os that fail: a shim over everything that touches a disk, as SQLite tests itself."""

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest

# All that publishing and opening do below Python's own file objects.
CALLS = ("open", "write", "fsync", "close", "link", "rename", "unlink", "mkdir", "stat", "fstat", "read")
DISK_FAULTS = (errno.ENOSPC, errno.EIO, errno.EROFS)


class Shim:
    """Counts the calls and lets number `which` fail with `code`; with `lasting`, all after it as well.

    A failing `close` closes all the same, as the system's does.
    """

    def __init__(self, which: int = 0, code: int = errno.EIO, *, lasting: bool = False) -> None:
        self.which, self.code, self.lasting = which, code, lasting
        self.calls = 0

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put the shim in place of the module's functions."""
        for name in CALLS:
            patch.setattr(os, name, self._wrapped(getattr(os, name), closes=name == "close"))

    def _wrapped(self, genuine: Callable[..., Any], *, closes: bool) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.calls += 1
            if self.which and (self.calls == self.which or (self.lasting and self.calls > self.which)):
                if closes:
                    genuine(*args, **options)
                raise OSError(self.code, os.strerror(self.code))
            return genuine(*args, **options)

        return call
