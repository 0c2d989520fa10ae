"""The candidates of a pool on their way from noise to clean latents, in batches; at looks the weak are left behind.

Batches only ever shrink: who goes on after a look goes on in the batch it began in, so that the bits of a candidate
depend on a falling chain of companies, which its layout names and with which it can be made again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import torch
from torch import Tensor

from foley_models.batches import Batches, run_unless_too_large
from foley_models.requests import WentOn
from foley_models.samplers import PredictEps, Sampling

Rows = tuple[int, ...]  # indices of candidates
Begin = Callable[[Rows], Sampling]
Predict = Callable[[Rows], PredictEps]


@dataclass(frozen=True)
class Look:
    """After so many steps a few go on."""

    after: int
    keep: int


Looks = Callable[[int], Sequence[Look]]  # of how many steps there are in all
Choose = Callable[[Look, Sequence[int], Tensor], Rows]  # rows and the clean latents that are foreseen for them


@dataclass(frozen=True)
class Company:
    """Rows that were computed together: who began, who went on after each look, and where they are now."""

    began: Rows
    state: Sampling
    looks: tuple[WentOn, ...] = ()

    @property
    def here(self) -> Rows:
        """Who is still there."""
        return self.looks[-1].indices if self.looks else self.began


class Denoising:
    """Carries the rows of one pool through a sampler; `on_work` hears which share of the work is done."""

    def __init__(
        self, begin: Begin, predict: Predict, *, batches: Batches, on_work: Callable[[float], None], inside: "Inside"
    ) -> None:
        self._begin, self._predict, self._batches = begin, predict, batches
        self._on_work, self._inside = on_work, inside
        self._done, self._whole = 0, 1

    def run(self, rows: Sequence[int], looks: Looks, choose: Choose) -> list[Company]:
        """The companies at the end of the sampling, in the order of their rows.

        DeviceMemoryError where not even one row fits; what the prediction or `on_work` raises.
        """
        companies = [self._begun(part) for part in _split(tuple(rows), self._batches.size)]
        steps = companies[0].state.steps
        ahead = looks(steps)
        self._done, self._whole = 0, _work(len(rows), ahead, steps)
        for look in ahead:
            companies = _chosen(self._advanced(companies, look.after), look, choose)
        return self._advanced(companies, steps)

    def _begun(self, rows: Rows) -> Company:
        return Company(rows, self._begin(rows))

    def _advanced(self, companies: Sequence[Company], until: int) -> list[Company]:
        return [after for company in companies for after in self._advance(company, until)]

    def _advance(self, company: Company, until: int) -> Iterator[Company]:
        done = self._done
        end = run_unless_too_large(lambda: self._stepped(company, until))
        if end is not None:
            yield replace(company, state=end)
            return
        self._done = done
        self._batches.shrink(len(company.here))
        for alone in self._singles(company):
            yield from self._advance(alone, until)

    def _stepped(self, company: Company, until: int) -> Sampling:
        state, rows = company.state, company.here
        predict = self._predict(rows)
        while state.taken < until:
            self._inside.begin(self._done / self._whole, len(rows) / self._whole)
            state = state.step(predict)
            self._done += len(rows)
            self._on_work(self._done / self._whole)
        return state

    def _singles(self, company: Company) -> Iterator[Company]:
        """Each of a company that did not fit alone, from where it was at the last look."""
        for place, row in enumerate(company.here):
            if not company.looks:
                yield self._begun((row,))
            else:
                looks = (*company.looks[:-1], replace(company.looks[-1], indices=(row,)))
                yield replace(company, state=company.state.some([place]), looks=looks)


class Inside:
    """Where one step is itself made of several parts: turns their progress into that of the whole."""

    def __init__(self, on_work: Callable[[float], None]) -> None:
        self._on_work = on_work
        self._from, self._share = 0.0, 0.0

    def begin(self, start: float, share: float) -> None:
        """From now on a step is made that is `share` of the whole and begins at `start`."""
        self._from, self._share = start, share

    def report(self, part: float) -> None:
        """The step at hand is done to `part`."""
        self._on_work(min(self._from + part * self._share, 1.0))


def never(_: int) -> Sequence[Look]:
    """No look at all."""
    return ()


def every(_: Look, rows: Sequence[int], __: Tensor) -> Rows:
    """The choice of those who leave nobody behind."""
    return tuple(rows)


def _chosen(companies: Sequence[Company], look: Look, choose: Choose) -> list[Company]:
    here = [row for company in companies for row in company.here]
    kept = set(choose(look, here, torch.cat([company.state.z0s[-1] for company in companies])))
    return [left for company in companies if (left := _left(company, kept, look.after)) is not None]


def _left(company: Company, kept: set[int], after: int) -> Company | None:
    places = [place for place, row in enumerate(company.here) if row in kept]
    if not places:
        return None
    indices = tuple(company.here[place] for place in places)
    return replace(company, state=company.state.some(places), looks=(*company.looks, WentOn(after, indices)))


def _split(rows: Rows, size: int) -> list[Rows]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _work(rows: int, looks: Sequence[Look], steps: int) -> int:
    """Rows times steps."""
    ends = [0, *(look.after for look in looks), steps]
    counts = [rows, *(look.keep for look in looks)]
    return max(1, sum(count * (stop - start) for count, (start, stop) in zip(counts, pairwise(ends), strict=True)))
