"""What every test of the windows needs: no screen, and a fresh look at the widgets."""

import os

# Before Qt is imported by anybody.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
