"""From a latent of any length to its sound, a piece at a time: each with some of what is around it, joined exactly.

A codec or a vocoder hears only so far. A piece that is made with more around it than that comes out as it would in the
whole, and what was around it is thrown away. In a circle the beginning lies around the end and the end around the
beginning. An autoencoder that looks at all of its input is joined by a crossfade of spectrograms; others need none,
and it changes nothing for them.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from foley_models.parts import ModelParts, PlacedVocoder
from foley_models.windows import stretches, taken

PIECE_S = 10.0  # of one piece with what is around it: no more memory than the longest sound that is made at once
MARGIN_FRAMES = 64  # of spectrogram, on either side; the vocoders at hand hear fewer than 48


class PieceDecoder:
    """Decodes one latent; `on_piece` is told how much is done and may raise."""

    def __init__(
        self, parts: ModelParts, *, circular: bool, on_piece: Callable[[float], None], piece_s: float = PIECE_S
    ) -> None:
        self._parts, self._circular, self._on_piece, self._piece_s = parts, circular, on_piece, piece_s
        self._frames_per_latent = frames_per_latent(parts)
        self._margin = max(1, MARGIN_FRAMES // self._frames_per_latent)  # in latent frames

    def waveform(self, latents: Tensor) -> Tensor:
        """Waveform (1, latent frames * samples of one) in float32 of latents (1, channel, time, frequency)."""
        return self.synthesize(self.log_mel(latents))

    def log_mel(self, latents: Tensor) -> Tensor:
        """Log-mel (1, frame, bin) of latents (1, channel, time, frequency)."""
        time, ratio = latents.shape[2], self._frames_per_latent
        whole: Tensor | None = None
        for start, stop in self._bodies(time, self._piece_latents, self._margin):
            first, last = self._around(start, stop, self._margin, time)
            piece = self._parts.codec.decode(taken(latents, first, last - first))[:, : (last - first) * ratio]
            piece = piece * self._crossfade(start - first, stop - start, last - stop).to(piece)
            if whole is None:
                whole = piece.new_zeros(len(latents), time * ratio, piece.shape[2])
            for place, offset, length in stretches(first * ratio, piece.shape[1], time * ratio):
                whole[:, place : place + length] += piece[:, offset : offset + length]
            self._on_piece(0.2 * stop / time)
        if whole is None:
            raise ValueError("a latent without frames")
        return whole

    def synthesize(self, log_mel: Tensor) -> Tensor:
        """Waveform (1, frame * hop) in float32 of log-mel (1, frame, bin)."""
        frames, hop = log_mel.shape[1], self._parts.spec.hop_samples
        waveform = torch.empty(len(log_mel), frames * hop, device=log_mel.device)
        piece_frames = self._piece_latents * self._frames_per_latent
        for start, stop in self._bodies(frames, piece_frames, MARGIN_FRAMES):
            first, last = self._around(start, stop, MARGIN_FRAMES, frames)
            piece = self._sound(log_mel, first, last)
            waveform[:, start * hop : stop * hop] = piece[:, (start - first) * hop : (stop - first) * hop]
            self._on_piece(0.2 + 0.8 * stop / frames)
        return waveform

    def _sound(self, log_mel: Tensor, first: int, last: int) -> Tensor:
        """Of frames from `first`, which may be below 0 in a circle, to `last`."""
        frames = log_mel.shape[1]
        places = torch.arange(first, last) % frames
        piece = log_mel[:, places.to(log_mel.device)]
        vocoder = self._parts.vocoder
        return vocoder.synthesize_at(piece, places) if isinstance(vocoder, PlacedVocoder) else vocoder.synthesize(piece)

    @property
    def _piece_latents(self) -> int:
        """Latent frames of a piece; never less than three margins, so that every piece has something of its own."""
        spec = self._parts.spec
        frames = int(self._piece_s * spec.rate_hz / spec.hop_samples)
        return max(frames // self._frames_per_latent, 3 * self._margin)

    def joins(self, frames: int) -> list[int]:
        """The frames of spectrogram at which pieces of a sound of so many frames are joined, its ends left out."""
        bodies = list(self._bodies(frames, self._piece_latents * self._frames_per_latent, MARGIN_FRAMES))
        return [start for start, _ in bodies[1:]]

    def _bodies(self, length: int, piece: int, margin: int) -> Iterator[tuple[int, int]]:
        """Ranges that cover `length`, as even as can be, each to be made with margins in one piece."""
        count = -(-length // (piece - 2 * margin))
        for one in range(count):
            yield one * length // count, (one + 1) * length // count

    def _around(self, start: int, stop: int, margin: int, length: int) -> tuple[int, int]:
        if self._circular:
            return start - margin, stop + margin
        return max(0, start - margin), min(length, stop + margin)

    def _crossfade(self, before: int, body: int, after: int) -> Tensor:
        """Weights (frame, 1) of a piece of latent frames: rising over the middle half of its margins' width."""
        ratio = self._frames_per_latent
        half = self._margin // 2
        fade = (torch.arange(2 * half * ratio) + 0.5) / max(1, 2 * half * ratio)
        weight = torch.ones((before + body + after) * ratio)
        if before:
            edge = (before - half) * ratio
            weight[:edge] = 0.0
            weight[edge : edge + len(fade)] = weight[edge : edge + len(fade)] * fade
        if after:
            edge = (before + body + half) * ratio
            weight[edge:] = 0.0
            weight[edge - len(fade) : edge] = weight[edge - len(fade) : edge] * fade.flip(0)
        return weight[:, None]


def frames_per_latent(parts: ModelParts) -> int:
    """Mel frames that one latent frame of a pack stands for."""
    many = 1 << 20
    return many // parts.codec.latent_shape(many)[1]
