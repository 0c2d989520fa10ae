"""The numbers of a pack's spectrograms."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AudioSpec:
    """The numbers of a pack's spectrograms; all others follow from them."""

    rate_hz: int
    mel_bins: int
    window_samples: int
    hop_samples: int

    def frames_for(self, samples: int) -> int:
        """Least number of frames whose sound covers `samples`."""
        return -(-samples // self.hop_samples)
