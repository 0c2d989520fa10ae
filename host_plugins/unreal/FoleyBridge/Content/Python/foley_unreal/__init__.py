"""Foley Bridge in the Unreal editor: sounds from a prompt as variants in the content browser.

    import foley_unreal
    foley_unreal.generate("boots on gravel", seconds=1.5, count=4)

The menu entry Tools > Foley Bridge asks for the same in a dialog.
"""

from .commands import ask, cancel, generate, start, status, stop

__all__ = ["ask", "cancel", "generate", "start", "status", "stop"]
