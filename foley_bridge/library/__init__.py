"""A studio's own recordings, searched by words and by sound with the ear that ranks candidates."""
