"""AudioLDM's networks written once more with their original names: what a conversion is compared with.

Only what a test needs: forward passes without dropout, 32 channels a head, the condition joined to the step.
"""

import math
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d, interpolate, leaky_relu, silu

HEAD = 32
GROUPS = 32


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    """Attention (batch, token, channel) spelled out."""
    batch, tokens, channels = q.shape
    split = [one.reshape(batch, tokens, heads, channels // heads).transpose(1, 2) for one in (q, k, v)]
    weights = (split[0] @ split[1].transpose(2, 3) / math.sqrt(channels // heads)).softmax(-1)
    return (weights @ split[2]).transpose(1, 2).reshape(batch, tokens, channels)


class ResBlock(nn.Module):
    def __init__(self, before: int, after: int, step: int) -> None:
        super().__init__()
        self.in_layers = nn.Sequential(nn.GroupNorm(GROUPS, before), nn.SiLU(), nn.Conv2d(before, after, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(step, after))
        self.out_layers = nn.Sequential(
            nn.GroupNorm(GROUPS, after), nn.SiLU(), nn.Dropout(0.0), nn.Conv2d(after, after, 3, padding=1)
        )
        self.skip_connection = nn.Identity() if before == after else nn.Conv2d(before, after, 1)

    def forward(self, x: Tensor, step: Tensor) -> Tensor:
        hidden = self.in_layers(x) + self.emb_layers(step)[:, :, None, None]
        out: Tensor = self.skip_connection(x) + self.out_layers(hidden)
        return out


class CrossAttention(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.to_q = nn.Linear(channels, channels, bias=False)
        self.to_k = nn.Linear(channels, channels, bias=False)
        self.to_v = nn.Linear(channels, channels, bias=False)
        self.to_out = nn.Sequential(nn.Linear(channels, channels), nn.Dropout(0.0))
        self.heads = channels // HEAD

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.to_out(attend(self.to_q(x), self.to_k(x), self.to_v(x), self.heads))
        return out


class GatedGelu(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.proj = nn.Linear(channels, 8 * channels)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, dim=-1)
        out: Tensor = value * nn.functional.gelu(gate)
        return out


class FeedForward(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.net = nn.Sequential(GatedGelu(channels), nn.Dropout(0.0), nn.Linear(4 * channels, channels))


class TransformerBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.attn1, self.ff, self.attn2 = CrossAttention(channels), FeedForward(channels), CrossAttention(channels)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(channels) for _ in range(3))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn1(self.norm1(x))
        x = x + self.attn2(self.norm2(x))
        out: Tensor = x + self.ff.net(self.norm3(x))
        return out


class SpatialTransformer(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, channels, eps=1e-6)
        self.proj_in = nn.Conv2d(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(channels)])
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.proj_in(self.norm(x))
        tokens = self.transformer_blocks[0](hidden.flatten(2).transpose(1, 2))
        out: Tensor = x + self.proj_out(tokens.transpose(1, 2).reshape(hidden.shape))
        return out


class Down(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.op = nn.Conv2d(channels, channels, 3, stride=2, padding=1)


class Up(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)


class UNetModel(nn.Module):
    """Of `channels` with `layers` resnets a block, attention in all blocks but the first."""

    def __init__(  # noqa: C901  # the network's own structure
        self, channels: tuple[int, ...], layers: int, latent: int, embedding: int = 512
    ) -> None:
        super().__init__()
        first = channels[0]
        self.first = first
        self.time_embed = nn.Sequential(nn.Linear(first, 4 * first), nn.SiLU(), nn.Linear(4 * first, 4 * first))
        self.film_emb = nn.Linear(embedding, 4 * first)
        step = 8 * first
        rows = [nn.ModuleList([nn.Conv2d(latent, first, 3, padding=1)])]
        widths, width = [first], first
        for level, channel in enumerate(channels):
            for _ in range(layers):
                rows.append(nn.ModuleList([ResBlock(width, channel, step)]))
                if level:
                    rows[-1].append(SpatialTransformer(channel))
                width = channel
                widths.append(width)
            if level < len(channels) - 1:
                rows.append(nn.ModuleList([Down(width)]))
                widths.append(width)
        self.input_blocks = nn.ModuleList(rows)
        self.middle_block = nn.ModuleList(
            [ResBlock(width, width, step), SpatialTransformer(width), ResBlock(width, width, step)]
        )
        rows = []
        for level in reversed(range(len(channels))):
            for place in range(layers + 1):
                rows.append(nn.ModuleList([ResBlock(width + widths.pop(), channels[level], step)]))
                width = channels[level]
                if level:
                    rows[-1].append(SpatialTransformer(width))
                if level and place == layers:
                    rows[-1].append(Up(width))
        self.output_blocks = nn.ModuleList(rows)
        self.out = nn.Sequential(nn.GroupNorm(GROUPS, first), nn.SiLU(), nn.Conv2d(first, latent, 3, padding=1))

    def forward(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        half = self.first // 2
        angles = n[:, None] * torch.exp(-math.log(10_000) * torch.arange(half) / half)
        step = self.time_embed(torch.cat([angles.cos(), angles.sin()], dim=-1))
        step = torch.cat([step, self.film_emb(embedding)], dim=-1)
        kept, x = list[Tensor](), z_n
        for row in self.input_blocks:
            x = self._pass(row, x, step)
            kept.append(x)
        x = self._pass(self.middle_block, x, step)
        for row in self.output_blocks:
            x = self._pass(row, torch.cat([x, kept.pop()], dim=1), step)
        out: Tensor = self.out(x)
        return out

    @staticmethod
    def _pass(row: nn.Module, x: Tensor, step: Tensor) -> Tensor:
        for layer in row.children():
            if isinstance(layer, ResBlock):
                x = layer(x, step)
            elif isinstance(layer, Down):
                x = layer.op(x)
            elif isinstance(layer, Up):
                x = layer.conv(interpolate(x, scale_factor=2.0, mode="nearest"))
            else:
                x = layer(x)
        return x


class ResnetBlock(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(GROUPS, before, eps=1e-6), nn.GroupNorm(GROUPS, after, eps=1e-6)
        self.conv1, self.conv2 = nn.Conv2d(before, after, 3, padding=1), nn.Conv2d(after, after, 3, padding=1)
        if before != after:
            self.nin_shortcut = nn.Conv2d(before, after, 1)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.conv2(silu(self.norm2(self.conv1(silu(self.norm1(x))))))
        out: Tensor = (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x) + hidden
        return out


class AttnBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, channels, eps=1e-6)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.norm(x)
        q, k, v = (one(hidden).flatten(2).transpose(1, 2) for one in (self.q, self.k, self.v))
        mixed = attend(q, k, v, 1).transpose(1, 2).reshape(x.shape)
        out: Tensor = x + self.proj_out(mixed)
        return out


class Middle(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.block_1, self.attn_1 = ResnetBlock(channels, channels), AttnBlock(channels)
        self.block_2 = ResnetBlock(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.block_2(self.attn_1(self.block_1(x)))
        return out


class Level(nn.Module):
    def __init__(self, widths: list[int]) -> None:
        super().__init__()
        self.block = nn.ModuleList([ResnetBlock(*pair) for pair in pairwise(widths)])

    def forward(self, x: Tensor) -> Tensor:
        for block in self.block:
            x = block(x)
        if hasattr(self, "downsample"):
            x = self.get_submodule("downsample")(nn.functional.pad(x, (0, 1, 0, 1)))
        if hasattr(self, "upsample"):
            x = self.get_submodule("upsample")(interpolate(x, scale_factor=2.0, mode="nearest"))
        return x


class Strided(nn.Module):
    def __init__(self, channels: int, stride: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=stride, padding=0 if stride == 2 else 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv(x)
        return out


class Encoder(nn.Module):
    def __init__(self, channels: tuple[int, ...], layers: int, latent: int) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(1, channels[0], 3, padding=1)
        self.down, width = nn.ModuleList(), channels[0]
        for number, channel in enumerate(channels):
            level = Level([width, *[channel] * layers])
            width = channel
            if number < len(channels) - 1:
                level.downsample = Strided(width, 2)
            self.down.append(level)
        self.mid = Middle(width)
        self.norm_out, self.conv_out = nn.GroupNorm(GROUPS, width, eps=1e-6), nn.Conv2d(width, 2 * latent, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(x)
        for level in self.down:
            x = level(x)
        out: Tensor = self.conv_out(silu(self.norm_out(self.mid(x))))
        return out


class Decoder(nn.Module):
    def __init__(self, channels: tuple[int, ...], layers: int, latent: int) -> None:
        super().__init__()
        width = channels[-1]
        self.conv_in, self.mid = nn.Conv2d(latent, width, 3, padding=1), Middle(width)
        levels = list[Level]()
        for number in reversed(range(len(channels))):
            level = Level([width, *[channels[number]] * (layers + 1)])
            width = channels[number]
            if number:
                level.upsample = Strided(width, 1)
            levels.insert(0, level)
        self.up = nn.ModuleList(levels)
        self.norm_out, self.conv_out = nn.GroupNorm(GROUPS, width, eps=1e-6), nn.Conv2d(width, 1, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        x = self.mid(self.conv_in(z))
        for level in reversed(self.up):
            x = level(x)
        out: Tensor = self.conv_out(silu(self.norm_out(x)))
        return out


class Pairs(nn.Module):
    def __init__(self, channels: int, kernel: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        self.dilations = dilations
        self.convs1 = nn.ModuleList(
            nn.Conv1d(channels, channels, kernel, dilation=d, padding=d * (kernel - 1) // 2) for d in dilations
        )
        self.convs2 = nn.ModuleList(nn.Conv1d(channels, channels, kernel, padding=kernel // 2) for _ in dilations)

    def forward(self, x: Tensor) -> Tensor:
        for one, two in zip(self.convs1, self.convs2, strict=True):
            x = x + two(leaky_relu(one(leaky_relu(x, 0.1)), 0.1))
        return x


class Generator(nn.Module):
    """HiFi-GAN."""

    def __init__(self, bins: int, width: int, rates: tuple[int, ...], kernels: tuple[int, ...]) -> None:
        super().__init__()
        self.conv_pre = nn.Conv1d(bins, width, 7, padding=3)
        self.ups, self.resblocks = nn.ModuleList(), nn.ModuleList()
        for rate, kernel in zip(rates, kernels, strict=True):
            self.ups.append(nn.ConvTranspose1d(width, width // 2, kernel, rate, padding=(kernel - rate) // 2))
            width //= 2
            self.resblocks.extend(Pairs(width, residual, (1, 3)) for residual in (3, 7))
        self.conv_post = nn.Conv1d(width, 1, 7, padding=3)

    def forward(self, log_mel: Tensor) -> Tensor:
        x = self.conv_pre(log_mel)
        for number, up in enumerate(self.ups):
            x = up(leaky_relu(x, 0.1))
            x = (self.resblocks[2 * number](x) + self.resblocks[2 * number + 1](x)) / 2
        post = self.conv_post
        return conv1d(leaky_relu(x), post.weight, post.bias, padding=3).tanh()[:, 0]
