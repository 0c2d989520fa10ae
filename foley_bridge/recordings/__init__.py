"""A studio's own recordings: found, captioned, checked and split, before anything is learnt from them."""
