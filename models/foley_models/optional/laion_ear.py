"""LAION's own networks as the ear of a pack: what a converted CLAP can be compared with, candidate by candidate.

The package fetches tokenizers from the hub when it is imported as a whole, and reads checkpoints by running them. So
only the module that builds its networks is imported, and file and tokenizer are read as everywhere else here.
"""

import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.audioldm.clap_features import ClapAudio, filled_clips
from foley_models.audioldm.shapes import ROBERTA
from foley_models.audioldm.tokens import Tokens
from foley_models.errors import NotAvailableError, PackError
from foley_models.published.clap_names import clap_shape, named_as_transformers
from foley_models.published.tokenizer_files import find_tokenizer, tokenizer_json
from foley_models.published.weights_files import read_weights_file

if TYPE_CHECKING:
    from foley_models.pack import Pack

PACKAGE = "laion_clap"
KINDS = {96: "HTSAT-tiny", 128: "HTSAT-base"}  # by the width of a patch


class LaionEar:
    """Text and sound into CLAP space by the package's own code."""

    can_embed_audio = True

    def __init__(self, network: Any, tokens: Tokens, *, fused: bool) -> None:
        self.network = network
        self._tokens, self._fused, self._audio = tokens, fused, ClapAudio()

    @property
    def rate_hz(self) -> int:
        """Rate of the waveforms that `embed_audio` takes."""
        return self._audio.rate_hz

    def embed_text(self, prompts: Sequence[str]) -> Tensor:
        """L2-normalised float32 embeddings (prompt, 512)."""
        ids, mask = self._tokens.ids_and_mask(prompts)
        said = self.network.encode_text({"input_ids": ids, "attention_mask": mask}, self._device)
        return normalize(said.float(), dim=-1)

    def embed_audio(self, waveforms: Tensor) -> Tensor:
        """The same of waveforms (batch, sample) at `rate_hz`. RequestError for a clip longer than ten seconds."""
        clips = filled_clips(waveforms.float().to(self._device), self._audio)
        inputs: list[dict[str, Tensor]] = [{"waveform": one} for one in clips]
        if self._fused:
            branch = self.network.audio_branch
            mels = branch.logmel_extractor(branch.spectrogram_extractor(clips))
            inputs = [{"mel_fusion": one.expand(4, -1, -1), "longer": torch.tensor([False])} for one in mels]
        found: Tensor = self.network.get_audio_embedding(inputs)
        return found.float()

    @property
    def _device(self) -> torch.device:
        place: torch.device = next(self.network.parameters()).device
        return place


def laion_ear(checkpoint: Path, tokenizer: Path | None = None) -> LaionEar:
    """The ear in one of LAION's files; its tokenizer lies beside it, or in the folder that is named.

    NotAvailableError where the package is not installed, PackError where the file is none of its own.
    """
    tensors = {name.removeprefix("module."): value for name, value in read_weights_file(checkpoint).items()}
    shape = clap_shape(named_as_transformers(tensors, str(checkpoint)), str(checkpoint))
    kind = None if shape.audio is None else KINDS.get(shape.audio.patch_width)
    if kind is None:
        raise PackError(f"{checkpoint} is none of LAION's networks ({', '.join(KINDS.values())}).")
    fused = any(name.startswith("audio_branch.patch_embed.fusion_model.") for name in tensors)
    network = laion_network(kind, fused=fused)
    missing, unknown = network.load_state_dict(tensors, strict=False)
    missing = [name for name in missing if not name.endswith("position_ids")]
    unknown = [name for name in unknown if not name.endswith("position_ids")]
    if missing or unknown:
        raise PackError(f"{checkpoint} does not fit the package's {kind}: {(missing + unknown)[0]!r} differs.")
    beside = find_tokenizer(tokenizer, checkpoint.parent, checkpoint.parent / "tokenizer")
    tokenizer_json(beside, shape.text.vocabulary)  # of the right size, or refused
    return LaionEar(network, Tokens(beside / "tokenizer.json", shape.text), fused=fused)


def laion_network(kind: str, *, fused: bool) -> Any:
    """The package's own network of that kind with random weights. NotAvailableError where it is not installed."""
    from transformers import RobertaConfig, RobertaModel

    from foley_models.strict_json import read_object

    module, folder = _package()
    said = read_object(folder / "clap_module" / "model_configs" / f"{kind}.json").values
    width, audio, text = said["embed_dim"], said["audio_cfg"], said["text_cfg"]
    if not isinstance(audio, dict) or not isinstance(text, dict):
        raise PackError(f"{folder} is of another version of laion-clap: 1.1.7 is known.")
    sizes = RobertaConfig(
        vocab_size=ROBERTA.vocabulary,
        max_position_embeddings=ROBERTA.positions,
        type_vocab_size=1,
        layer_norm_eps=ROBERTA.layer_norm_eps,
        pad_token_id=1,
    )
    # What it would fetch from the hub, only to have its weights overwritten by the checkpoint's.
    vars(module)["RobertaModel"] = SimpleNamespace(from_pretrained=lambda _: RobertaModel(sizes))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package's own calls
        network: Any = module.CLAP(
            width, audio, {**text, "model_type": "roberta"}, enable_fusion=fused, fusion_type="aff_2d"
        )
    return network.eval().requires_grad_(requires_grad=False)


def with_laion_ear(pack: "Pack", ear: LaionEar) -> "Pack":
    """The pack with candidates ranked by the package itself."""
    return replace(pack, parts=replace(pack.parts, ranker=ear))


def _package() -> tuple[Any, Path]:
    """The module that builds the networks, and the package's folder, without what the package does when imported."""
    spec = None if PACKAGE in sys.modules else find_spec(PACKAGE)
    there = sys.modules[PACKAGE].__path__ if PACKAGE in sys.modules else spec and spec.submodule_search_locations
    if not there:
        raise NotAvailableError(
            "The package laion-clap is not installed. Only comparisons need it: python -m benchmarks.laion_parity puts "
            "it into a folder of its own."
        )
    folder = Path(next(iter(there)))
    for name, path in ((PACKAGE, folder), (f"{PACKAGE}.clap_module", folder / "clap_module")):
        if name not in sys.modules:
            bare = ModuleType(name)
            bare.__path__ = [str(path)]
            sys.modules[name] = bare
    try:
        from laion_clap.clap_module import model
    except ImportError as error:
        raise NotAvailableError(f"laion-clap is installed, but not {error.name}, which it imports.") from error
    return model, folder
