"""The real command line in a process of its own."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-m", "foley_bridge")


def environment() -> dict[str, str]:
    """This process's, with the packages on the path wherever the command is run."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "models", ROOT / "ui")))}
