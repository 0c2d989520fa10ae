"""`python -m benchmarks` (make bench): speed and memory, the one benchmark that needs nothing but the project."""

import sys

from benchmarks.speed import main

sys.exit(main())
