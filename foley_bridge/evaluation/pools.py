"""Pools of candidates under several guidances, made for the search of thresholds and kept so that it can go on."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from foley_bridge.evaluation.sounds import OnProgress
from foley_bridge.evaluation.threshold_report import guidance_words
from foley_bridge.evaluation.threshold_search import KEPT_LEAST, Pool
from foley_models.errors import NothingPassedError, RequestError
from foley_models.limits import COUNT_MOST, GUIDANCE_MOST
from foley_models.requests import GenerationRequest

if TYPE_CHECKING:
    from foley_models.evaluation.embedders import Embedder
    from foley_models.stack import ModelStack

CANDIDATES_MOST = 20_000  # about a night on two cores
SIZE_MOST = 512


@dataclass(frozen=True)
class PoolPlan:
    """How large a search is: `size` candidates for each class and guidance, from seeds that follow `seed`."""

    prompts: dict[str, str]
    guidances: tuple[float | None, ...]  # None for the few steps of a pack
    size: int
    seed: int
    request: GenerationRequest

    def __post_init__(self) -> None:
        if not KEPT_LEAST <= self.size <= SIZE_MOST:
            raise RequestError(f"The pool is {self.size}: choose from {KEPT_LEAST} to {SIZE_MOST} candidates.")
        said = [one for one in self.guidances if one is not None]
        if not self.guidances or not all(0 <= one <= GUIDANCE_MOST for one in said):
            raise RequestError(f"The guidances are {tuple(said)}: choose numbers from 0 to {GUIDANCE_MOST:g}.")
        if not self.prompts:
            raise RequestError("There is no class to find thresholds for: give recordings of a category of the pack.")
        if self.candidates > CANDIDATES_MOST:
            raise RequestError(
                f"{self.candidates} candidates are too many for one search: ask for fewer classes or guidances, or a "
                f"smaller pool, {CANDIDATES_MOST} in all at most."
            )

    @property
    def candidates(self) -> int:
        """All that are to be made."""
        return len(self.prompts) * len(self.guidances) * self.size


class PoolMaker:
    """Makes pools, or finds them again under `work`; `identity` names what the pack's sounds depend on."""

    def __init__(self, stack: "ModelStack", ear: "Embedder", work: Path, *, identity: str) -> None:
        self._stack, self._ear, self._work, self._identity = stack, ear, work, identity

    def make_all(self, plan: PoolPlan, on_progress: OnProgress, say: Callable[[str], None]) -> dict[str, list[Pool]]:
        """The pools of each class. After the first that had to be made, `say` hears how long the rest will take."""
        self._work.mkdir(parents=True, exist_ok=True)
        wanted = [(label, guidance) for label in plan.prompts for guidance in plan.guidances]
        missing = [pair for pair in wanted if not self._file(plan, *pair).is_file()]
        say(
            f"{len(wanted)} pools of {plan.size} candidates ({len(plan.prompts)} classes, {len(plan.guidances)} "
            f"guidances), {len(wanted) - len(missing)} of them there already."
        )
        pools: dict[str, list[Pool]] = {label: [] for label in plan.prompts}
        for number, (label, guidance) in enumerate(wanted):
            on_progress(f"{label}, {guidance_words(guidance)}", number / len(wanted))
            began = time.monotonic()
            pools[label].append(self._pool(plan, label, guidance))
            if missing and (label, guidance) == missing[0] and len(missing) > 1:
                left_s = (time.monotonic() - began) * (len(missing) - 1)
                say(f"About {max(1, round(left_s / 60))} minutes are left; what is stopped goes on here later.")
        return pools

    def _pool(self, plan: PoolPlan, label: str, guidance: float | None) -> Pool:
        path = self._file(plan, label, guidance)
        if not path.is_file():
            scores, embeddings = self._made(plan, label, guidance)
            part = path.with_suffix(".part.npz")
            np.savez(part, scores=scores, embeddings=embeddings)
            part.replace(path)
        with np.load(path, allow_pickle=False) as stored:
            return Pool(guidance, stored["scores"], stored["embeddings"])

    def _made(self, plan: PoolPlan, label: str, guidance: float | None) -> tuple[np.ndarray, np.ndarray]:
        scores: list[float] = []
        rows: list[np.ndarray] = []
        for done in range(0, plan.size, COUNT_MOST):
            count = min(COUNT_MOST, plan.size - done)
            known = label if label in self._stack.pack.card.categories else None
            request = replace(
                plan.request,
                prompt=plan.prompts[label],
                category=known,
                guidance=guidance,  # which nobody says of few steps
                count=count,
                pool=count,
                seed=plan.seed + done // COUNT_MOST,
            )
            for candidate in self._candidates(request):
                scores.append(candidate[0])
                rows.append(candidate[1])
        return np.array(scores), np.stack(rows) if rows else np.zeros((0, self._ear.size))

    def _candidates(self, request: GenerationRequest) -> Sequence[tuple[float, np.ndarray]]:
        try:
            made = self._stack.generate(request).candidates
        except NothingPassedError:
            return ()  # all of them silent or broken: the pool is smaller
        return [(one.score, self._ear.embed([one.mono], one.rate_hz)[0]) for one in made]

    def _file(self, plan: PoolPlan, label: str, guidance: float | None) -> Path:
        way = f"{self._identity} {self._ear.name} {plan.request} {plan.size} {plan.seed}"
        said = f"{way} {label} {plan.prompts[label]} {guidance!r}"
        return self._work / f"pool-{hashlib.sha256(said.encode()).hexdigest()[:24]}.npz"
