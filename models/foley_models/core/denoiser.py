"""The denoiser of the embedded pack: a transformer over time that predicts v, sized for two CPU cores.

Two neighbouring latent frames make one token, so that four seconds are 44 tokens. The step and the CLAP embedding
modulate every layer (adaptive layer norm shared by all layers, each with offsets of its own, as in PixArt-alpha,
Chen et al. 2023); the embedding also stands in front of the tokens, where attention can look at it.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foley_models.schedule import NoiseSchedule


@dataclass(frozen=True)
class DenoiserShape:
    """Sizes of the denoiser."""

    channels: int = 8
    rows: int = 20
    window_frames: int = 88  # latent frames it was trained on
    frames_per_token: int = 2
    width: int = 384
    layers: int = 8
    heads: int = 6
    hidden: int = 896
    embedding_size: int = 512
    step_features: int = 256

    @property
    def token_size(self) -> int:
        """Numbers of the latent in one token."""
        return self.channels * self.rows * self.frames_per_token

    @property
    def window_tokens(self) -> int:
        """Tokens of the trained window."""
        return self.window_frames // self.frames_per_token


def step_features(n: Tensor, size: int) -> Tensor:
    """Sines and cosines (batch, size) of steps (batch,)."""
    rates = torch.exp(torch.arange(size // 2, device=n.device) * (-9.21 / (size // 2)))
    angles = n.float()[:, None] * rates
    return torch.cat([angles.cos(), angles.sin()], dim=1)


def rotary(tokens: int, head_size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines (token, head_size) of rotary positions (Su et al., 2021)."""
    rates = 200.0 ** -(torch.arange(0, head_size, 2, device=device) / head_size)
    angles = torch.arange(tokens, device=device)[:, None] * rates
    return angles.cos().repeat(1, 2), angles.sin().repeat(1, 2)


def rotate(x: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Queries or keys (batch, head, token, head_size) turned to their positions."""
    first, second = x.chunk(2, dim=-1)
    turned = torch.cat([-second, first], dim=-1)
    return x * cosines.to(x.dtype) + turned * sines.to(x.dtype)


class Layer(nn.Module):
    """Attention and a gated perceptron, each shifted, scaled and gated by the condition."""

    def __init__(self, shape: DenoiserShape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attention_norm = nn.LayerNorm(shape.width, elementwise_affine=False)
        self.qkv = nn.Linear(shape.width, 3 * shape.width, bias=False)
        self.joined = nn.Linear(shape.width, shape.width, bias=False)
        self.feed_norm = nn.LayerNorm(shape.width, elementwise_affine=False)
        self.feed = nn.Linear(shape.width, 2 * shape.hidden, bias=False)
        self.feed_out = nn.Linear(shape.hidden, shape.width, bias=False)
        self.offsets = nn.Parameter(torch.zeros(6, shape.width))

    def forward(self, x: Tensor, condition: Tensor, positions: tuple[Tensor, Tensor]) -> Tensor:
        """(batch, token, width) under `condition` (batch, 6, width)."""
        parts = (condition + self.offsets).to(x.dtype)[:, :, None].unbind(1)  # six of (batch, 1, width)
        shift, scale, gate, feed_shift, feed_scale, feed_gate = parts
        x = x + gate * self._attend(self.attention_norm(x) * (1 + scale) + shift, positions)
        value, opened = self.feed(self.feed_norm(x) * (1 + feed_scale) + feed_shift).chunk(2, dim=-1)
        out: Tensor = x + feed_gate * self.feed_out(value * nn.functional.silu(opened))
        return out

    def _attend(self, x: Tensor, positions: tuple[Tensor, Tensor]) -> Tensor:
        batch, tokens, width = x.shape
        # (batch, token, 3 * width) -> three of (batch, head, token, head size)
        q, k, v = self.qkv(x).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(rotate(q, *positions), rotate(k, *positions), v)
        out: Tensor = self.joined(mixed.transpose(1, 2).reshape(batch, tokens, width))
        return out


class TokenDenoiser(nn.Module):
    """Latents (batch, channel, time, frequency) and steps to v, for windows of up to `window_frames`."""

    def __init__(self, shape: DenoiserShape) -> None:
        super().__init__()
        self.shape = shape
        self.enter = nn.Linear(shape.token_size, shape.width)
        self.step_in = nn.Linear(shape.step_features, shape.width)
        self.step_out = nn.Linear(shape.width, shape.width)
        self.embedding_in = nn.Linear(shape.embedding_size, shape.width)
        self.embedding_token = nn.Linear(shape.embedding_size, shape.width)
        self.condition = nn.Linear(shape.width, 6 * shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.leave_norm = nn.LayerNorm(shape.width)
        self.leave = nn.Linear(shape.width, shape.token_size)
        for quiet in (self.condition, self.leave):  # every layer starts as nothing added
            nn.init.zeros_(quiet.weight)
            nn.init.zeros_(quiet.bias)

    def forward(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """v (batch, channel, time, frequency) in float32; a zero embedding stands for no condition."""
        scaled = embedding.to(self.enter.weight.dtype) * self.shape.embedding_size**0.5
        features = step_features(n, self.shape.step_features).to(self.enter.weight.dtype)
        step = self.step_out(nn.functional.silu(self.step_in(features)))
        mixed = nn.functional.silu(step + self.embedding_in(scaled))
        condition = self.condition(mixed).reshape(len(z_n), 6, -1)
        x = torch.cat([self.embedding_token(scaled)[:, None], self.enter(self.tokens(z_n))], dim=1)
        positions = rotary(x.shape[1], self.shape.width // self.shape.heads, x.device)
        for layer in self.layers:
            x = layer(x, condition, positions)
        return self.latents(self.leave(self.leave_norm(x[:, 1:])).float())

    def tokens(self, latents: Tensor) -> Tensor:
        """(batch, channel, time, frequency) to (batch, token, token_size) in the weights' type."""
        batch, _, time, _ = latents.shape
        grid = latents.permute(0, 2, 1, 3).reshape(batch, time // self.shape.frames_per_token, -1)
        return grid.to(self.enter.weight.dtype)

    def latents(self, tokens: Tensor) -> Tensor:
        """(batch, token, token_size) to (batch, channel, time, frequency)."""
        batch, count, _ = tokens.shape
        time = count * self.shape.frames_per_token
        return tokens.reshape(batch, time, self.shape.channels, self.shape.rows).permute(0, 2, 1, 3)


class SlidingDenoiser:
    """The denoiser over latents of its window or longer ones, which overlapping windows cover.

    Where windows overlap, their predictions are averaged with weights that fall towards a window's ends (as in
    MultiDiffusion, Bar-Tal et al. 2023), so that a long sound has no seams.
    """

    def __init__(self, network: TokenDenoiser, schedule: NoiseSchedule) -> None:
        self._network = network
        self._schedule = schedule

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, frequency), float32."""
        return self._schedule.eps_from_v(z_n, self._predict_v(z_n, n, embedding), n)

    def _predict_v(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        window = self._network.shape.window_frames
        frames = z_n.shape[2]
        if frames == window:
            v: Tensor = self._network(z_n, n, embedding)
            return v
        starts = window_starts(frames, window)
        cuts = torch.cat([z_n[:, :, start : start + window] for start in starts])
        pieces = self._network(cuts, n.repeat(len(starts)), embedding.repeat(len(starts), 1)).chunk(len(starts))
        ramp = torch.arange(1, window + 1, device=z_n.device, dtype=torch.float32)
        weight = torch.minimum(ramp, ramp.flip(0))[:, None]  # (time, 1)
        total, weights = torch.zeros_like(z_n), torch.zeros_like(z_n[:1, :1])
        for start, piece in zip(starts, pieces, strict=True):
            total[:, :, start : start + window] += piece * weight
            weights[:, :, start : start + window] += weight
        return total / weights


def window_starts(frames: int, window: int) -> list[int]:
    """Starts of windows that cover `frames`, at most two thirds of a window apart, evenly spread."""
    if frames <= window:
        return [0]
    count = -(-(frames - window) // (2 * window // 3)) + 1
    return [round(index * (frames - window) / (count - 1)) for index in range(count)]
