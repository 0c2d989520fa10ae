"""The number of attention heads of an AudioLDM network, and the repair of published configurations that get it wrong.

AudioLDM was trained with 32 channels a head, so with 4, 8, 12 and 20 heads in the four blocks of the small one. The
public conversion to diffusers drops that number, and diffusers' default, 8 heads everywhere, takes its place. Names and
shapes of the weights do not depend on it, so such a model loads without a word and is wrong by 1 to 3 % a step.
"""

from collections.abc import Mapping, Sequence

from foley_models.errors import PackError

CHANNELS_PER_HEAD = 32


def heads_for(channels: Sequence[int]) -> tuple[int, ...]:
    """Attention heads of each block. PackError where a block's channels are no multiple of 32."""
    for count in channels:
        if count < CHANNELS_PER_HEAD or count % CHANNELS_PER_HEAD:
            raise PackError(f"an AudioLDM block has {count} channels: it must be a multiple of {CHANNELS_PER_HEAD}")
    return tuple(count // CHANNELS_PER_HEAD for count in channels)


def with_right_heads(config: Mapping[str, object]) -> dict[str, object]:
    """A published UNet configuration (diffusers' `config.json`) whose heads are those the network was trained with.

    diffusers reads `attention_head_dim` as the number of heads where `num_attention_heads` is not given. One number for
    all blocks, or none, is the fault described above and is replaced; a list for the blocks was written by someone who
    knew, and stays. PackError where the configuration has no `block_out_channels`.
    """
    channels = config.get("block_out_channels")
    if not isinstance(channels, list | tuple):
        raise PackError(f"the UNet's configuration has block_out_channels {channels!r}: it must be a list of numbers")
    named = config.get("num_attention_heads") or config.get("attention_head_dim")
    if isinstance(named, list | tuple):
        return dict(config)
    return {**config, "num_attention_heads": None, "attention_head_dim": heads_for(channels)}
