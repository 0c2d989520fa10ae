"""LAION's own package against what is converted from its files: installs it into a folder of its own, and compares.

`python -m benchmarks.laion_parity` makes that folder with pip (laion-clap and torchlibrosa, without what they pin),
then runs the comparison of all four kinds of networks at their true sizes with random weights, and of a pack that is
ranked by the one and by the other. With `--checkpoint FILE` (and RoBERTa's tokenizer beside it) also of that very file.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

PACKAGES = ("laion-clap==1.1.7", "torchlibrosa==0.1.0")
TESTS = "tests/models/published/test_laion_parity.py"


def main() -> None:
    """Install, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("build/laion-clap"))
    parser.add_argument("--checkpoint", type=Path, help="one of LAION's .pt files, to be compared as well")
    args = parser.parse_args()
    folder = args.folder.absolute()
    if not (folder / "laion_clap").is_dir():
        command = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), *PACKAGES]
        subprocess.run([sys.executable, *command], check=True)
    named = {"FOLEY_LAION_CLAP": str(folder)}
    if args.checkpoint is not None:
        named["FOLEY_LAION_CHECKPOINT"] = str(args.checkpoint.absolute())
    command = ["-m", "pytest", "-q", "-s", "--no-header", TESTS]
    sys.exit(subprocess.run([sys.executable, *command], env={**os.environ, **named}, check=False).returncode)


if __name__ == "__main__":
    main()
