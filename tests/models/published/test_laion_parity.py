"""LAION's own package against what is converted from its files, at true sizes with random weights.

The package cannot live beside ours: it pins numpy below 2 and fetches tokenizers at its import. So this runs only where
`FOLEY_LAION_CLAP` names a folder of its own for it, which `python -m benchmarks.laion_parity` makes; the few functions
of librosa and torchvision that its networks touch are stood in for.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from transformers.audio_utils import mel_filter_bank

from benchmarks.pack_memory import roberta_tokenizer
from foley_models.audioldm.build import build_clap
from foley_models.audioldm.clap_features import ClapAudio
from foley_models.audioldm.encoder import ClapEncoder
from foley_models.audioldm.tokens import Tokens
from foley_models.optional.laion_ear import laion_ear, laion_network, with_laion_ear
from foley_models.pack import load_pack
from foley_models.published.ranker import read_ranker
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.models.published.tiny_pipelines import stable_audio_pack

FOLDER, CHECKPOINT = os.environ.get("FOLEY_LAION_CLAP", ""), os.environ.get("FOLEY_LAION_CHECKPOINT", "")
pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="FOLEY_LAION_CLAP names no folder of laion-clap"),
    pytest.mark.filterwarnings("ignore:torch.meshgrid"),  # of the package's own
]


@pytest.fixture(autouse=True)
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package on the path, with stand-ins for the few functions of libraries that its networks touch."""
    import scipy.signal

    def mel(sr: int, n_fft: int, n_mels: int, fmin: float, fmax: float) -> Any:
        return mel_filter_bank(n_fft // 2 + 1, n_mels, fmin, fmax, sr, norm="slaney", mel_scale="slaney").T

    def window(kind: str, samples: int, *, fftbins: bool) -> Any:
        return scipy.signal.get_window(kind, samples, fftbins=fftbins)

    def centred(values: Any, size: int) -> Any:
        before = (size - len(values)) // 2
        return np.pad(values, (before, size - len(values) - before))

    filters, util = SimpleNamespace(get_window=window, mel=mel), SimpleNamespace(pad_center=centred)
    stand_ins: dict[str, dict[str, Any]] = {
        "librosa": {"filters": filters, "util": util},
        "h5py": {},
        "torchvision": {},
        "torchvision.ops": {},
        "torchvision.ops.misc": {"FrozenBatchNorm2d": nn.Module},
    }
    for name, values in stand_ins.items():
        module = ModuleType(name)
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.syspath_prepend(FOLDER)


def randomised(kind: str, *, fused: bool) -> Any:
    """LAION's network with random weights; its filters stay what they are."""
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(6)
        network = laion_network(kind, fused=fused)
        for name, value in network.named_parameters():
            if "logmel" not in name and "spectrogram" not in name:
                value.add_(0.02 * torch.randn_like(value))
        network.audio_branch.bn0.running_mean.normal_(-20, 5)
        network.audio_branch.bn0.running_var.uniform_(50, 200)
    return network


def words(folder: Path) -> None:
    """A tokenizer of the true size beside a checkpoint."""
    (folder / "tokenizer.json").write_text(roberta_tokenizer(50_265), encoding="utf-8")


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("kind", ["HTSAT-tiny", "HTSAT-base"])
def test_the_converted_network_hears_and_reads_as_laions_own(tmp_path: Path, kind: str, *, fused: bool) -> None:
    path = tmp_path / "630k.pt"
    wrapped = {f"module.{name}": value for name, value in randomised(kind, fused=fused).state_dict().items()}
    torch.save({"epoch": 3, "state_dict": wrapped, "best": np.float64(0.3)}, path)
    words(tmp_path)
    compare(path, f"{kind}, fused {fused}")


@pytest.mark.skipif(not CHECKPOINT, reason="FOLEY_LAION_CHECKPOINT names no file of LAION's")
def test_a_real_checkpoint_hears_and_reads_as_with_laions_own_package() -> None:
    compare(Path(CHECKPOINT), CHECKPOINT)


@torch.inference_mode()
def compare(path: Path, title: str) -> None:
    """A checkpoint, with its tokenizer beside it, read by the package and converted: the same to 1e-5."""
    theirs, found = laion_ear(path), read_ranker(path, None)
    network = build_clap(found.shape)
    network.load_state_dict(dict(found.tensors), strict=True)
    network.train(mode=False)
    ours = ClapEncoder(network, Tokens(path.parent / "tokenizer.json", found.shape.text), found.shape)
    generator = torch.Generator().manual_seed(9)
    waveforms = torch.randn(2, 5 * ClapAudio().rate_hz, generator=generator) * torch.tensor([[0.1], [0.5]])
    heard = theirs.embed_audio(waveforms)
    torch.testing.assert_close(ours.embed_audio(waveforms), heard, atol=1e-5, rtol=0)
    assert (heard[0] - heard[1]).abs().max().item() > 1e-3
    prompts = ["rain on a roof", "a dog", "gravel under heavy boots"]
    said = theirs.embed_text(prompts)
    torch.testing.assert_close(ours.embed_text(prompts), said, atol=1e-5, rtol=0)
    audio, text = (ours.embed_audio(waveforms) - heard).abs().max(), (ours.embed_text(prompts) - said).abs().max()
    sys.stdout.write(f"\n{title}: audio {audio.item():.1e}, text {text.item():.1e}\n")


def test_a_pack_is_ranked_by_the_package_itself_as_by_the_ear_that_was_converted(tmp_path: Path) -> None:
    path = tmp_path / "630k.pt"
    torch.save({"state_dict": randomised("HTSAT-tiny", fused=False).state_dict()}, path)
    words(tmp_path)
    pack = load_pack(stable_audio_pack(tmp_path / "made"), device="cpu", dtype="float32")
    request = GenerationRequest("rain", seconds=1.0, count=3, pool=3, steps=2, seed=3)
    found = read_ranker(path, None)
    network = build_clap(found.shape)
    network.load_state_dict(dict(found.tensors), strict=True)
    network.train(mode=False)
    ear = ClapEncoder(network, Tokens(tmp_path / "tokenizer.json", found.shape.text), found.shape)
    ours = ModelStack(replace(pack, parts=replace(pack.parts, ranker=ear))).generate(request)
    theirs = ModelStack(with_laion_ear(pack, laion_ear(path))).generate(request)
    assert [one.index for one in ours.candidates] == [one.index for one in theirs.candidates]
    for one, other in zip(ours.candidates, theirs.candidates, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-5)
