"""What was found in a published checkpoint: tensors by part, sizes, and what a person should know of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder
from foley_models.audioldm.shapes import AUDIO_16_KHZ, PUBLISHED, FamilyShape
from foley_models.errors import PackError
from foley_models.parts import EMBEDDING_SIZE
from foley_models.schedule import NoiseSchedule
from foley_models.tuning import TuningLayer
from foley_models.weightless import weightless

NAMES_SHOWN = 2


@dataclass(frozen=True)
class Found:
    """A whole model; `notes` are sentences for its card."""

    source: Path
    shape: FamilyShape
    tensors: Mapping[str, Mapping[str, Tensor]]  # by part of the pack
    tokenizer: str  # the text of a tokenizer.json
    schedule: NoiseSchedule = field(default_factory=NoiseSchedule)
    notes: tuple[str, ...] = ()
    trained_heads: str = ""  # how the attention heads came about
    origin: str = "AudioLDM"
    stored_targets: str = ""  # the category whose sounds it ranks against, where it stores any

    @property
    def audio(self) -> AudioSpec:
        """Rate and spectrogram, which follow from the vocoder."""
        vocoder = self.shape.vocoder
        return replace(
            AUDIO_16_KHZ, rate_hz=vocoder.rate_hz, mel_bins=vocoder.mel_bins, hop_samples=vocoder.hop_samples
        )

    @property
    def can_hear(self) -> bool:
        """Whether candidates can be scored."""
        return self.shape.clap.audio is not None

    @property
    def published(self) -> str:
        """The published model whose denoiser has these sizes, "" where none has."""
        for name, (shape, audio) in PUBLISHED.items():
            if shape.denoiser.channels == self.shape.denoiser.channels and audio == self.audio:
                return name
        return ""


def check_whole(found: Found) -> None:
    """PackError, naming part and tensor, where names or shapes are not those of the networks, or a part is missing."""
    shape = found.shape
    with weightless():
        networks: dict[str, nn.Module] = {
            "clap": build_clap(shape.clap),
            "denoiser": build_denoiser(shape.denoiser),
            "codec": build_codec(shape.codec),
            "vocoder": build_vocoder(shape.vocoder),
        }
        if "tuning" in found.tensors:
            networks["tuning"] = TuningLayer(EMBEDDING_SIZE)
    for part, network in networks.items():
        check_part(network, found.tensors[part], f"{found.source}: its {part}")


def check_part(network: nn.Module, tensors: Mapping[str, Tensor], where: str) -> None:
    """PackError where names or shapes of tensors are not those of a network; `where` is how the sentences begin."""
    wanted = network.state_dict()
    _refuse(where, "lacks", sorted(wanted.keys() - tensors.keys()))
    _refuse(where, "has the unknown", sorted(tensors.keys() - wanted.keys()))
    for name, one in wanted.items():
        there = tensors[name]
        if there.shape != one.shape:
            raise PackError(
                f"{where} has a tensor {name!r} of the shape {tuple(there.shape)} where {tuple(one.shape)} is due: it "
                "is another model, or damaged."
            )
        if there.is_floating_point() != one.is_floating_point():
            raise PackError(f"{where} has a tensor {name!r} of {there.dtype}: it is another model, or damaged.")


def _refuse(where: str, verb: str, names: list[str]) -> None:
    if names:
        shown = ", ".join(repr(name) for name in names[:NAMES_SHOWN])
        more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
        raise PackError(f"{where} {verb} {shown}{more}: the download is incomplete, or it is another model.")
