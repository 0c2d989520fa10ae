"""The ears: shapes, conventions, and what they refuse."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from foley_models.errors import RequestError
from foley_models.evaluation.embedders import (
    Embedder,
    clap_embedder,
    clip_embeddings,
    text_embeddings,
    vggish_embedder,
    yamnet_embedder,
)
from foley_models.evaluation.vggish import Vggish, VggishEmbedder, load_vggish
from foley_models.evaluation.yamnet import Yamnet, YamnetEmbedder, load_yamnet
from foley_models.pack import Pack, load_pack
from foley_models.resample import resample
from tests.models.evaluation.ears import TINY_VGGISH, vggish_state, write_yamnet, yamnet_state
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("pack")), device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def yamnet(tmp_path_factory: pytest.TempPathFactory) -> YamnetEmbedder:
    return load_yamnet(write_yamnet(tmp_path_factory.mktemp("yamnet")))


def _noise(seconds: float, rate_hz: int, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.random.default_rng(seed).normal(scale=0.1, size=round(seconds * rate_hz)).astype(np.float32)


def test_yamnet_has_the_published_number_of_parameters_and_shapes() -> None:
    with torch.device("meta"):
        network = Yamnet()
    # 3.7 million: those of MobileNetV1's convolutions with one channel of input, a bias each, and the classes
    assert sum(p.numel() for p in network.parameters()) == 3_184_512 + 10_944 + 1024 * 521 + 521


def test_vggish_has_the_published_number_of_parameters_and_shapes() -> None:
    with torch.device("meta"):
        network = Vggish()
    assert network.embeddings[0].weight.shape == (4096, 6 * 4 * 512)
    assert network.embeddings[-1].weight.shape == (128, 4096)
    assert sum(p.numel() for p in network.parameters()) == 72_141_184


def test_yamnet_steps_through_a_patch_as_tensorflow_pads_it(yamnet: YamnetEmbedder) -> None:
    # an even size at step 2 gets its one row and column of zeros behind, an odd one on both sides
    network = Yamnet()
    network.load_state_dict(yamnet_state())
    patch = torch.randn(1, 96, 64, generator=torch.Generator().manual_seed(3))
    expected = torch.relu(nn.functional.conv2d(nn.functional.pad(patch[:, None], (0, 1, 0, 1)), *_first(network), 2))
    seen: list[Tensor] = []
    hook = network.dw[0].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    network(patch)
    hook.remove()
    torch.testing.assert_close(seen[0], nn.functional.pad(expected, (1, 1, 1, 1)))


def _first(network: Yamnet) -> tuple[Tensor, Tensor | None]:
    return network.c1.weight, network.c1.bias


def test_yamnet_gives_one_window_every_half_second_and_their_mean(yamnet: YamnetEmbedder) -> None:
    ear = Embedder(yamnet)
    (windows,) = ear.windows([_noise(4.0, 16_000)], 16_000)
    assert windows.shape == (1 + (64_000 - 15_600) // 7_680, 1024)
    np.testing.assert_allclose(ear.embed([_noise(4.0, 16_000)], 16_000)[0], windows.mean(axis=0))


def test_yamnet_leaves_out_the_silence_around_a_sound_and_its_level(yamnet: YamnetEmbedder) -> None:
    ear = Embedder(yamnet)
    burst = np.concatenate([_noise(0.5, 16_000), np.zeros(4 * 16_000, dtype=np.float32)]).astype(np.float32)
    assert len(ear.windows([burst], 16_000)[0]) == 2
    quiet = np.asarray(burst / 7, dtype=np.float32)
    np.testing.assert_allclose(ear.embed([burst], 16_000), ear.embed([quiet], 16_000), rtol=1e-4, atol=1e-5)


def test_a_clip_shorter_than_a_window_and_silence_are_heard_too(yamnet: YamnetEmbedder) -> None:
    ear = Embedder(yamnet)
    assert ear.embed([_noise(0.01, 44_100)], 44_100).shape == (1, 1024)
    assert np.isfinite(ear.embed([np.zeros(100, np.float32)], 44_100)).all()
    tiny = VggishEmbedder(_vggish())
    assert [len(one) for one in tiny.windows([_noise(0.01, 22_050)], 22_050)] == [1]


def _vggish() -> Vggish:
    network = Vggish(TINY_VGGISH)
    network.load_state_dict(vggish_state())
    return network


def test_vggish_takes_the_windows_of_dcase() -> None:
    ear = VggishEmbedder(_vggish())
    four_seconds = _noise(4.0, 22_050)
    (windows,) = ear.windows([four_seconds], 22_050)
    assert windows.shape == (10, 8)  # so that 100 clips give 1,000
    # the third window begins at sample 16,000 and depends on nothing else but the clip's largest sample
    clip = four_seconds / four_seconds.max()
    alone = ear.windows([np.concatenate([clip[16_000:32_000], [1.0]]).astype(np.float32)], 22_050)[0]
    np.testing.assert_allclose(windows[2], alone[0], rtol=1e-3, atol=1e-4)


def test_vggish_divides_by_the_largest_positive_sample() -> None:
    ear = VggishEmbedder(_vggish())
    clip = torch.from_numpy(_noise(1.0, 22_050))
    clip[100] = -3.0
    torch.testing.assert_close(ear.examples(clip), ear.examples(clip / clip.max()))
    assert torch.isfinite(ear.examples(torch.zeros(22_050))).all()


def test_vggish_keeps_channels_last_before_its_perceptron() -> None:
    network = _vggish()
    examples = torch.randn(2, 96, 64, generator=torch.Generator().manual_seed(4))
    maps = network.features(examples[:, None])
    flat = torch.stack([maps[:, :, row, column] for row in range(6) for column in range(4)], dim=1).flatten(1)
    torch.testing.assert_close(network(examples), network.embeddings(flat))


def test_another_rate_is_resampled_inside(yamnet: YamnetEmbedder) -> None:
    slow = torch.from_numpy(_noise(2.0, 16_000))
    fast = resample(slow[None], 16_000, 48_000)[0].numpy()
    ear = Embedder(yamnet)
    a, b = ear.embed([slow.numpy()], 16_000)[0], ear.embed([fast], 48_000)[0]
    assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) > 0.999


def test_clap_gives_what_the_pack_hears(pack: Pack) -> None:
    ear = clap_embedder(pack)
    clips = [_noise(1.0, 8000), _noise(0.5, 8000, seed=2)]
    found = ear.embed(clips, 8000)
    with torch.inference_mode():
        expected = pack.parts.encoder.embed_audio(torch.from_numpy(clips[1])[None]).numpy()
    assert (ear.name, ear.size, found.shape) == ("clap", 512, (2, 512))
    np.testing.assert_allclose(found[1], expected[0], atol=1e-6)
    assert text_embeddings(pack, ["a dog bark", "rain"]).shape == (2, 512)


def test_no_clips_give_no_embeddings(yamnet: YamnetEmbedder) -> None:
    assert Embedder(yamnet).embed([], 16_000).shape == (0, 1024)
    assert clip_embeddings([], 3).shape == (0, 3)


@pytest.mark.parametrize("clip", [np.zeros(0), np.zeros((2, 8)), np.array([0.0, np.nan])])
def test_what_is_no_clip_is_refused(
    yamnet: YamnetEmbedder, clip: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> None:
    with pytest.raises(RequestError, match="clip 2 is no sound"):
        Embedder(yamnet).windows([_noise(0.1, 16_000), clip.astype(np.float32)], 16_000)


def test_vggish_is_read_from_both_kinds_of_file(tmp_path: Path) -> None:
    state = vggish_state()
    save_file(state, tmp_path / "vggish.safetensors")
    torch.save(state | {"pproc.pca_means": torch.zeros(128, 1)}, tmp_path / "vggish.pth")
    clip = [_noise(1.0, 22_050)]
    first, second = (
        load_vggish(tmp_path / name, TINY_VGGISH).windows(clip, 22_050)[0]
        for name in ("vggish.safetensors", "vggish.pth")
    )
    np.testing.assert_array_equal(first, second)


class _Harmful:
    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return io.StringIO, ("ran",)


def test_files_that_are_not_the_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is not there"):
        yamnet_embedder(tmp_path / "none.safetensors")
    (tmp_path / "text.safetensors").write_text("no weights")
    with pytest.raises(RequestError, match="no sound safetensors file"):
        yamnet_embedder(tmp_path / "text.safetensors")
    state = yamnet_state()
    save_file({name: one for name, one in state.items() if not name.startswith("dw.")}, tmp_path / "part.safetensors")
    with pytest.raises(
        RequestError, match=r"lacks tensors dw\.0\.bias, .* and 23 more; it is not the weights of YAMNet"
    ):
        yamnet_embedder(tmp_path / "part.safetensors")
    save_file(state | {"fc.bias": torch.zeros(10)}, tmp_path / "shape.safetensors")
    with pytest.raises(RequestError, match=r"fc\.bias has the shape \(10,\), YAMNet needs \(521,\)"):
        yamnet_embedder(tmp_path / "shape.safetensors")
    save_file(vggish_state(), tmp_path / "tiny.safetensors")
    with pytest.raises(RequestError, match="VGGish needs"):
        vggish_embedder(tmp_path / "tiny.safetensors")


def test_a_pickle_that_would_run_something_is_refused(tmp_path: Path) -> None:
    torch.save({"features.0.weight": _Harmful()}, tmp_path / "harmful.pth")
    with pytest.raises(RequestError, match="more than tensors"):
        vggish_embedder(tmp_path / "harmful.pth")
    torch.save([torch.zeros(1)], tmp_path / "list.pth")
    with pytest.raises(RequestError, match="no state dict"):
        vggish_embedder(tmp_path / "list.pth")
    torch.save({"features.0.weight": torch.tensor(float("nan"))}, tmp_path / "nan.pth")
    with pytest.raises(RequestError, match="not finite"):
        vggish_embedder(tmp_path / "nan.pth")
