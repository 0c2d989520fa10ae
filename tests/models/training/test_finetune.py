"""A fine-tuning moves what it should and nothing else, goes on bit for bit, and survives bad numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor

from foley_models.errors import DeviceMemoryError, NotAvailableError, RequestError, TrainingError
from foley_models.pack import Pack, load_pack
from foley_models.training import finetune as module
from foley_models.training.adapter import load_adapter
from foley_models.training.events import Noted, Rendered, Stepped, Trained, TrainingEvent, Validated
from foley_models.training.examples import Examples
from foley_models.training.finetune import FineTuning, finetune
from foley_models.training.settings import TrainSettings
from foley_models.training.step import gradient_norms
from tests.models.training.studio_set import ABOUT, quick, studio_examples, tiny_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return tiny_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def examples(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Examples:
    return studio_examples(pack, tmp_path_factory.mktemp("examples"))


def train(pack: Pack, examples: Examples, settings: TrainSettings, work: Path) -> list[TrainingEvent]:
    return list(finetune(pack, examples, settings, work, about=ABOUT))


def adapter_tensors(work: Path) -> dict[str, Tensor]:
    return dict(load_adapter(work / "adapter.safetensors").tensors)


def equal(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def states(pack: Pack) -> dict[str, Tensor]:
    return {
        f"{part}/{name}": value.clone()
        for part, network in pack.parts.networks.items()
        for name, value in network.state_dict().items()
    }


def test_it_tells_every_step_and_ends_with_an_adapter(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    events = train(pack, examples, quick(sample_prompts=("a dog bark",), sample_every=3), tmp_path)
    assert [one.step for one in events if isinstance(one, Stepped)] == [1, 2, 3, 4, 5, 6]
    assert [one.step for one in events if isinstance(one, Rendered)] == [3, 6]
    assert [one.step for one in events if isinstance(one, Validated)] == [2, 4, 6]
    assert events[-1] == Trained(str(tmp_path / "adapter.safetensors"), 6, 6)


def test_the_total_is_the_diffusion_loss_and_lambda_times_the_latent_one(
    pack: Pack, examples: Examples, tmp_path: Path
) -> None:
    events = train(pack, examples, quick(latent_weight=0.7, steps=2), tmp_path)
    for losses in [one.losses for one in events if isinstance(one, Stepped)]:
        assert losses["total"] == pytest.approx(losses["diffusion"] + 0.7 * losses["latent"], rel=1e-5)


@pytest.mark.parametrize(
    ("method", "tuning_layer", "parts"),
    [
        ("tuning", True, {"tuning"}),
        ("lora", True, {"tuning", "denoiser"}),
        ("lora", False, {"denoiser"}),
        ("full", True, {"tuning", "denoiser"}),
        ("full", False, {"denoiser"}),
    ],
)
def test_only_what_the_method_names_moves(
    pack: Pack, examples: Examples, tmp_path: Path, *, method: str, tuning_layer: bool, parts: set[str]
) -> None:
    before = states(pack)
    training = FineTuning(
        pack, examples, quick(method=method, tuning_layer=tuning_layer, steps=2), tmp_path, judge=None
    )
    start = {name: one.clone() for name, one in training.trainee.values().items()}
    list(training.events())
    assert {name.split("/")[0] for name in training.trainee.parameters} == parts
    moved = {name.split("/")[0] for name, one in training.trainee.values().items() if not torch.equal(one, start[name])}
    assert moved == parts
    assert equal(states(pack), before), "the pack itself must stay as it is"
    for part in ("codec", "vocoder", "latent_clap"):
        assert training.trainee.parts.networks[part] is pack.parts.networks[part]
    frozen = [one for one in training.trainee.denoiser.parameters() if not one.requires_grad]
    assert bool(frozen) == (method != "full")


@pytest.mark.parametrize("method", ["full", "lora", "tuning"])
def test_the_latent_loss_reaches_the_denoiser_and_the_tuning_layer(
    pack: Pack, examples: Examples, tmp_path: Path, method: str
) -> None:
    training = FineTuning(pack, examples, quick(method=method, latent_weight=1.0), tmp_path, judge=None)
    errors = training.loss.errors(training.drawer.batch(0))
    names = list(training.trainee.parameters)
    found = torch.autograd.grad(errors["latent"].sum(), list(training.trainee.parameters.values()), allow_unused=True)
    reached = {name.split("/")[0] for name, one in zip(names, found, strict=True) if one is not None and one.any()}
    assert reached == ({"tuning"} if method == "tuning" else {"tuning", "denoiser"})


def test_lambda_is_chosen_by_the_size_of_the_gradients(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    training = FineTuning(pack, examples, quick(method="full"), tmp_path, judge=None)
    diffusion, latent = gradient_norms(training.loss, training.trainee, training.drawer.batch(0))
    assert 0.05 < training.loss.latent_weight * latent / diffusion < 2.0


def test_the_tuning_layer_starts_as_the_packs_own(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    training = FineTuning(pack, examples, quick(), tmp_path, judge=None)
    assert torch.equal(training.trainee.parts.tuning.linear.weight, pack.parts.tuning.linear.weight)
    assert training.trainee.parts.tuning is not pack.parts.tuning


@pytest.mark.parametrize("method", ["lora", "full"])
def test_a_run_that_was_stopped_anywhere_ends_with_the_same_bits(
    pack: Pack, examples: Examples, tmp_path: Path, method: str
) -> None:
    settings = quick(method=method, accumulate=2)
    train(pack, examples, settings, tmp_path / "whole")
    for stop in (1, 3, 4):
        work = tmp_path / f"stopped {stop}"
        for _ in range(2):
            stop_after(finetune(pack, examples, settings, work, about=ABOUT), stop)
        train(pack, examples, settings, work)
        assert equal(adapter_tensors(tmp_path / "whole"), adapter_tensors(work))


def stop_after(events: Iterator[TrainingEvent], steps: int) -> None:
    for event in events:
        if isinstance(event, Stepped):
            steps -= 1
            if steps == 0:
                return


def test_a_spoilt_newest_checkpoint_falls_back_to_the_one_before(
    pack: Pack, examples: Examples, tmp_path: Path
) -> None:
    settings = quick()
    train(pack, examples, settings, tmp_path / "whole")
    stop_after(finetune(pack, examples, settings, tmp_path / "spoilt", about=ABOUT), 5)
    newest = sorted((tmp_path / "spoilt" / "checkpoints").glob("*.safetensors"))[-1]
    assert newest.name == "step-00000004.safetensors"
    content = bytearray(newest.read_bytes())
    content[-5] ^= 0x40
    newest.write_bytes(content)
    events = train(pack, examples, settings, tmp_path / "spoilt")
    assert next(one.step for one in events if isinstance(one, Stepped)) == 3
    assert equal(adapter_tensors(tmp_path / "whole"), adapter_tensors(tmp_path / "spoilt"))


def test_other_settings_or_recordings_begin_anew(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    stop_after(finetune(pack, examples, quick(), tmp_path, about=ABOUT), 4)
    events = train(pack, examples, quick(seed=2), tmp_path)
    assert next(one.step for one in events if isinstance(one, Stepped)) == 1


def test_how_often_one_looks_changes_nothing_that_is_learnt(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    train(pack, examples, quick(), tmp_path / "a")
    train(pack, examples, quick(save_every=5, sample_prompts=("rain",), sample_every=1), tmp_path / "b")
    assert equal(adapter_tensors(tmp_path / "a"), adapter_tensors(tmp_path / "b"))


def test_a_step_that_is_not_finite_is_left_out(
    pack: Pack, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_steps(monkeypatch, {2})
    events = train(pack, examples, quick(), tmp_path)
    assert [one.step for one in events if isinstance(one, Stepped)] == [1, 2, 4, 5, 6]
    assert any("not finite" in one.text for one in events if isinstance(one, Noted))
    assert all(torch.isfinite(one).all() for one in adapter_tensors(tmp_path).values())


def test_three_such_steps_in_a_row_go_back_with_half_the_rate_and_always_is_an_error(
    pack: Pack, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_steps(monkeypatch, {3, 4, 5})
    events: list[TrainingEvent] = []
    with pytest.raises(TrainingError, match=r"ran away 5 times.*smaller rate"):
        events.extend(finetune(pack, examples, quick(steps=8), tmp_path, about=ABOUT))
    assert not (tmp_path / "adapter.safetensors").exists()


def spoil_steps(monkeypatch: pytest.MonkeyPatch, bad: set[int]) -> None:
    """Make the losses of some steps (counted from 0) not finite."""
    from foley_models.training.step import Losses, Share, StepLoss

    sound = StepLoss.backward

    def backward(self: StepLoss, step: int, share: Share) -> Losses | None:
        return None if step in bad else sound(self, step, share)

    monkeypatch.setattr(StepLoss, "backward", backward)


def test_out_of_memory_goes_on_with_smaller_pieces_of_the_same_batch(
    pack: Pack, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foley_models.training.drawing import Batch
    from foley_models.training.step import StepLoss

    train(pack, examples, quick(), tmp_path / "whole")
    errors = StepLoss.errors

    def too_large(self: StepLoss, batch: Batch) -> dict[str, Tensor]:
        if len(batch.n) > 2 and not torch.is_inference_mode_enabled():
            raise MemoryError
        return errors(self, batch)

    monkeypatch.setattr(StepLoss, "errors", too_large)
    settings = quick(latent_weight=0.5)
    events = train(pack, examples, settings, tmp_path / "small")
    assert [one.text for one in events if isinstance(one, Noted)] == [
        "Memory ran out: going on with 2 examples at a time."
    ]
    assert [one.step for one in events if isinstance(one, Stepped)] == [1, 2, 3, 4, 5, 6]


def test_where_not_even_one_example_fits_it_says_what_to_do(
    pack: Pack, examples: Examples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foley_models.training.step import StepLoss

    def never(self: StepLoss, batch: object) -> dict[str, Tensor]:
        raise MemoryError

    training = FineTuning(pack, examples, quick(), tmp_path, judge=None)
    monkeypatch.setattr(StepLoss, "errors", never)
    with pytest.raises(DeviceMemoryError, match="'lora' or 'tuning'"):
        list(training.events())


def test_the_best_checkpoint_is_the_one_the_judge_likes_best(pack: Pack, examples: Examples, tmp_path: Path) -> None:
    distances = iter([5.0, 3.0, 4.0])
    settings = quick(judge_every=2)
    events = list(finetune(pack, examples, settings, tmp_path, about=ABOUT, judge=lambda _: next(distances)))
    assert [one.kad for one in events if isinstance(one, Validated) and one.kad is not None] == [5.0, 3.0, 4.0]
    assert events[-1] == Trained(str(tmp_path / "adapter.safetensors"), 6, 4)


def test_a_pack_in_bfloat16_or_without_the_encoder_is_refused(examples: Examples, pack: Pack, tmp_path: Path) -> None:
    from dataclasses import replace

    rounded = load_pack(pack.folder, device="cpu", dtype="bfloat16")
    with pytest.raises(NotAvailableError, match="float32"):
        list(finetune(rounded, examples, quick(), tmp_path, about=ABOUT))
    deaf = replace(pack, parts=replace(pack.parts, latent_scorer=None))
    with pytest.raises(NotAvailableError, match="train latent-clap"):
        list(finetune(deaf, examples, quick(), tmp_path, about=ABOUT))
    assert train(deaf, examples, quick(latent_clap=False, steps=1), tmp_path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"method": "magic"}, "method is 'magic'"),
        ({"method": "tuning", "tuning_layer": False}, "nothing would be trained"),
        ({"steps": 0}, "steps is 0"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"rate": -1.0}, "rate is -1"),
        ({"rate": float("nan")}, "rate is nan"),
        ({"latent_weight": float("inf")}, "latent_weight is inf"),
        ({"ema": 1.0}, "ema is 1"),
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        quick(**changes)


def test_the_module_is_imported_without_work() -> None:
    assert module.ADAPTER_FILE == "adapter.safetensors"
