"""AudioLDM's vocoder: the HiFi-GAN behind the interface of a vocoder."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from transformers import SpeechT5HifiGan


class HifiGanVocoder:
    """Log-mel to waveform."""

    def __init__(self, network: "SpeechT5HifiGan") -> None:
        self.network = network

    def synthesize(self, log_mel: Tensor) -> Tensor:
        """Waveforms (batch, at least frame * hop samples) in float32 of log-mel (batch, frame, bin)."""
        waveforms: Tensor = self.network(log_mel.to(self.network.dtype))
        return waveforms.float()

    def draft(self, log_mel: Tensor, _seeds: Sequence[int], /) -> Tensor:
        """The same, with gradients; this network starts from no noise, so seeds change nothing."""
        return self.synthesize(log_mel)
