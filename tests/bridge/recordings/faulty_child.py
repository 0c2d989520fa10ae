"""A reading process that does what a harmful file would make the real one do, by the file's name."""

import os
import sys
import time
from typing import Any

from foley_bridge.engine.frames import Frame
from foley_bridge.recordings import child


def main() -> int:
    real = child._describe

    def describe(path: str) -> Frame:
        name = os.path.basename(path)  # noqa: PTH119
        if name.startswith("crash"):
            os.abort()
        if name.startswith("hang"):
            time.sleep(1000)
        if name.startswith("spin"):
            while True:
                pass
        if name.startswith("hog"):
            held: list[Any] = [bytearray(64 << 20) for _ in range(1000)]
            del held
        if name.startswith("exit"):
            os._exit(7)
        return real(path)

    child._describe = describe
    return child.main()


if __name__ == "__main__":
    sys.exit(main())
