"""What may be asked of the library."""

LIMIT_MOST = 100  # files a search tells
