"""The model stack: from a request to ranked candidates, the one door of this package."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.batches import Batches
from foley_models.candidate_seeds import candidate_seed
from foley_models.errors import NothingPassedError
from foley_models.limits import check_request
from foley_models.pack import Pack
from foley_models.plan import Plan, make_plan
from foley_models.progress import RANK, TEXT, OnProgress, Watch
from foley_models.render import Renderer, is_sound
from foley_models.requests import Candidate, GenerationRequest, GenerationResult
from foley_models.selection import Scored, choose, score_embeddings

BATCH_SIZE = 8
POOLS_MOST = 3


@dataclass
class Made:
    """What one request has made so far; what was silent or broken is only counted."""

    scored: list[Scored] = field(default_factory=list)
    waveforms: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    unsound: int = 0


class ModelStack:
    """A loaded pack that answers requests, one at a time."""

    def __init__(self, pack: Pack, *, batch_size: int = BATCH_SIZE) -> None:
        self.pack = pack
        self._batch_size = batch_size

    def generate(
        self,
        request: GenerationRequest,
        *,
        on_progress: OnProgress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> GenerationResult:
        """Up to `request.count` candidates, best first.

        The same request with the same pack, machine, threads and batch size gives the same bits; another batch size, in
        float32, gives samples within 1e-3 of full scale of them. Both callbacks are
        called at least once a sampling step, in this thread.

        RequestError where the request cannot be met, NothingPassedError where three pools gave nothing to deliver,
        CancelledError within a step of `cancelled()` becoming true, DeviceMemoryError.
        """
        check_request(request)
        watch = Watch(on_progress, cancelled, pools=POOLS_MOST if request.under == "drop" else 1)
        with torch.inference_mode():
            watch.report(TEXT, 0.0)
            plan = make_plan(self.pack, request, self._category_texts)
            watch.report(TEXT, 1.0)
            made = self._make(request, plan, watch)
        chosen = choose(made.scored, request.count, request.under)
        if not chosen:
            raise NothingPassedError(_explain(made, plan))
        watch.report(RANK, 1.0)
        return _result(self.pack, request, plan, made=made, chosen=chosen)

    @cached_property
    def _category_texts(self) -> Tensor:
        return self.pack.parts.encoder.embed_text([one.prompt for one in self.pack.card.categories.values()])

    def _make(self, request: GenerationRequest, plan: Plan, watch: Watch) -> Made:
        """Pools of candidates until there are enough to deliver, at most POOLS_MOST."""
        made = Made()
        renderer = Renderer(self.pack.parts, plan, watch, batches=Batches(self._batch_size))
        for pool in range(POOLS_MOST):
            watch.begin_pool(pool)
            indices = list(range(pool * plan.pool, (pool + 1) * plan.pool))
            waveforms = renderer.decode(renderer.denoise([candidate_seed(request.seed, one) for one in indices]))
            _score(made, indices, waveforms, plan=plan, renderer=renderer)
            if len(choose(made.scored, request.count, request.under)) == request.count:
                break
        return made


def _score(made: Made, indices: list[int], waveforms: Tensor, *, plan: Plan, renderer: Renderer) -> None:
    """Add a pool's sound candidates with their scores to `made`."""
    sound = is_sound(waveforms)
    kept = [index for index, good in zip(indices, sound.tolist(), strict=True) if good]
    made.unsound += len(indices) - len(kept)
    if not kept:
        return
    audible = waveforms[sound]
    scores = [float("nan")] * len(kept)
    if plan.target is not None:
        scores = score_embeddings(renderer.embed(audible), plan.target)
    for index, score, waveform in zip(kept, scores, audible.cpu(), strict=True):
        made.scored.append(Scored(index, score, passed=score >= plan.threshold))
        made.waveforms[index] = waveform.numpy().copy()


def _result(
    pack: Pack, request: GenerationRequest, plan: Plan, *, made: Made, chosen: list[Scored]
) -> GenerationResult:
    candidates = [
        Candidate(
            index=one.index,
            rank=rank,
            score=one.score,
            passed=one.passed,
            seed=candidate_seed(request.seed, one.index),
            waveform=made.waveforms[one.index],
            rate_hz=pack.card.audio.rate_hz,
        )
        for rank, one in enumerate(chosen, start=1)
    ]
    return GenerationResult(
        candidates=tuple(candidates),
        rejected=made.unsound + (_under_threshold(made) if request.under == "drop" else 0),
        category=plan.category,
        threshold=plan.threshold,
        guidance=plan.guidance,
        steps=plan.steps,
        sampler=plan.sampler,
    )


def _under_threshold(made: Made) -> int:
    return sum(not one.passed for one in made.scored)


def _explain(made: Made, plan: Plan) -> str:
    if not made.scored:
        return (
            f"All {made.unsound} candidates were silent or broken: try another seed or fewer changes to guidance and "
            "steps; if it stays so, the pack does not work on this device, use another."
        )
    best = max(one.score for one in made.scored)
    return (
        f"None of {made.unsound + len(made.scored)} candidates passed: the best scored {best:.2f}, the threshold of "
        f"{plan.category!r} is {plan.threshold:.2f}; lower it, say it in other words, or ask for under 'mark'."
    )
