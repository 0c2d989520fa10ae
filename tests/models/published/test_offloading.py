"""Published packs whose networks come and go: the same bits, and no more on the device than was said."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from foley_models import offloading
from foley_models.card import CARD_FILE, read_card
from foley_models.copies import with_own_networks
from foley_models.errors import DeviceMemoryError, NotAvailableError
from foley_models.memory_needs import AUTO, LAYERS, NONE, PARTS, fitting, weights_of, working_bytes
from foley_models.offloading import add_to
from foley_models.pack import Pack, load_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.models.published.tiny_pipelines import audioldm2_pack, stable_audio_pack
from tests.models.tiny_core import write_tiny_pack

REQUEST = GenerationRequest("a dog bark", seconds=0.64, count=2, pool=2, steps=2, seed=3, negative="a cat")


@pytest.fixture(scope="module", params=[audioldm2_pack, stable_audio_pack], ids=["audioldm2", "stable_audio"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    build: Callable[[Path], Path] = request.param
    return build(tmp_path_factory.mktemp("published"))


@pytest.fixture
def all_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also networks as small as those of a test."""
    monkeypatch.setattr("foley_models.offloading.SMALL_BYTES", 0)
    monkeypatch.setattr("foley_models.memory_needs.SMALL_BYTES", 0)


def loaded(folder: Path, offload: str, dtype: str = "float32") -> Pack:
    return load_pack(folder, device="cpu", dtype=dtype, offload=offload)


def made(pack: Pack) -> list[bytes]:
    return [one.waveform.tobytes() for one in ModelStack(pack).generate(REQUEST).candidates]


@pytest.mark.usefixtures("all_come_and_go")
def test_sounds_have_the_same_bits_and_no_more_is_on_the_device_than_was_predicted(folder: Path) -> None:
    dtype = "bfloat16"  # in float32 the next one compares them
    due = weights_of(folder, read_card(folder / CARD_FILE), dtype)
    assert due.layers < due.parts < due.whole
    sounds = {}
    for offload in (NONE, PARTS, LAYERS):
        pack = loaded(folder, offload, dtype)
        sounds[offload] = made(pack)
        assert pack.desk is not None
        assert pack.desk.most_bytes == pytest.approx(due.of(offload), rel=0.02), offload
    assert sounds[PARTS] == sounds[NONE]
    assert sounds[LAYERS] == sounds[NONE]


@pytest.mark.usefixtures("all_come_and_go")
def test_what_is_added_to_a_network_that_comes_and_goes_is_heard_and_the_pack_stays_as_it_was(folder: Path) -> None:
    sounds = {}
    for offload in (NONE, PARTS):
        pack = loaded(folder, offload)
        before = made(pack)
        parts = with_own_networks(pack.parts, ["denoiser"])
        name, value = next((one, two) for one, two in parts.networks["denoiser"].named_parameters() if two.ndim == 2)
        added = 0.1 * torch.randn(value.shape, generator=torch.Generator().manual_seed(4))
        add_to(parts.networks["denoiser"], name, added)
        sounds[offload] = made(replace(pack, parts=parts))
        assert sounds[offload] != before
        assert made(pack) == before
    assert sounds[PARTS] == sounds[NONE]


@pytest.mark.usefixtures("all_come_and_go")
def test_a_network_that_did_not_come_for_want_of_memory_comes_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = loaded(folder, PARTS)
    before, come, room = made(pack), offloading._Slot.come, [9]

    def once_too_much(slot: offloading._Slot, device: torch.device) -> int:
        room[0] -= 1
        if room[0] == 0:
            raise torch.OutOfMemoryError("no room")
        return come(slot, device)

    monkeypatch.setattr(offloading._Slot, "come", once_too_much)
    with pytest.raises((torch.OutOfMemoryError, DeviceMemoryError)):
        next(iter(pack.parts.networks.values()))(torch.zeros(1))
    assert pack.desk is not None
    assert (pack.desk.here, pack.desk.bytes) == (None, 0)
    assert made(pack) == before


@pytest.mark.usefixtures("all_come_and_go")
def test_what_must_be_offloaded_is_chosen_by_the_free_memory(folder: Path) -> None:
    card = read_card(folder / CARD_FILE)
    due, beside = weights_of(folder, card), working_bytes(card.family)
    assert fitting(folder, card, "float32", None) == NONE
    assert fitting(folder, card, "float32", due.whole + beside) == NONE
    assert fitting(folder, card, "float32", due.whole + beside - 1) == PARTS
    assert fitting(folder, card, "float32", due.parts + beside - 1) == LAYERS
    with pytest.raises(NotAvailableError, match="'slices' is not supported; choose one of auto, none, parts, layers"):
        loaded(folder, "slices")


@pytest.mark.usefixtures("all_come_and_go")
@pytest.mark.parametrize("offload", [AUTO, LAYERS])
def test_what_is_small_stays_whatever_is_asked_for(
    tmp_path: Path, offload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foley_models.pack.free_memory_bytes", lambda _: 1)
    assert loaded(write_tiny_pack(tmp_path), offload).stays


def test_in_float16_what_reads_texts_stays_in_32_bits_and_it_sounds_nearly_the_same(folder: Path) -> None:
    narrow, wide = loaded(folder, NONE, "float16"), loaded(folder, NONE)
    dtypes = {name: next(one.parameters()).dtype for name, one in narrow.parts.networks.items()}
    assert dtypes["denoiser"] == dtypes["codec"] == torch.float16
    torch.testing.assert_close(narrow.parts.unconditional, wide.parts.unconditional)
    said = weights_of(folder, narrow.card, "float16").whole
    assert narrow.desk is not None
    assert narrow.desk.most_bytes == pytest.approx(said, rel=0.02)
    ours, theirs = (ModelStack(one).generate(REQUEST).candidates for one in (narrow, wide))
    for one in ours:
        due = next(other.waveform for other in theirs if other.index == one.index)
        assert np.abs(one.waveform - due).max() < 0.1 * np.abs(due).max()
