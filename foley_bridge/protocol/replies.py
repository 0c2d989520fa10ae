"""The table's part from the daemon to a host: every address and its arguments."""

from foley_bridge.protocol.spec import Address, Argument, Direction

TO_HOST = (
    Address(
        "/foley/welcome",
        Direction.TO_HOST,
        "answers hello",
        (
            Argument("protocol", "i", "version of the protocol"),
            Argument("version", "s", "of the daemon"),
            Argument(
                "proof",
                "s",
                "hexadecimal HMAC-SHA256, keyed with the token, of the text under The proof in docs/protocol.md",
            ),
            Argument("pack", "s", "the pack in use; without the token only its name, where it is a folder"),
            Argument("rate", "i", "of that pack in Hz; 0 where it cannot be read"),
        ),
    ),
    Address(
        "/foley/accepted",
        Direction.TO_HOST,
        "the request is on disk and will be answered, whatever happens",
        (Argument("place", "i", "requests that come before it"),),
    ),
    Address(
        "/foley/progress",
        Direction.TO_HOST,
        "how far it is",
        (
            Argument(
                "stage",
                "s",
                "load, text, source (of a variation), denoise, decode, rank or write; of a training load, check, "
                "encode, train or evaluate; of a search search; of a sheet that of the cue at work",
            ),
            Argument("fraction", "f", "of the whole, 0 to 1"),
            Argument("left", "f", "estimated seconds left; below 0 where there is no estimate yet"),
        ),
    ),
    Address(
        "/foley/candidate",
        Direction.TO_HOST,
        "one sound is on disk, complete under its final name",
        (
            Argument("index", "i", "of the candidate; with the id its name for ever"),
            Argument("rank", "i", "so far, 1 is the best"),
            Argument("score", "f", "-1 to 1; below -1 where the pack cannot rank"),
            Argument("passed", "i", "1 where the score reached the threshold"),
            Argument("path", "s", "absolute"),
            Argument("seed", "i", "of this candidate"),
        ),
    ),
    Address(
        "/foley/ranking",
        Direction.TO_HOST,
        "a later candidate changed the order: the indices, best first",
        rest=Argument("index", "i", "of the candidate of this rank"),
    ),
    Address(
        "/foley/done",
        Direction.TO_HOST,
        "nothing more will come",
        (
            Argument(
                "delivered",
                "i",
                "candidates of this request in all, those that were imported too; adapters of a training, cues of a "
                "sheet, variants of an export, events that have their hit",
            ),
            Argument(
                "rejected",
                "i",
                "candidates turned away by the quality gate or by drop; recordings not used; cues that failed",
            ),
            Argument("text", "s", 'why some were rejected and what else is to be known, for a person; "" for nothing'),
        ),
    ),
    Address(
        "/foley/failed",
        Direction.TO_HOST,
        "nothing more will come, and why",
        (Argument("code", "s", "one of the codes below"), Argument("text", "s", "for a person")),
    ),
    Address(
        "/foley/event",
        Direction.TO_HOST,
        "everything else",
        (Argument("kind", "s", "one of the kinds below; its own arguments follow"),),
    ),
)
