"""Training under CLAP audio embeddings in place of text (Yuan et al., 3.1.1: no captions are needed for it).

Nothing of the trainer differs: each segment counts as a clip whose one sentence embeds as the segment itself sounds,
and the tuning layer, which is made for text, passes embeddings on as they are.
"""

from dataclasses import replace

import torch

from foley_models.copies import with_own_networks
from foley_models.pack import Pack
from foley_models.training.examples import Examples


def under_audio(examples: Examples) -> Examples:
    """The same segments, each with its own CLAP audio embedding where its caption's was."""
    count = len(examples.audio)
    return replace(
        examples,
        clips=tuple(examples.clips[number] for number in examples.clip_of.tolist()),
        clip_of=torch.arange(count),
        sentences=examples.audio.float(),
        sentence_starts=torch.arange(count + 1),
    )


@torch.no_grad()
def without_tuning(pack: Pack) -> Pack:
    """A pack whose tuning layer is the identity; everything else is shared with the pack that was given."""
    parts = with_own_networks(pack.parts, ("tuning",))
    linear = parts.tuning.linear
    linear.weight.copy_(torch.eye(linear.out_features))
    linear.bias.zero_()
    return replace(pack, parts=parts)
