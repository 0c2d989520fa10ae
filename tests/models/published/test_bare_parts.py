"""What a published pack will cost, counted on its shapes: what is counted on the loaded pack, too."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from foley_models.bare_parts import bare_parts, shapes_in
from foley_models.card import CARD_FILE, read_card
from foley_models.errors import PackError
from foley_models.pack import load_pack
from foley_models.parts import ModelParts
from foley_models.prediction import Tally, operations_of, work_of
from foley_models.requests import GenerationRequest
from tests.models.published.tiny_pipelines import audioldm2_pack, stable_audio_pack


@pytest.fixture(scope="module", params=[audioldm2_pack, stable_audio_pack], ids=["audioldm2", "stable_audio"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    build: Callable[[Path], Path] = request.param
    return build(tmp_path_factory.mktemp("published"))


def test_operations_are_counted_without_numbers_as_on_the_loaded_pack(folder: Path) -> None:
    asked = GenerationRequest("rain", seconds=1.0, steps=3, count=2, pool=2)
    work = work_of(folder, asked)
    card = read_card(folder / CARD_FILE)
    parts = bare_parts(folder, card)
    assert all(one.is_meta for network in parts.networks.values() for one in network.parameters())
    loaded = load_pack(folder, device="cpu", dtype="float32").parts
    deaf = loaded if card.family == "audioldm2" else _without_ranker(loaded)
    due = operations_of(deaf, 1.0)
    # A little less is counted where the processor's own attention is called, of which the counter knows nothing.
    assert due.row <= work.row <= 1.25 * due.row
    assert due.finish <= work.finish <= 1.1 * due.finish
    assert work.tally == Tally(rows=2 * 2 * 3, looks=0, finished=2)


def _without_ranker(parts: ModelParts) -> ModelParts:
    return replace(parts, ranker=None)


def test_a_kind_of_numbers_that_no_published_pack_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.safetensors"
    header = b'{"one":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}'
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"0")
    with pytest.raises(PackError, match="'one' is of a kind that no published pack has"):
        shapes_in(path)
