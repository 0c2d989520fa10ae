"""What may be asked of a round robin, in figures."""

VARIANTS_MOST = 64
LOUDNESS_LEAST_LUFS, LOUDNESS_MOST_LUFS = -60.0, 0.0
TAIL_DEFAULT_DB, TAIL_LEAST_DB, TAIL_MOST_DB = -50.0, -90.0, -20.0
