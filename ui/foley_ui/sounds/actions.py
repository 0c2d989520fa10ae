"""What can be done with a sound in a table, by the same keys as with a take."""

from PySide6.QtCore import QCoreApplication

from foley_ui.takes.actions import SEPARATOR, Spec

SIMILAR_KEY = "K"


def sound_specs(*, similar: bool, other_take: bool = False) -> tuple[Spec, ...]:
    """In the order of the menu; with `similar` also what is like it, with `other_take` also another take of it."""
    translate = QCoreApplication.translate
    listening = (
        Spec("play", translate("Takes", "Play or stop"), "play", ("Space",), translate("Takes", "play")),
        Spec("loop", translate("Takes", "Loop"), "loop", ("L",), translate("Takes", "loop"), switch=True),
        Spec("compare", translate("Takes", "Compare the last two"), "ab", ("B", "A"), translate("Takes", "A/B")),
        Spec(
            "matched", translate("Takes", "Equally loud"), "volume", ("M",), translate("Takes", "loudness"), switch=True
        ),
    )
    own: tuple[Spec, ...] = ()
    if other_take:
        own += (
            SEPARATOR,
            Spec("other", translate("Sounds", "Next take"), "again", ("T",), translate("Sounds", "next take")),
        )
    if similar:
        said = translate("Sounds", "Find similar")
        own += (SEPARATOR, Spec("similar", said, "search", (SIMILAR_KEY,), translate("Sounds", "find similar")))
    files = (
        SEPARATOR,
        Spec("copy_path", translate("Takes", "Copy path"), "copy", ("Ctrl+C",), translate("Takes", "copy path")),
        Spec("copy_file", translate("Takes", "Copy file"), "copy", ("Ctrl+Shift+C",)),
        Spec("reveal", translate("Takes", "Show in folder"), "folder", ("O",), translate("Takes", "folder")),
    )
    return (*listening, *own, *files)
