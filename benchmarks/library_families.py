"""Whether words find what they mean: precision of the first ten over the families of recordings with a manifest.

    python -m benchmarks.library_families --audio FOLDER

FOLDER holds `manifest.csv` (path, category, split, ...) and the recordings. They are heard as the library hears them;
then each family is searched by the prompt that the pack's card has for it. Told are all recordings, and those that the
pack was not trained on alone (their split is validation). Beside it stands chance: the family's share of the files.
`like` is the same for a search by a sound of the family that was held out, over the others that were.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foley_bridge.engine.launch import Launch
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.files.ucs import Catalogue
from foley_bridge.library.ears import Ear, EngineEars
from foley_bridge.library.librarian import Librarian, WhoListens
from foley_bridge.library.looking import Looker
from foley_bridge.library.ranker import ranker_of
from foley_bridge.library.searching import Question, search
from foley_bridge.library.store import Store
from foley_bridge.library.vectors import Vectors
from foley_models.card import CARD_FILE, read_card
from foley_models.pack_files import find_pack, hash_of

FIRST = 10
HELD_OUT = "validation"


@dataclass(frozen=True)
class Family:
    """Shares of the right ones among the first ten, or among as many as there are, where those are fewer."""

    name: str
    files: int
    found: float
    held_out: int
    found_held_out: float
    found_like: float
    chance: float


def main() -> None:
    """Hear, search, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--audio", type=Path, required=True, help="folder with manifest.csv")
    parser.add_argument("--pack", default="core")
    parser.add_argument("--index", type=Path, help="keep the index in this file, or use the one that is there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = families(args.audio.resolve(), args.pack, args.index or Path(folder, "library.sqlite3"))
    print(f"{'family':<22} {'files':>5} {'found':>6} {'held out':>8} {'found':>6} {'like':>6} {'chance':>6}")
    for row in rows:
        print(
            f"{row.name:<22} {row.files:5d} {row.found:6.2f} {row.held_out:8d} {row.found_held_out:6.2f} "
            f"{row.found_like:6.2f} {row.chance:6.2f}"
        )
    means = [
        float(np.nanmean([getattr(row, one) for row in rows])) for one in ("found", "found_held_out", "found_like")
    ]
    print(
        f"mean of {len(rows)} families: {means[0]:.2f}; held out {means[1]:.2f}, by a sound {means[2]:.2f}; "
        f"chance {np.mean([row.chance for row in rows]):.2f}"
    )


def families(audio: Path, pack: str, index: Path) -> list[Family]:
    """Each family that the pack's card names and the manifest holds."""
    place = find_pack(pack)
    card = read_card(place / CARD_FILE)
    with (audio / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        manifest = {str(audio / row["path"]): row for row in csv.DictReader(stream)}
    engine = EngineSupervisor(Launch(device="cpu"))
    with Store(index) as store:
        try:
            ears = EngineEars(engine, store)
            ear, ranker = Ear(pack, hash_of(place / CARD_FILE)), ranker_of(place)
            _hear(store, ears, Looker(Catalogue.load()), audio, lambda: (ear, ranker))
            vectors = Vectors(store, store.use_ranker(ranker))
            asked = {name: ears.read(ear, one.prompt, lambda: False) for name, one in card.categories.items()}
        finally:
            engine.close()
        told = [_family(store, vectors, manifest, name, question) for name, question in sorted(asked.items())]
    return [one for one in told if one.files]


def _hear(store: Store, ears: EngineEars, looker: Looker, audio: Path, who: WhoListens) -> None:
    began_s = time.monotonic()
    if audio not in store.roots().values():
        store.add_root(audio)
    librarian = Librarian(store, ears, looker, who_listens=who, busy=lambda: False, settle_s=0.0)
    librarian.start()
    while librarian.passes == 0 and not librarian.doing.problem:
        time.sleep(0.2)
    librarian.close()
    print(f"heard in {time.monotonic() - began_s:.0f} s; {librarian.doing.problem}")


def _family(
    store: Store, vectors: Vectors, manifest: Mapping[str, Mapping[str, str]], name: str, question: Question
) -> Family:
    order = _order(store, vectors, question, manifest)
    right = [manifest[path]["category"] == name for path in order]
    held = [manifest[path]["split"] == HELD_OUT for path in order]
    right_held = [yes for yes, out in zip(right, held, strict=True) if out]
    return Family(
        name=name,
        files=sum(right),
        found=_precision(right),
        held_out=sum(right_held),
        found_held_out=_precision(right_held),
        found_like=_like(store, vectors, manifest, name),
        chance=sum(right) / max(len(right), 1),
    )


def _like(store: Store, vectors: Vectors, manifest: Mapping[str, Mapping[str, str]], name: str) -> float:
    """The mean over the family's recordings that were held out, each searched among all others of other groups."""
    own = [path for path, row in manifest.items() if row["category"] == name and row["split"] == HELD_OUT]
    shares = []
    for path in own:
        kept = store.embeddings_of(Path(path), vectors.ranker)
        if not kept:
            continue
        question = np.frombuffer(kept[0], "<f2").astype(np.float32)
        others = [
            one
            for one in _order(store, vectors, question, manifest)
            if manifest[one]["split"] == HELD_OUT and manifest[one]["group"] != manifest[path]["group"]
        ]
        shares.append(_precision([manifest[one]["category"] == name for one in others]))
    return float(np.nanmean(shares)) if shares else float("nan")


def _order(
    store: Store, vectors: Vectors, question: Question, manifest: Mapping[str, Mapping[str, str]]
) -> Sequence[str]:
    hits = search(store, vectors, question[None], limit=len(manifest))
    return [hit.path for hit in hits if hit.path in manifest]


def _precision(right: Sequence[bool]) -> float:
    most = min(FIRST, sum(right))
    return sum(right[:most]) / most if most else float("nan")


if __name__ == "__main__":
    main()
