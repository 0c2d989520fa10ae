"""AudioLDM's vocoder: the HiFi-GAN behind the interface of a vocoder."""

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
