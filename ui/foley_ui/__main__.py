"""`python -m foley_ui`: the same as `foley-bridge-tray`."""

import sys

from foley_ui.app import main

if __name__ == "__main__":
    sys.exit(main())
