"""The model stack: from a request to ranked candidates, the one door of this package."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.batches import Batches
from foley_models.candidate_seeds import candidate_seed
from foley_models.environment import Environment, environment_of
from foley_models.errors import NothingPassedError, RequestError
from foley_models.handover import Gate, Handover, Pool
from foley_models.limits import POOL_MOST, check_request
from foley_models.pack import Pack
from foley_models.plan import Plan, definite, make_plan
from foley_models.progress import RANK, TEXT, OnProgress, Watch
from foley_models.render import Renderer, is_sound
from foley_models.requests import (
    Candidate,
    GenerationRequest,
    GenerationResult,
    Layout,
    Planned,
    Ranking,
    Remade,
    StreamEvent,
    Summary,
)
from foley_models.selection import Scored, score_embeddings

BATCH_SIZE = 8
POOLS_MOST = 3


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
        gate: Gate | None = None,
    ) -> GenerationResult:
        """Up to `request.count` candidates, best first: what `stream` hands over, collected.

        The same request with the same pack, machine, threads and batch size gives the same bits; another batch size, in
        float32, gives samples within 1e-3 of full scale of them. Both callbacks are
        called at least once a sampling step, in this thread. Raises what `stream` raises.
        """
        return _collected(self.stream(request, on_progress=on_progress, cancelled=cancelled, gate=gate))

    def stream(
        self,
        request: GenerationRequest,
        *,
        on_progress: OnProgress | None = None,
        cancelled: Callable[[], bool] | None = None,
        gate: Gate | None = None,
        skip: frozenset[int] = frozenset(),
        batch_size: int | None = None,
    ) -> Iterator[StreamEvent]:
        """Planned, then each candidate as soon as it is chosen, best first, and a Summary last.

        What one pool has to give is handed over before another is made; where a later one is better, a Ranking follows
        it. `gate` is asked about each that is about to be handed over, and the next in rank takes the place of one it
        refuses. Candidates in `skip` were handed over before (a crash came between): they are made again, so that the
        batches are the same, but not handed over again, and a Ranking says where they stand.

        RequestError where the request cannot be met, NothingPassedError where three pools gave nothing to deliver,
        CancelledError within a step of `cancelled()` becoming true, DeviceMemoryError.
        """
        check_request(request)
        watch = Watch(on_progress, cancelled, pools=POOLS_MOST if request.under == "drop" else 1)
        plan = self._plan(request, watch)
        yield Planned(definite(request, plan))
        renderer = Renderer(self.pack.parts, plan, watch, batches=Batches(batch_size or self._batch_size))
        handover = Handover(request, plan, rate_hz=self.pack.card.audio.rate_hz, gate=gate, skip=skip)
        for number in range(POOLS_MOST):
            watch.begin_pool(number)
            yield from handover.take(_make_pool(request.seed, plan, renderer, number=number))
            if handover.complete:
                break
        if not handover.delivered:
            raise NothingPassedError(handover.explanation())
        watch.report(RANK, 1.0)
        yield handover.summary()

    def remake(
        self,
        request: GenerationRequest,
        layout: Layout,
        index: int,
        *,
        on_progress: OnProgress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Remade:
        """One candidate of a request again, in the company it was made in: in the same environment, the same bits.

        RequestError where the layout is not one of that candidate; CancelledError, DeviceMemoryError.
        """
        check_request(request)
        _check_layout(layout, index)
        watch = Watch(on_progress, cancelled, pools=1)
        plan = self._plan(request, watch)
        renderer = Renderer(self.pack.parts, plan, watch, batches=Batches(len(layout.denoised)))
        waveform, actual = _render_again(request.seed, renderer, layout, index=index)
        return Remade(waveform.cpu().numpy().copy(), self.pack.card.audio.rate_hz, actual)

    def embed_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the pack's text tower makes of texts: L2-normalised embeddings (text, 512)."""
        with torch.inference_mode():
            embeddings: NDArray[np.float32] = self.pack.parts.encoder.embed_text(texts).float().cpu().numpy()
        return embeddings

    def environment(self) -> Environment:
        """What the bits depend on besides pack, request and layout, as it is now."""
        return environment_of(self.pack.parts.unconditional.device, self.pack.dtype)

    def _plan(self, request: GenerationRequest, watch: Watch) -> Plan:
        watch.report(TEXT, 0.0)
        with torch.inference_mode():
            plan = make_plan(self.pack, request, self._category_texts)
        watch.report(TEXT, 1.0)
        return plan

    @cached_property
    def _category_texts(self) -> Tensor:
        return self.pack.parts.encoder.embed_text([one.prompt for one in self.pack.card.categories.values()])


# Inference mode is on while something is computed and never across a `yield`: it would hold for whoever listens, too.
@torch.inference_mode()
def _make_pool(seed: int, plan: Plan, renderer: Renderer, *, number: int) -> Pool:
    indices = range(number * plan.pool, (number + 1) * plan.pool)
    latents, denoised = renderer.denoise([candidate_seed(seed, one) for one in indices])
    waveforms, decoded = renderer.decode(latents)
    pool = Pool(indices)
    for row, index in enumerate(indices):
        pool.layouts[index] = Layout(_company(indices, denoised, row), _company(indices, decoded, row))
    _score(pool, waveforms, plan=plan, renderer=renderer)
    return pool


def _score(pool: Pool, waveforms: Tensor, *, plan: Plan, renderer: Renderer) -> None:
    """Add the sound ones of a pool with their scores."""
    sound = is_sound(waveforms)
    kept = [index for index, good in zip(pool.indices, sound.tolist(), strict=True) if good]
    if not kept:
        return
    audible = waveforms[sound]
    scores = [float("nan")] * len(kept)
    if plan.target is not None:
        scores = score_embeddings(renderer.embed(audible), plan.target)
    for index, score, waveform in zip(kept, scores, audible.cpu(), strict=True):
        pool.scored.append(Scored(index, score, passed=score >= plan.threshold))
        pool.waveforms[index] = waveform.numpy().copy()


@torch.inference_mode()
def _render_again(seed: int, renderer: Renderer, layout: Layout, *, index: int) -> tuple[Tensor, Layout]:
    """The waveform (sample,) of a candidate, and the company it really had."""
    latents, denoised = renderer.denoise([candidate_seed(seed, one) for one in layout.denoised])
    rows = [layout.denoised.index(one) for one in layout.decoded]
    waveforms, decoded = renderer.decode(latents[rows])
    row = layout.decoded.index(index)
    actual = Layout(_company(layout.denoised, denoised, rows[row]), _company(layout.decoded, decoded, row))
    return waveforms[row], actual


def _company(indices: Sequence[int], spans: Sequence[range], row: int) -> tuple[int, ...]:
    """The indices that were in one batch with that of `row`."""
    (span,) = [one for one in spans if row in one]
    return tuple(indices[one] for one in span)


def _check_layout(layout: Layout, index: int) -> None:
    denoised, decoded = set(layout.denoised), set(layout.decoded)
    fits = index in decoded and decoded <= denoised and 0 <= min(denoised) <= max(denoised) < POOLS_MOST * POOL_MOST
    distinct = len(denoised) == len(layout.denoised) <= POOL_MOST and len(decoded) == len(layout.decoded)
    if not (fits and distinct):
        raise RequestError(
            f"Candidate {index} cannot have been made in batches of {layout.denoised} and {layout.decoded}: the second "
            "must hold it and be part of the first. The recipe was changed, or written by another version."
        )


def _collected(events: Iterator[StreamEvent]) -> GenerationResult:
    candidates: dict[int, Candidate] = {}
    order: list[int] = []
    for event in events:
        if isinstance(event, Candidate):
            candidates[event.index] = event
            order.append(event.index)
        elif isinstance(event, Ranking):
            order = list(event.indices)
        elif isinstance(event, Summary):
            summary = event
    ranked = [replace(candidates[index], rank=place) for place, index in enumerate(order, start=1)]
    return GenerationResult(
        candidates=tuple(ranked),
        rejected=summary.rejected,
        reasons=summary.reasons,
        category=summary.category,
        threshold=summary.threshold,
        guidance=summary.guidance,
        steps=summary.steps,
        sampler=summary.sampler,
    )
