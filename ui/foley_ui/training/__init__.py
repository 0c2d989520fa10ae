"""The training panel: recordings, settings, a training on its way, what came of it."""
