"""The editor runs this at its start, because the plug-in holds it."""

import foley_unreal

foley_unreal.start()
