"""`python -m foley_bridge`: the command line where the script is not on the path."""

import sys

from foley_bridge.cli import main

sys.exit(main())
