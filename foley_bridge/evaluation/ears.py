"""Which ears an evaluation listens with: read from what the command line says."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_models.evaluation.embedders import Embedder
    from foley_models.pack import Pack

WITH_WEIGHTS = ("yamnet", "vggish")
HOW = "clap, yamnet=FILE or vggish=FILE"


def check_ears(said: Sequence[str]) -> None:
    """RequestError where one of the ears is unknown, lacks its file, or is there twice; nothing is loaded."""
    names = [one.partition("=")[0] for one in said]
    for one, name in zip(said, names, strict=True):
        file = one.partition("=")[2]
        if name not in ("clap", *WITH_WEIGHTS):
            raise RequestError(f"There is no embedding {name!r}: choose {HOW}.")
        if (name in WITH_WEIGHTS) != bool(file):
            raise RequestError(f"The embedding {one!r} is not complete: say {HOW}.")
        if file and not Path(file).is_file():
            raise RequestError(f"{file} is not there: give the file with the weights, as {name}=FILE.")
        if names.count(name) > 1:
            raise RequestError(f"The embedding {name!r} is asked for twice: once is enough.")


def load_ears(said: Sequence[str], pack: "Callable[[], Pack]") -> "list[Embedder]":
    """The ears in the order they were said; `pack` is asked for only where its CLAP is wanted."""
    from foley_models.evaluation.embedders import clap_embedder, vggish_embedder, yamnet_embedder

    check_ears(said)
    ears = []
    for one in said:
        name, _, file = one.partition("=")
        if name == "clap":
            ears.append(clap_embedder(pack()))
        else:
            ears.append((yamnet_embedder if name == "yamnet" else vggish_embedder)(Path(file)))
    return ears
