"""File names by the Universal Category System: `CatID_FXName_Creator_Source_userdata.wav`, made here and nowhere else.

Nothing of a name decides a folder: every block is letters and digits, so no client can reach outside by its prompt.
"""

import base64
import hashlib
import re
import unicodedata

from foley_models.errors import RequestError

LONGEST_NAME = 100
LONGEST_FX_NAME = 25  # what the category system recommends
LONGEST_BLOCK = 16  # of creator and source
HASH_CHARACTERS = 12  # 60 bits: a million files of one folder collide with a chance of 4e-7
NO_SOURCE = "NONE"
DEFAULT_CREATOR = "FB"
_CAT_ID = re.compile("[A-Za-z]{2,16}")
_BLOCK = re.compile("[A-Za-z0-9]+")
# Letters that have no decomposition into an ASCII letter and marks.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l"}
    | {"Ł": "L", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"}
)


def sound_file_name(
    cat_id: str,
    prompt: str,
    *,
    job_id: str,
    index: int,
    creator: str = DEFAULT_CREATOR,
    source: str = NO_SOURCE,
    retry: int = 0,
) -> str:
    """The name of one candidate's file, at most 100 characters of ASCII.

    Another job, index or `retry` (where a name turned out to be taken) is another name. RequestError where `cat_id`,
    `creator` or `source` is nothing that such a name can hold.
    """
    if not _CAT_ID.fullmatch(cat_id):
        raise RequestError(f"{cat_id!r} is no CatID: it must be 2 to 16 letters, such as FEETHmn.")
    for name, block in (("creator", creator), ("source", source)):
        if not _BLOCK.fullmatch(block) or len(block) > LONGEST_BLOCK:
            raise RequestError(f"The {name} {block!r} must be 1 to {LONGEST_BLOCK} letters or digits, such as FB.")
    user_data = f"{index:02d}{_digest(job_id, index, retry)}"
    return f"{cat_id}_{fx_name(prompt)}_{creator}_{source}_{user_data}.wav"


def file_reference(job_id: str, index: int) -> str:
    """At most 32 characters of ASCII that name one candidate of one job; by the job's own id where it is short."""
    plain = re.fullmatch("[A-Za-z0-9._-]{1,26}", job_id)
    return f"{job_id if plain else _digest(job_id, 0, 0)}#{index}"


def temporary_name(job_id: str, index: int) -> str:
    """The hidden name under which a candidate is written first; the same after a restart, so that it can be removed."""
    return f".{_digest(job_id, index, 0)}.part"


def fx_name(prompt: str) -> str:
    """A prompt in at most 25 characters of ASCII letters, digits and spaces; `Sound` where it holds none of them.

    Accents are dropped; other scripts are left out, since sound libraries and archives spoil them on the way. The
    whole prompt is in the file's metadata.
    """
    words = re.findall("[A-Za-z0-9]+", ascii_text(prompt).replace("'", ""))
    text = " ".join(words)
    if len(text) > LONGEST_FX_NAME:
        text = _whole_words(text)
    return text[:1].upper() + text[1:] or "Sound"


def ascii_text(text: str) -> str:
    """A text with accents dropped and ligatures spelt out; what is no ASCII even so is left out."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").translate(_LATIN))
    return decomposed.encode("ascii", "ignore").decode("ascii")


def _whole_words(text: str) -> str:
    short = text[: LONGEST_FX_NAME + 1].rpartition(" ")[0]
    return short if len(short) > LONGEST_FX_NAME // 2 else text[:LONGEST_FX_NAME].rstrip()


def _digest(job_id: str, index: int, retry: int) -> str:
    """Lower-case letters and digits alone: names must differ on file systems that ignore case too."""
    text = f"{len(job_id)}:{job_id}:{index}:{retry}"
    hashed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(hashed).decode("ascii").lower()[:HASH_CHARACTERS]
