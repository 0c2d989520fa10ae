"""Candidates made until one passes, and pools, with a real pack at tiny size."""

import pytest
import torch

from foley_models.pack import Pack, load_pack
from foley_models.training.choosing import Ask, Chooser
from tests.models.tiny_core import write_tiny_pack

PROMPTS = ("a dog barking", "rain falling", "boots on gravel", "heavy rain")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("pack")), device="cpu", dtype="float32")


def _asks(threshold: float, guidance: float = 1.5) -> list[Ask]:
    return [Ask(prompt, threshold, guidance, seed) for seed, prompt in enumerate(PROMPTS)]


def _chooser(pack: Pack) -> Chooser:
    return Chooser(pack, seconds=0.5)


def test_a_threshold_that_all_reach_delivers_the_first_candidate_of_each(pack: Pack) -> None:
    plain, chosen = _chooser(pack).until_passed(_asks(-1.0), most=4)
    assert torch.equal(plain.waveforms, chosen.waveforms)
    assert chosen.candidates.tolist() == [1, 1, 1, 1]
    assert bool(chosen.passed.all() and plain.passed.all())


def test_a_threshold_that_none_reaches_delivers_the_best_of_all_that_may_be_made(pack: Pack) -> None:
    asks = _asks(2.0)
    plain, chosen = _chooser(pack).until_passed(asks, most=3)
    pools = _chooser(pack).pools(asks, size=3)
    texts = _chooser(pack).texts(PROMPTS, tuned=True)
    best = torch.einsum("ijk,ik->ij", pools.embeddings, texts).argmax(dim=1)
    assert chosen.candidates.tolist() == [3, 3, 3, 3]
    assert not bool(chosen.passed.any())
    torch.testing.assert_close(chosen.waveforms, pools.waveforms[torch.arange(4), best])
    torch.testing.assert_close(plain.waveforms, pools.waveforms[:, 0])


def test_only_what_did_not_pass_is_made_again(pack: Pack) -> None:
    texts = _chooser(pack).texts(PROMPTS, tuned=True)
    first = (_chooser(pack).pools(_asks(0.0), size=1).embeddings[:, 0] * texts).sum(dim=1).tolist()
    asks = [
        Ask(one.prompt, first[row] + (0.5 if row == 2 else -0.5), 1.5, one.seed) for row, one in enumerate(_asks(0.0))
    ]
    made: list[int] = []
    _, chosen = Chooser(pack, seconds=0.5, on_sounds=made.append).until_passed(asks, most=3)
    assert chosen.candidates.tolist() == [1, 1, 3, 1]
    assert sum(made) == 4 + 2


def test_a_sound_is_the_same_in_any_company_and_under_any_other_guidance_beside_it(pack: Pack) -> None:
    alone = _chooser(pack).pools(_asks(0.0)[1:2], size=2).waveforms
    mixed = [Ask(one.prompt, 0.0, 1.5 if row == 1 else 3.0, one.seed) for row, one in enumerate(_asks(0.0))]
    torch.testing.assert_close(_chooser(pack).pools(mixed, size=2).waveforms[1:2], alone, rtol=1e-3, atol=1e-4)
