"""Magnitudes of every frequency from a log-mel, which says how loud bands are, and a draft, which says what is in them.

What the log-mel alone gives is smooth within a band: a voice loses its partials. The network's draft has them, but its
bands are as loud as it could make them. So each band of the draft is made as loud as the log-mel says, and the
geometric mean of both is taken, since the draft alone is rougher than real sounds are.
"""

import torch
from torch import Tensor

LEAST_MAGNITUDE = 1e-5
MOST_GAIN = 20.0  # a band of which the draft has nothing is not to be raised out of its rounding


class BandMagnitudes:
    """What a mel basis (frequency bin, mel bin) says of magnitudes."""

    def __init__(self, basis: Tensor) -> None:
        self._basis = basis.float()
        self._unmel = torch.linalg.pinv(self._basis.cpu()).to(basis.device)  # (mel bin, frequency bin)
        spread = self._basis.sum(1, keepdim=True).clamp_min(torch.finfo(torch.float32).tiny)
        self._shares = (self._basis / spread).T.contiguous()  # (mel bin, frequency bin): of which bands a bin is a part

    def smooth(self, log_mel: Tensor) -> Tensor:
        """Magnitudes (batch, frequency bin, frame) that the log-mel (batch, frame, bin) alone gives."""
        found: Tensor = log_mel.float().exp() @ self._unmel
        return found.clamp_min(LEAST_MAGNITUDE).transpose(1, 2)

    def fine(self, log_mel: Tensor, draft: Tensor) -> Tensor:
        """The draft's magnitudes (batch, frequency bin, frame), its bands as loud as the log-mel says."""
        heard = (draft.transpose(1, 2) @ self._basis).clamp_min(LEAST_MAGNITUDE)
        gain = (log_mel.float().exp() / heard).clamp(1 / MOST_GAIN, MOST_GAIN)
        return (draft * (gain.log() @ self._shares).exp().transpose(1, 2)).clamp_min(LEAST_MAGNITUDE)

    def between(self, log_mel: Tensor, draft: Tensor) -> Tensor:
        """The geometric mean of both."""
        return (self.smooth(log_mel) * self.fine(log_mel, draft)).sqrt()
