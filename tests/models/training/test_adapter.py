"""An adapter is one file with its card inside; put on the pack it belongs to, it gives the trained weights."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from foley_models.errors import PackError, RequestError
from foley_models.pack import Pack, load_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from foley_models.training.adapter import apply_adapter, load_adapter
from foley_models.training.adapter_card import CARD_KEY, AdapterInfo, annotate_adapter, read_adapter_card
from foley_models.training.finetune import FineTuning, finetune
from tests.models.tiny_core import change_part
from tests.models.training.studio_set import ABOUT, quick, studio_examples, tiny_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return tiny_pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def adapters(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    work = tmp_path_factory.mktemp("adapters")
    examples = studio_examples(pack, work)
    for method in ("tuning", "lora", "full"):
        settings = quick(method=method, steps=3, rate=1e-2)
        list(finetune(pack, examples, settings, work / method, about=ABOUT))
    return {method: work / method / "adapter.safetensors" for method in ("tuning", "lora", "full")}


def test_its_card_says_what_it_is(adapters: dict[str, Path]) -> None:
    card = read_adapter_card(adapters["full"])
    assert (card.name, card.licence, card.base_pack, card.method) == ("studio", "CC0-1.0", "tiny", "full")
    assert set(card.base_parts) == {"denoiser", "tuning"}
    assert card.recordings == ABOUT.recordings
    assert card.settings["steps"] == 3


@pytest.mark.parametrize("method", ["tuning", "lora", "full"])
def test_put_on_it_gives_the_trained_weights_and_leaves_the_pack_alone(
    pack: Pack, adapters: dict[str, Path], tmp_path: Path, method: str
) -> None:
    before = {name: one.clone() for name, one in pack.parts.networks["denoiser"].state_dict().items()}
    tuned = apply_adapter(pack, load_adapter(adapters[method]))
    training = FineTuning(
        pack,
        studio_examples(pack, tmp_path),
        quick(method=method, steps=3, rate=1e-2),
        adapters[method].parent,
        judge=None,
    )
    training.resume()
    training.trainee.put(training.average)
    z, n = torch.randn(2, 8, 8, 4, generator=torch.Generator().manual_seed(1)), torch.tensor([50, 500])
    text = torch.nn.functional.normalize(torch.randn(2, 512, generator=torch.Generator().manual_seed(2)), dim=1)
    with torch.inference_mode():
        expected = training.trainee.parts.denoiser.predict_eps(z, n, training.trainee.parts.tuning(text))
        found = tuned.parts.denoiser.predict_eps(z, n, tuned.parts.tuning(text))
        plain = pack.parts.denoiser.predict_eps(z, n, pack.parts.tuning(text))
    torch.testing.assert_close(found, expected, rtol=2e-2, atol=2e-3)
    assert not torch.equal(found, plain)
    assert all(torch.equal(one, before[name]) for name, one in pack.parts.networks["denoiser"].state_dict().items())
    assert tuned.parts.codec is not None
    assert tuned.parts.networks["vocoder"] is pack.parts.networks["vocoder"]
    assert tuned.adapter == read_adapter_card(adapters[method])


def test_a_stack_makes_other_sounds_with_it(pack: Pack, adapters: dict[str, Path]) -> None:
    request = GenerationRequest("a dog bark", seconds=0.3, count=1, pool=1)
    plain = ModelStack(pack).generate(request).candidates[0].waveform
    tuned = ModelStack(apply_adapter(pack, load_adapter(adapters["full"]))).generate(request).candidates[0].waveform
    assert plain.shape == tuned.shape
    assert not (plain == tuned).all()


def test_one_of_another_pack_is_refused_with_both_names(pack: Pack, adapters: dict[str, Path], tmp_path: Path) -> None:
    other = tiny_pack(tmp_path)
    change_part(other.folder, "tuning", lambda tensors: tensors.update({"linear.bias": tensors["linear.bias"] + 1}))
    with pytest.raises(PackError, match=r"'studio' was trained on the pack 'tiny' 0.0.1"):
        apply_adapter(load_pack(other.folder, device="cpu", dtype="float32"), load_adapter(adapters["tuning"]))


def test_one_without_a_name_or_a_licence_is_refused() -> None:
    with pytest.raises(RequestError, match="licence is empty"):
        AdapterInfo("studio", " ", {})


def test_what_was_measured_is_put_into_the_file_and_nothing_else_changes(
    adapters: dict[str, Path], tmp_path: Path
) -> None:
    copy = tmp_path / "adapter.safetensors"
    copy.write_bytes(adapters["lora"].read_bytes())
    annotate_adapter(copy, before={"kad": 5.0}, after={"kad": 4.0, "note": "näher"})
    card = read_adapter_card(copy)
    assert (card.before, card.after) == ({"kad": 5.0}, {"kad": 4.0, "note": "näher"})
    assert replace(card, before={}, after={}) == read_adapter_card(adapters["lora"])
    old, new = load_file(adapters["lora"]), load_file(copy)
    assert old.keys() == new.keys()
    assert all(torch.equal(old[name], new[name]) for name in old)
    assert list(tmp_path.iterdir()) == [copy]


def _file(path: Path, tensors: dict[str, torch.Tensor], card: object) -> Path:
    save_file(tensors, path, metadata={CARD_KEY: json.dumps(card)} if card is not None else {})
    return path


def test_broken_files_are_refused_with_a_sentence(adapters: dict[str, Path], tmp_path: Path) -> None:
    card = json.loads(json.dumps({"format": 1} | _as_json(adapters["tuning"])))
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(adapters["tuning"].read_bytes()[:40])
    cases = {
        cut: "cut short",
        tmp_path / "absent.safetensors": "cannot be read",
        _file(tmp_path / "plain.safetensors", {"a": torch.zeros(1)}, None): "no adapter of Foley Bridge",
        _file(tmp_path / "version.safetensors", {"a": torch.zeros(1)}, card | {"format": 9}): "`format` must be 1",
        _file(tmp_path / "key.safetensors", {"a": torch.zeros(1)}, card | {"more": 1}): "unknown key `more`",
        _file(tmp_path / "hash.safetensors", {"a": torch.zeros(1)}, card | {"recordings": {"x": "y"}}): "64 lower-case",
        _file(tmp_path / "name.safetensors", {"a": torch.zeros(1)}, card): "no tensor of an adapter",
        _file(tmp_path / "half.safetensors", {"denoiser/a.weight#down": torch.zeros(1, 1)}, card): "other half",
        _file(
            tmp_path / "nan.safetensors", {"tuning/linear.bias#delta": torch.full((512,), torch.nan)}, card
        ): "finite",
    }
    for path, words in cases.items():
        with pytest.raises(PackError, match=words):
            load_adapter(path)


def _as_json(path: Path) -> dict[str, object]:
    with path.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        return dict(json.loads(json.loads(stream.read(size))["__metadata__"][CARD_KEY]))
