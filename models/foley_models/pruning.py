"""Ranking before decoding: who of a pool goes on, by the latent CLAP encoder's ear.

A candidate's clean latent can be foreseen long before its last step. The latent CLAP encoder (Karchkhadze et al.,
III.D) says how well it fits, so that only the promising are finished, only the best of those are decoded, and the
whole CLAP puts these in their final order. What that saves and costs is measured by
`benchmarks.side_by_side`.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.avoidance import Avoided
from foley_models.denoising import Look
from foley_models.diversity import pick
from foley_models.parts import LatentScorer

LOOK_AT = 0.5  # share of the steps: earlier the encoder hears little, later little is saved
GO_ON = 0.4375  # share of the pool
DECODED = 0.375  # share of the pool
SPARE = 1  # decoded beyond what is asked for, so that the gate may refuse one


def decoded_of(pool: int, count: int) -> int:
    """How many of a pool are decoded, so that `count` can be delivered."""
    return min(pool, max(count + SPARE, math.ceil(DECODED * pool)))


def looks_of(pool: int, count: int, steps: int) -> tuple[Look, ...]:
    """When those that go on are chosen; never, where nearly all would."""
    keep = max(decoded_of(pool, count), math.ceil(GO_ON * pool))
    after = round(LOOK_AT * steps)
    return (Look(after, keep),) if keep < pool and 0 < after < steps else ()


class LatentEar:
    """Chooses among foreseen latents by their fit to a target (512,), and for being unlike each other or others."""

    def __init__(
        self,
        scorer: LatentScorer,
        target: Tensor,
        *,
        diversity: float,
        always: frozenset[int],
        avoided: Avoided | None = None,
        longest_frames: int | None = None,
        own_frames: int | None = None,
    ) -> None:
        """`always` go on whatever they sound like: they were delivered before.

        Of latents only the first `own_frames` are heard, where the rest is no part of the sound; what has more frames
        than `longest_frames` is heard in parts, as sounds are.
        """
        self._longest_frames, self._own_frames = longest_frames, own_frames
        self._scorer, self._target = scorer, target
        self._diversity, self._always, self._avoided = diversity, always, avoided

    def best(self, rows: Sequence[int], latents: Tensor, keep: int) -> tuple[int, ...]:
        """Up to `keep` of the rows, besides those that always go on, in the order of the rows."""
        vectors = self._embedded(latents)
        scores = (vectors @ self._target.to(vectors)).tolist()
        others = [place for place, row in enumerate(rows) if row not in self._always]
        wanted = max(0, keep - (len(rows) - len(others)))
        heard = vectors.cpu().numpy()
        if self._avoided is not None:
            scores = [score - cost for score, cost in zip(scores, self._avoided.cost(heard), strict=True)]
        chosen = pick([scores[place] for place in others], heard[others], wanted, diversity=self._diversity)
        going = self._always | {rows[others[one]] for one in chosen}
        return tuple(row for row in rows if row in going)

    def _embedded(self, latents: Tensor) -> Tensor:
        """L2-normalised embeddings (row, 512)."""
        latents = latents[:, :, : self._own_frames]
        frames, longest = latents.shape[2], self._longest_frames
        if longest is None or frames <= longest:
            return self._scorer.embed_latents(latents)
        count = -(-frames // longest)
        starts = [round(one * (frames - longest) / (count - 1)) for one in range(count)]
        heard = [
            self._scorer.embed_latents(torch.stack([one[:, start : start + longest] for start in starts])).mean(dim=0)
            for one in latents
        ]
        return normalize(torch.stack(heard), dim=-1)
