"""The speed that is predicted for a pack, against the time that it takes: both in seconds of the processor."""

import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from foley_bridge.packs.import_child import answer
from foley_bridge.packs.import_question import ImportQuestion
from foley_bridge.packs.speed import ALIKE, SECONDS, predicted_speed
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.prediction import work_of
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.models.published.tiny_published import original, save_original, write_tokenizer


@pytest.fixture
def one_thread() -> Iterator[None]:
    """So that seconds of the processor do not depend on who else uses it."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
def test_the_prediction_for_the_built_in_pack_is_within_a_factor_of_two() -> None:
    folder = find_pack("core")
    request = GenerationRequest("rain", seconds=SECONDS, count=2, seed=1)
    predicted = predicted_speed(folder, request, device="cpu", clock=time.process_time)
    assert predicted.how_good == ALIKE
    stack = ModelStack(load_pack(folder, device="cpu", dtype="float32"))
    stack.generate(GenerationRequest("rain", seconds=SECONDS, count=1, pool=1, steps=1, seed=1))  # makes room
    began_s = time.process_time()
    stack.generate(request)
    taken_s = time.process_time() - began_s
    assert predicted.answer_s / 2 < taken_s < predicted.answer_s * 2, (predicted, taken_s)


def test_operations_of_a_published_model_are_counted_without_its_weights(tmp_path: Path) -> None:
    source = save_original(tmp_path / "from" / "tiny.ckpt", original().tensors)
    write_tokenizer(tmp_path / "from")
    pack = tmp_path / "pack"
    pack.mkdir()
    line = json.dumps({"folder": str(pack)})
    answer(ImportQuestion(source, licence="CC-BY-4.0"), io.StringIO(line + "\n"), io.StringIO())
    asked = GenerationRequest("rain", seconds=1.0)
    short, long = work_of(pack, asked), work_of(pack, replace(asked, seconds=4.0))
    assert long.row > short.row > 0
    assert long.finish > short.finish
    assert short.tally == long.tally
    assert short.whole == short.row * short.tally.rows + short.finish * short.tally.finished
    for part in pack.glob("*.safetensors"):
        data = part.read_bytes()
        part.write_bytes(data[: 8 + int.from_bytes(data[:8], "little")])  # the header alone
    assert work_of(pack, asked) == short
