"""Routes: which pack, adapter, guidance and threshold the sounds of a category get where a request names none."""
