"""The benchmark of fine-tuning: takes that are kept, pools of them, and tables whose columns agree."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from benchmarks.fine_tuning import table
from benchmarks.fine_tuning.listening import FEW_STEPS, WHOLE, Listened, Listener, Take
from benchmarks.fine_tuning.systems import weights_digest
from foley_models.evaluation.embedders import Embedder
from foley_models.pack import Pack, load_pack
from foley_models.training.adapter import write_adapter
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.settings import TrainSettings
from tests.models.tiny_core import add_few_steps, write_tiny_pack
from tests.models.training.studio_set import studio_clips

CATEGORIES = ("rain", "dog") * 10
SIZE = 17  # no fewer numbers than the Fréchet distance is of


class Loudness:
    """An ear that counts how often it is asked."""

    name, size, rate_hz = "loudness", 2, 8000

    def __init__(self) -> None:
        self.asked = 0

    def windows(self, waveforms: Sequence[NDArray[np.float32]], _: int) -> list[NDArray[np.float64]]:
        self.asked += 1
        return [np.array([[np.abs(one).mean(), one.std()]], dtype=np.float64) for one in waveforms]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = write_tiny_pack(tmp_path_factory.mktemp("pack"))
    add_few_steps(folder)
    return load_pack(folder, device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def adapter(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("adapter") / "boots.safetensors"
    weight = pack.parts.networks["denoiser"].get_parameter("layers.0.qkv.weight").detach()
    info = AdapterInfo(name="boots", recordings={}, licence="none", created="2026-11-22")
    values = {"denoiser/layers.0.qkv.weight": weight + 0.25}
    write_adapter(path, values, pack=pack, settings=TrainSettings(method="full"), about=info)
    return path


def test_takes_are_kept_and_only_missing_ones_are_made(pack: Pack, adapter: Path, tmp_path: Path) -> None:
    ear = Loudness()
    clips = studio_clips(3)

    def listened(plain: int, *, adapter: Path | None = None, way: str = FEW_STEPS) -> Listened:
        listener = Listener(pack, clips, Embedder(ear), tmp_path, seconds=0.2)  # as a new process has it
        return listener.listened(adapter, 1, way=way, plain=plain, pool=0)  # type: ignore[arg-type]

    two = listened(2)
    three = listened(3)
    assert ear.asked == 3
    assert np.array_equal(three.unfiltered[:2], two.unfiltered)
    assert not np.array_equal(three.unfiltered[0], three.unfiltered[1])
    assert not np.array_equal(listened(1, adapter=adapter).unfiltered[0], two.unfiltered[0])
    assert not np.array_equal(listened(1, way=WHOLE).unfiltered[0], two.unfiltered[0])
    assert ear.asked == 5
    assert not list(tmp_path.glob("*.part"))


def test_the_filter_chooses_the_take_that_is_most_like_what_is_expected() -> None:
    likeness = np.array([[0.1, 0.9], [0.5, 0.2], [0.8, 0.95]])
    takes = tuple(
        Take(np.full((2, 3), number, dtype=float), np.array([number, 0.0]), row, 0.5)
        for number, row in enumerate(likeness)
    )
    listened = Listened(takes, plain=3, pool=2)
    assert listened.filtered[0, :, 0].tolist() == [1.0, 0.0]  # the third is beyond the pool
    assert listened.scores.tolist() == [1.0, 0.0]
    assert (listened.seconds_per_clip(filtered=False), listened.seconds_per_clip(filtered=True)) == (0.5, 1.0)


def heard(shift: float, *, pool: int, seeds: int = 2) -> list[Listened]:
    """Takes of twenty clips, `shift` away from the reference, of the same noise for every shift."""
    random = np.random.default_rng(1)
    return [
        Listened(
            tuple(
                Take(
                    random.normal(size=(20, SIZE)) + shift, random.normal(size=20) + shift, random.normal(size=20), 1.0
                )
                for _ in range(3)
            ),
            plain=3,
            pool=pool,
        )
        for _ in range(seeds)
    ]


@pytest.fixture(scope="module")
def judge() -> table.Judge:
    return table.Judge(np.random.default_rng(2).normal(size=(20, SIZE)), CATEGORIES)


def test_differences_are_those_of_the_columns(judge: table.Judge) -> None:
    before, after, *filtered = table.lines({"before": heard(1.0, pool=2), "LDM": heard(0.9, pool=2)}, judge)
    assert [one.filtered for one in filtered] == [True, True]
    for old, new in ((before, after), filtered):
        assert new.gain is not None
        assert new.class_gain is not None
        assert new.gain.mean == pytest.approx(new.kad - old.kad)
        assert new.class_gain.mean == pytest.approx(new.class_kad - old.class_kad)
        assert new.class_gain.mean < 0
    assert after.score_gain is not None
    assert after.score_gain.mean == pytest.approx(-0.1)
    assert (after.seeds, after.takes, filtered[0].takes) == (2, 3, 1)


def test_without_pools_there_are_no_lines_of_the_filter(judge: table.Judge) -> None:
    assert [one.filtered for one in table.lines({"before": heard(1.0, pool=0)}, judge)] == [False]


def test_the_latent_loss_is_held_to_a_tenth_of_the_gain(judge: table.Judge) -> None:
    shifts = {"before": 1.0, "LDM": 0.5, "+Latent": 0.5, "+Tuning": 0.5, "+Tuning+Latent": 0.8}
    same, worse = table.verdicts({name: heard(shift, pool=0) for name, shift in shifts.items()}, judge)
    assert (same.by_class.mean, same.by_class.high, same.bound_met) == (0.0, 0.0, True)
    assert worse.by_class.mean > 0
    assert not worse.bound_met
    assert "not held" in table.as_markdown([], [same, worse])


def test_a_take_is_of_its_own_noise_and_no_gradient_is_kept(pack: Pack, tmp_path: Path) -> None:
    listener = Listener(pack, studio_clips(3), Embedder(Loudness()), tmp_path, seconds=0.2)
    first, second = (listener.listened(None, seed, way=WHOLE, plain=1, pool=0) for seed in (1, 2))
    assert not np.array_equal(first.unfiltered, second.unfiltered)
    assert torch.is_grad_enabled()


def test_what_was_measured_of_a_pack_is_no_part_of_what_it_is(pack: Pack) -> None:
    told = replace(pack, card=replace(pack.card, measured={"ear": 0.7}), digest="0" * 64)
    assert weights_digest(told) == weights_digest(pack)
    longer = replace(pack, card=replace(pack.card, few_steps=4))
    assert weights_digest(longer) != weights_digest(pack)
