"""A pack made of an AudioLDM 2 or a Stable Audio: its files, its card, and a text that names the authors."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from foley_models.card import CARD_FILE, Card, write_card
from foley_models.published.pack_of import (
    ATTRIBUTION,
    CAN_NOT_HEAR,
    RANKER,
    RANKER_TOKENIZER,
    Naming,
    plain_categories,
    ranker_sizes,
    version_of,
    write_ranker,
    write_text,
)
from foley_models.published.pipeline_folder import FoundPipeline
from foley_models.published.ranker import FoundRanker
from foley_models.published.writing import bytes_of, write_tensors

_AUTHORS = """# Authors

Weights of {title}, imported from `{source}`; nothing was trained or changed here.

{authors}
Licence as the pack's card has it: {licence}.
"""


def pipeline_bytes(found: FoundPipeline, ranker: FoundRanker | None) -> int:
    """Bytes that the pack will take, about."""
    heard = 0 if ranker is None else bytes_of(ranker.tensors)
    texts = sum(len(text.encode()) for text in found.texts.values())
    return heard + texts + sum(bytes_of(tensors) for tensors in found.tensors.values())


def pipeline_card(found: FoundPipeline, ranker: FoundRanker | None, naming: Naming) -> Card:
    """The card but for its files and version, which are known when they are written."""
    said = [f"{found.title}, imported from {found.source.name}.", *found.notes]
    if not found.hears and ranker is None:
        said.append(CAN_NOT_HEAR)
    return Card(
        name=naming.name,
        version="imported",
        family=found.family,
        description=" ".join(said),
        audio=found.audio,
        schedule=found.schedule,
        shapes=found.shapes if ranker is None else {**found.shapes, RANKER: ranker_sizes(ranker)},
        files={},
        assets={},
        defaults=found.defaults,
        categories=plain_categories(),
        licence=naming.licence,
        trained_on={"sounds": found.trained_on},
        attribution=ATTRIBUTION,
        measured={},
    )


def write_pipeline_pack(
    found: FoundPipeline,
    ranker: FoundRanker | None,
    naming: Naming,
    *,
    folder: Path,
    on_bytes: Callable[[int], None],
) -> Card:
    """Write everything into a folder that is there and empty."""
    files = {
        part: write_tensors(tensors, folder / f"{part}.safetensors", on_bytes)
        for part, tensors in found.tensors.items()
    }
    assets = {name: write_text(folder / f"{name}.json", text) for name, text in found.texts.items()}
    if ranker is not None:
        files[RANKER], assets[RANKER_TOKENIZER] = write_ranker(ranker, folder, on_bytes)
    authors = _AUTHORS.format(
        title=found.title, source=found.source.name, authors=found.authors, licence=naming.licence.weights
    )
    write_text(folder / ATTRIBUTION, authors)
    card = replace(pipeline_card(found, ranker, naming), files=files, assets=assets, version=version_of(files))
    write_card(card, folder / CARD_FILE)
    return card
