"""One candidate again: in the same company and environment the same bits, and told where they may differ."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.environment import Environment, environment_of
from foley_models.errors import CancelledError, RequestError
from foley_models.pack import Pack, load_pack
from foley_models.parts import Denoiser, Vocoder
from foley_models.requests import Candidate, GenerationRequest, Layout, Remade, Sampler
from foley_models.stack import ModelStack
from tests.models.tiny_core import write_tiny_pack

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=7, pool=7, threshold=-1.0)
TOLERANCE = 1e-3  # of full scale, in float32 and another company


class ScarceDenoiser:
    """A real denoiser with memory for `most` rows, from its call `since` on."""

    def __init__(self, denoiser: Denoiser, *, most: int, since: int) -> None:
        self._denoiser, self._most, self._since, self._calls = denoiser, most, since, 0

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        self._calls += 1
        if self._calls > self._since and len(z_n) > self._most:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return self._denoiser.predict_eps(z_n, n, embedding)


class ScarceVocoder:
    """A real vocoder with memory for one row."""

    def __init__(self, vocoder: Vocoder) -> None:
        self._vocoder = vocoder

    def synthesize(self, log_mel: Tensor) -> Tensor:
        if len(log_mel) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return self._vocoder.synthesize(log_mel)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny"), device="cpu", dtype="float32")


def candidates(stack: ModelStack, request: GenerationRequest, batch_size: int) -> list[Candidate]:
    made = [one for one in stack.stream(request, batch_size=batch_size) if isinstance(one, Candidate)]
    assert len(made) > 1
    return made


def again(pack: Pack, request: GenerationRequest, one: Candidate) -> Remade:
    return ModelStack(pack).remake(request, one.layout, one.index)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 8])
def test_every_candidate_is_made_again_bit_for_bit(pack: Pack, batch_size: int) -> None:
    for one in candidates(ModelStack(pack), REQUEST, batch_size):
        remade = again(pack, REQUEST, one)
        assert remade.waveform.tobytes() == one.waveform.tobytes()
        assert (remade.rate_hz, remade.layout) == (8000, one.layout)


def test_candidates_of_later_pools_too(pack: Pack) -> None:
    stack = ModelStack(pack)
    every = stack.generate(replace(REQUEST, count=12, pool=12)).candidates
    request = replace(REQUEST, count=4, pool=4, under="drop", threshold=(every[3].score + every[4].score) / 2)
    made = candidates(stack, request, 3)
    assert max(one.index for one in made) >= 4
    for one in made:
        assert again(pack, request, one).waveform.tobytes() == one.waveform.tobytes()


@pytest.mark.parametrize("sampler", ["dpmpp-2m-karras", "unipc-karras"])
def test_with_every_sampler(pack: Pack, sampler: Sampler) -> None:
    request = replace(REQUEST, sampler=sampler, negative="rain", steps=4)
    for one in candidates(ModelStack(pack), request, 4):
        assert again(pack, request, one).waveform.tobytes() == one.waveform.tobytes()


def test_in_bfloat16_too(pack: Pack) -> None:
    half = load_pack(pack.folder, device="cpu", dtype="bfloat16")
    for one in candidates(ModelStack(half), REQUEST, 4):
        assert again(half, REQUEST, one).waveform.tobytes() == one.waveform.tobytes()


def test_after_a_batch_shrank_for_lack_of_memory_the_layout_is_what_it_shrank_to(pack: Pack) -> None:
    denoiser = ScarceDenoiser(pack.parts.denoiser, most=2, since=3)  # three steps of the first batch fit
    scarce = replace(pack, parts=replace(pack.parts, denoiser=denoiser))
    made = candidates(ModelStack(scarce), REQUEST, 4)
    layouts = {one.index: one.layout for one in made}
    assert layouts[1] == Layout((0, 1, 2, 3), (1,))
    assert layouts[5] == Layout((5,), (5,))
    for one in made:
        assert again(pack, REQUEST, one).waveform.tobytes() == one.waveform.tobytes()


def test_after_decoding_alone_shrank_too(pack: Pack) -> None:
    scarce = replace(pack, parts=replace(pack.parts, vocoder=ScarceVocoder(pack.parts.vocoder)))
    for one in candidates(ModelStack(scarce), REQUEST, 4):
        assert len(one.layout.denoised) > len(one.layout.decoded) == 1
        assert again(pack, REQUEST, one).waveform.tobytes() == one.waveform.tobytes()


def test_where_memory_no_longer_suffices_the_layout_says_so(pack: Pack) -> None:
    one = candidates(ModelStack(pack), REQUEST, 4)[0]
    scarce = replace(pack, parts=replace(pack.parts, vocoder=ScarceVocoder(pack.parts.vocoder)))
    remade = again(scarce, REQUEST, one)
    assert remade.layout == Layout(one.layout.denoised, (one.index,))
    assert np.abs(remade.waveform - one.waveform).max() < TOLERANCE


@pytest.mark.parametrize(
    "layout",
    [
        Layout(),
        Layout((0, 1), (1,)),
        Layout((0, 1), (0, 2)),
        Layout((0, 0, 1), (0,)),
        Layout((-1, 0), (0,)),
        Layout((0, 10**9), (0,)),
        Layout(tuple(range(65)), (0,)),
    ],
)
def test_a_layout_that_cannot_be_is_refused(pack: Pack, layout: Layout) -> None:
    with pytest.raises(RequestError, match="cannot have been made in batches of"):
        ModelStack(pack).remake(REQUEST, layout, 0)


def test_making_again_can_be_cancelled(pack: Pack) -> None:
    with pytest.raises(CancelledError):
        ModelStack(pack).remake(REQUEST, Layout((0,), (0,)), 0, cancelled=lambda: True)


def test_the_environment_names_what_the_bits_depend_on(pack: Pack) -> None:
    here = ModelStack(pack).environment()
    assert (here.device, here.dtype, here.threads) == ("cpu", "float32", torch.get_num_threads())
    assert torch.backends.cpu.get_cpu_capability() in here.processor
    assert here.libraries["torch"] == str(torch.__version__)
    assert here == environment_of(torch.device("cpu"), torch.float32)


def test_differences_between_environments_are_told_in_words() -> None:
    here = Environment("cpu", "float32", 2, "A", "Linux x86_64", {"torch": "2.13.0", "numpy": "2.0"})
    there = replace(here, threads=4, libraries={"torch": "2.12.1", "soxr": "1.0"})
    assert here.differences(here) == ()
    assert here.differences(there) == (
        "threads 2 here, 4 there",
        "numpy 2.0 here, none there",
        "soxr none here, 1.0 there",
        "torch 2.13.0 here, 2.12.1 there",
    )
