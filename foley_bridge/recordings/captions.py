"""What a recording is called: by a person, else by its file, its host, its name, its folder, in this order."""

from dataclasses import dataclass, replace

from foley_bridge.files.ucs import Catalogue, CategoryEntry
from foley_bridge.recordings.embedded_text import EmbeddedText
from foley_bridge.recordings.phrases import clean, with_article, words_of
from foley_bridge.recordings.records import CaptionSource, Take, UnusableError
from foley_models.limits import PROMPT_LIMIT_CHARACTERS

_SAYS_NOTHING = ("sound", "untitled", "audio", "recording", "take", "none")
HOW_TO_CAPTION = (
    "name it in captions.csv beside the files (columns file, caption) or in the list's column caption, describe it in "
    "its bext or iXML or the item's notes, name the file by the Universal Category System, or put it into a folder "
    "that is named after the sound"
)


@dataclass(frozen=True)
class UcsName:
    """What a file name by the Universal Category System says: `CatID_FXName_Creator_Source_userdata`."""

    entry: CategoryEntry
    fx_name: str
    rest: str  # creator and source: who recorded it, and for what


def captioned(take: Take, texts: EmbeddedText, catalogue: Catalogue) -> Take:
    """The take with its caption, where that is from, and its category. UnusableError where nothing names it."""
    caption, source = _caption(take, texts, catalogue)
    if not caption:
        raise UnusableError("no caption", f"nothing says what it is: {HOW_TO_CAPTION}")
    category = clean(take.category) or _category(take, texts, catalogue)
    return replace(take, caption=caption, caption_source=source, category=category)


def read_ucs_name(stem: str, catalogue: Catalogue) -> UcsName | None:
    """What a file name without its suffix says; None where it is no such name."""
    blocks = stem.split("_")
    cat_id = blocks[0].partition("-")[0]
    if len(blocks) < 2 or cat_id not in catalogue:
        return None
    return UcsName(catalogue.lookup(cat_id), blocks[1], "_".join(blocks[2:4]))


def _caption(take: Take, texts: EmbeddedText, catalogue: Catalogue) -> tuple[str, CaptionSource]:
    if take.caption:
        return _typed(take.caption), "typed"
    candidates: tuple[tuple[CaptionSource, str], ...] = (
        ("ixml", clean(texts.ixml)),
        ("bext", clean(texts.bext)),
        ("item notes", clean(take.notes)),
        ("take name", _named(take.take_name, catalogue) or with_article(words_of(take.take_name))),
        ("ucs name", _named(take.path.stem, catalogue)),
        ("folder", with_article(words_of(take.folder))),
    )
    return next(((text, source) for source, text in candidates if text), ("", ""))


def _typed(caption: str) -> str:
    text = clean(caption)
    if not text:
        most = PROMPT_LIMIT_CHARACTERS
        why = f"{len(caption)} characters, at most {most} are read" if len(caption) > most else "no word in it"
        raise UnusableError("caption", f"its caption cannot be used: {why}")
    return text


def _named(stem: str, catalogue: Catalogue) -> str:
    """The phrase of a name by the Universal Category System; empty where it is no such name."""
    name = read_ucs_name(stem, catalogue)
    if name is None:
        return ""
    words = words_of(name.fx_name)
    if not words or words in _SAYS_NOTHING:
        names = (
            (name.entry.category,)
            if name.entry.subcategory == "MISC"
            else (name.entry.subcategory, name.entry.category)
        )
        words = " ".join(names).replace("&", "and").casefold()
    return with_article(words)


def _category(take: Take, texts: EmbeddedText, catalogue: Catalogue) -> str:
    if texts.cat_id in catalogue:
        return catalogue.lookup(texts.cat_id).category.casefold()
    for stem in (take.take_name, take.path.stem):
        name = read_ucs_name(stem, catalogue)
        if name is not None:
            return name.entry.category.casefold()
    return clean(take.folder.replace("_", " "))
