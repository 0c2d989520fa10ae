"""The library: the studio's own recordings, searched by words and by sound."""
