"""The model stack: from a request to ranked candidates, the one door of this package."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.batches import Batches
from foley_models.embedding import hear_sound
from foley_models.environment import Environment, environment_of
from foley_models.errors import NothingPassedError
from foley_models.features import check_able
from foley_models.finishing import as_array
from foley_models.handover import Gate, Handover
from foley_models.limits import POOLS_MOST, check_layout, check_request, check_start
from foley_models.pack import Pack
from foley_models.plan import Plan, avoiding_plan, blended_plan, definite, make_plan
from foley_models.pools import make_pool, render_again
from foley_models.progress import RANK, TEXT, OnProgress, Watch
from foley_models.render import Begun, Renderer
from foley_models.requests import (
    Away,
    Candidate,
    GenerationRequest,
    GenerationResult,
    HeldLatent,
    Layout,
    Planned,
    Ranking,
    Remade,
    Start,
    StreamEvent,
    Summary,
    Variation,
)
from foley_models.sources import SourceLatents, read_latent, share_of_source

BATCH_SIZE = 8


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
        variation: Start | None = None,
    ) -> GenerationResult:
        """Up to `request.count` candidates, best first: what `stream` hands over, collected.

        The same request with the same pack, machine, threads and batch size gives the same bits; another batch size, in
        float32, gives samples within 1e-3 of full scale of them. Both callbacks are
        called at least once a sampling step, in this thread. Raises what `stream` raises.
        """
        return _collected(
            self.stream(request, on_progress=on_progress, cancelled=cancelled, gate=gate, variation=variation)
        )

    def stream(
        self,
        request: GenerationRequest,
        *,
        on_progress: OnProgress | None = None,
        cancelled: Callable[[], bool] | None = None,
        gate: Gate | None = None,
        skip: frozenset[int] = frozenset(),
        batch_size: int | None = None,
        variation: Start | None = None,
    ) -> Iterator[StreamEvent]:
        """Planned, then each candidate as soon as it is chosen, best first, and a Summary last.

        What one pool has to give is handed over before another is made; where a later one is better, a Ranking follows
        it. `gate` is asked about each that is about to be handed over, and the next in rank takes the place of one it
        refuses. Candidates in `skip` were handed over before (a crash came between): they are made again, so that the
        batches are the same, but not handed over again, and a Ranking says where they stand.

        With a `variation` the candidates are like its source, as far as its amount says, less like sounds that were
        heard, imitate a sound or fill a gap in one; they are ranked as any others.

        RequestError where the request cannot be met, NothingPassedError where three pools gave nothing to deliver,
        CancelledError within a step of `cancelled()` becoming true, DeviceMemoryError.
        """
        check_request(request)
        if variation is not None:
            check_start(request, variation)
        check_able(self.pack.card, request, variation)
        watch = Watch(on_progress, cancelled, pools=POOLS_MOST if request.under == "drop" else 1)
        plan = self._plan(request, variation, watch)
        yield Planned(definite(request, plan))
        batches = Batches(batch_size or self._batch_size)
        renderer = Renderer(self.pack.parts, plan, watch, batches=batches, begun=self._begun(variation, plan, watch))
        handover = Handover(request, plan, rate_hz=self.pack.card.audio.rate_hz, gate=gate, skip=skip)
        for number in range(POOLS_MOST):
            watch.begin_pool(number)
            yield from handover.take(make_pool(request.seed, plan, renderer, number=number, always=skip))
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
        variation: Start | None = None,
    ) -> Remade:
        """One candidate of a request again, in the company it was made in: in the same environment, the same bits.

        RequestError where the layout is not one of that candidate; CancelledError, DeviceMemoryError.
        """
        check_request(request)
        check_layout(layout, index)
        if variation is not None:
            check_start(request, variation)
        check_able(self.pack.card, request, variation)
        watch = Watch(on_progress, cancelled, pools=1)
        plan = self._plan(request, variation, watch)
        batches = Batches(len(layout.denoised))
        renderer = Renderer(self.pack.parts, plan, watch, batches=batches, begun=self._begun(variation, plan, watch))
        waveform, actual = render_again(request.seed, renderer, layout, index=index)
        return Remade(as_array(waveform), self.pack.card.audio.rate_hz, actual)

    def hold(self, waveform: NDArray[np.float32], rate_hz: int, *, seconds: float, loop: bool = False) -> HeldLatent:
        """What a variation of a sound (sample,) begins from where it cannot be made again. RequestError, PackError."""
        return read_latent(self.pack.parts, waveform, rate_hz, seconds=seconds, loop=loop)

    def heard(self, waveform: NDArray[np.float32], rate_hz: int) -> NDArray[np.float16]:
        """What the ear that ranks makes of a sound (sample,), as `Away` takes it: (512,).

        RequestError where there is none to hear, NotAvailableError where the pack cannot hear.
        """
        return hear_sound(self.pack, waveform, rate_hz)

    def embed_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the pack's text tower makes of texts: L2-normalised embeddings (text, 512)."""
        with torch.inference_mode():
            embeddings: NDArray[np.float32] = self.pack.parts.encoder.embed_text(texts).float().cpu().numpy()
        return embeddings

    def environment(self) -> Environment:
        """What the bits depend on besides pack, request and layout, as it is now."""
        return environment_of(self.pack.parts.unconditional.device, self.pack.dtype)

    def _plan(self, request: GenerationRequest, start: Start | None, watch: Watch) -> Plan:
        watch.report(TEXT, 0.0)
        plan = self._plan_of(request, start)
        watch.report(TEXT, 1.0)
        return plan

    def _plan_of(self, request: GenerationRequest, start: Start | None) -> Plan:
        with torch.inference_mode():
            from_noise = start is None or (isinstance(start, Away) and start.begun is None)
            plan = make_plan(self.pack, request, self._category_texts, from_noise=from_noise)
            if isinstance(start, Away):
                return avoiding_plan(self.pack, plan, start)
            blend = start.blend if isinstance(start, Variation) else None
            if blend is None:
                return plan
            other = replace(definite(request, plan), prompt=blend.prompt)
            return blended_plan(plan, make_plan(self.pack, other, self._category_texts, from_noise=False), blend.mix)

    def _begun(self, variation: Start | None, plan: Plan, watch: Watch) -> Begun | None:
        watch.begin_source(share_of_source(variation, plan.pool))
        return self._sources.begun(variation, watch)

    @cached_property
    def _sources(self) -> SourceLatents:
        return SourceLatents(self.pack.parts, self._plan_of)

    @cached_property
    def _category_texts(self) -> Tensor:
        return self.pack.parts.encoder.embed_text([one.prompt for one in self.pack.card.categories.values()])


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
