"""LAION's own package against what is converted from its files, at true sizes with random weights.

The package cannot live beside ours: it pins numpy below 2 and fetches tokenizers at its import. So this runs only where
`FOLEY_LAION_CLAP` names a folder of its own for it, made by
`pip install --no-deps --target FOLDER laion-clap torchlibrosa`; the few functions of librosa and torchvision that its
networks touch are stood in for.
"""

import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize
from transformers import RobertaConfig, RobertaModel
from transformers.audio_utils import mel_filter_bank

from foley_models.audioldm.build import build_clap
from foley_models.audioldm.clap_features import ClapAudio, clap_features, mel_filters
from foley_models.published.clap_names import clap_shape, named_as_transformers
from foley_models.published.torch_files import read_torch_file

FOLDER = os.environ.get("FOLEY_LAION_CLAP", "")
pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="FOLEY_LAION_CLAP names no folder of laion-clap"),
    pytest.mark.filterwarnings("ignore:torch.meshgrid"),  # of the package's own
]


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that builds LAION's networks, without what the package does when it is imported as a whole."""
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
        "laion_clap": {"__path__": [f"{FOLDER}/laion_clap"]},
        "laion_clap.clap_module": {"__path__": [f"{FOLDER}/laion_clap/clap_module"]},
    }
    for name, values in stand_ins.items():
        module = ModuleType(name)
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.syspath_prepend(FOLDER)
    found = importlib.import_module("laion_clap.clap_module.model")
    config = RobertaConfig(
        vocab_size=50_265, max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1
    )
    vars(found)["RobertaModel"] = SimpleNamespace(from_pretrained=lambda _: RobertaModel(config))
    return found


def built(package: Any, kind: str, *, fused: bool) -> Any:
    """LAION's network with random weights; its filters stay what they are."""
    path = Path(FOLDER) / "laion_clap" / "clap_module" / "model_configs" / f"HTSAT-{kind}.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    text = config["text_cfg"] | {"model_type": "roberta"}
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(6)
        network = package.CLAP(
            config["embed_dim"], config["audio_cfg"], text, enable_fusion=fused, fusion_type="aff_2d"
        ).eval()
        for name, value in network.named_parameters():
            if "logmel" not in name and "spectrogram" not in name:
                value.add_(0.02 * torch.randn_like(value))
        network.audio_branch.bn0.running_mean.normal_(-20, 5)
        network.audio_branch.bn0.running_var.uniform_(50, 200)
    return network


def heard(network: Any, waveforms: Tensor, *, fused: bool) -> Tensor:
    """What LAION's network makes of clips of ten seconds."""
    inputs: list[dict[str, Tensor]] = [{"waveform": one} for one in waveforms]
    if fused:
        ear = network.audio_branch
        mels = ear.logmel_extractor(ear.spectrogram_extractor(waveforms))
        inputs = [{"mel_fusion": one.expand(4, -1, -1), "longer": torch.tensor([False])} for one in mels]
    found: Tensor = network.get_audio_embedding(inputs)
    return found


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("kind", ["tiny", "base"])
@torch.inference_mode()
def test_the_converted_network_hears_and_reads_as_laions_own(
    package: Any, tmp_path: Path, kind: str, *, fused: bool
) -> None:
    network = built(package, kind, fused=fused)
    path = tmp_path / "630k.pt"
    wrapped = {f"module.{name}": value for name, value in network.state_dict().items()}
    torch.save({"epoch": 3, "state_dict": wrapped, "best": np.float64(0.3)}, path)
    tensors = named_as_transformers(read_torch_file(path), str(path))
    ours = build_clap(clap_shape(tensors, str(path)))
    ours.load_state_dict(tensors, strict=True)
    ours.train(mode=False)
    generator = torch.Generator().manual_seed(9)
    waveforms = torch.randn(2, ClapAudio().clip_samples, generator=generator) * torch.tensor([[0.1], [0.5]])
    features = clap_features(waveforms, mel_filters(ClapAudio(), 64), ClapAudio())
    pooled = ours.get_submodule("audio_model")(input_features=features).pooler_output
    mine = normalize(ours.get_submodule("audio_projection")(pooled), dim=-1)
    theirs = heard(network, waveforms, fused=fused)
    torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=0)
    assert (theirs[0] - theirs[1]).abs().max().item() > 1e-3
    ids = torch.randint(4, 50_000, (3, 12), generator=generator)
    mask = torch.ones_like(ids)
    ids[1, 8:], mask[1, 8:] = 1, 0
    pooled = ours.get_submodule("text_model")(input_ids=ids, attention_mask=mask).pooler_output
    read = normalize(ours.get_submodule("text_projection")(pooled), dim=-1)
    said = network.encode_text({"input_ids": ids, "attention_mask": mask}, "cpu")
    torch.testing.assert_close(read, normalize(said, dim=-1), atol=1e-5, rtol=0)
