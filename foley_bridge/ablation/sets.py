"""The sets of sounds of an ablation: made by a system under some noise, heard at once; what was heard is kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_bridge.ablation.adapters import key_of
from foley_bridge.ablation.heard import CLAP, Heard, Listener, joined, keep, kept
from foley_bridge.ablation.material import SEED_STEP, Wanted, asks_of
from foley_bridge.ablation.options import Options
from foley_bridge.ablation.systems import AUDIO, FILTER, LABEL_TEXT, NONE, OTHER_TEXTS, SELECTIONS, TUNED, Texts
from foley_bridge.evaluation.target_sets import choose_targets
from foley_models.candidate_seeds import target_draw

if TYPE_CHECKING:
    from pathlib import Path

    from foley_models.pack import Pack
    from foley_models.training.choosing import Ask, Chooser, Made, Pools

FORMAT = 1  # of this module: what another version heard is not taken
AT_A_TIME = 64  # sounds whose waveforms are held together
Array = NDArray[np.float64]
OnFraction = Callable[[float], None]


@dataclass(frozen=True)
class SetOf:
    """Which set: the trained stages of its system, what it is asked with, its noise, and how it is chosen from."""

    adapters: tuple[str, ...]
    texts: Texts
    noise: int
    pooled: bool


class Sets:
    """Makes sets, or finds them; `identity` says of what pack, ears and recordings they are."""

    def __init__(
        self, pack: "Pack", wanted: Sequence[Wanted], options: Options, listener: Listener, *, identity: object
    ) -> None:
        """`pack` is the one that sounds are made with, without any adapter."""
        self._pack, self._wanted, self._options, self._listener = pack, tuple(wanted), options, listener
        self._identity = key_of(FORMAT, identity, [asdict(one) for one in wanted])
        self.targets: Mapping[str, Array] = {}  # class -> embeddings (k, 512) of its training recordings

    def missing(self, one: SetOf) -> bool:
        """Whether a set is still to be made."""
        return not self._file(one).is_file()

    def get(self, one: SetOf, pack: "Callable[[], Pack]", on_progress: OnFraction) -> dict[str, Heard]:
        """The set under each choice; `pack` is asked for only where it has to be made."""
        found = kept(self._file(one))
        if found is None:
            found = self._made(one, pack(), on_progress)
            keep(self._file(one), found)
        return found

    def _made(self, one: SetOf, pack: "Pack", on_progress: OnFraction) -> dict[str, Heard]:
        from foley_models.training.choosing import Chooser

        asks = asks_of(self._wanted, one.texts, noise=one.noise)
        expected = len(asks) * (self._options.candidates if one.pooled else (1 + self._options.candidates) / 2)
        chooser = Chooser(pack, seconds=self._options.seconds, on_sounds=_counting(expected, on_progress))
        parts: list[dict[str, Heard]] = []
        for start in range(0, len(asks), AT_A_TIME):
            rows = range(start, min(start + AT_A_TIME, len(asks)))
            way = self._from_pools if one.pooled else self._until_passed
            parts.append(way(chooser, [asks[row] for row in rows], [self._wanted[row] for row in rows]))
        return {choice: joined([part[choice] for part in parts]) for choice in parts[0]}

    def _until_passed(self, chooser: "Chooser", asks: "Sequence[Ask]", wanted: Sequence[Wanted]) -> dict[str, Heard]:
        plain, filtered = chooser.until_passed(asks, most=self._options.candidates)
        first = self._heard(plain, wanted)
        again = [row for row in range(len(asks)) if int(filtered.candidates[row]) > 1]
        return {NONE: first, FILTER: self._changed(first, filtered, wanted, again)}

    def _heard(self, made: "Made", wanted: Sequence[Wanted]) -> Heard:
        windows, scores = self._listen(list(made.waveforms.numpy()), wanted)
        candidates = made.candidates.double().numpy()
        return Heard(windows, scores, candidates, made.passed.numpy(), made.seconds)

    def _changed(self, first: Heard, made: "Made", wanted: Sequence[Wanted], rows: Sequence[int]) -> Heard:
        """What the filter delivers: only where it went on looking, something else than the first candidate."""
        windows, scores = {ear: list(one) for ear, one in first.windows.items()}, first.scores.copy()
        if rows:
            waveforms = made.waveforms.numpy()
            heard, scores[list(rows)] = self._listen([waveforms[row] for row in rows], [wanted[row] for row in rows])
            for ear, own in heard.items():
                for row, one in zip(rows, own, strict=True):
                    windows[ear][row] = one
        return Heard(windows, scores, made.candidates.double().numpy(), made.passed.numpy(), made.seconds)

    def _from_pools(self, chooser: "Chooser", asks: "Sequence[Ask]", wanted: Sequence[Wanted]) -> dict[str, Heard]:
        size = self._options.candidates
        pools = chooser.pools(asks, size=size)
        return {
            choice: self._chosen(pools, columns, wanted, count=1 if choice == NONE else size)
            for choice, columns in self._columns(chooser, pools, asks, wanted)
        }

    def _columns(
        self, chooser: "Chooser", pools: "Pools", asks: "Sequence[Ask]", wanted: Sequence[Wanted]
    ) -> Iterator[tuple[str, list[int]]]:
        """Which candidate of each pool is the nearest to each kind of target."""
        candidates = pools.embeddings.double().numpy()
        tuned = chooser.texts([one.prompt for one in asks], tuned=True).double().numpy()
        targets = {
            LABEL_TEXT: chooser.texts([one.bare for one in wanted], tuned=False).double().numpy(),
            OTHER_TEXTS: chooser.texts([one.sentences[-1] for one in wanted], tuned=False).double().numpy(),
            TUNED: tuned,
            AUDIO: self._drawn(asks, wanted, tuned),
        }
        yield NONE, [0] * len(asks)
        for choice in SELECTIONS[1:]:
            yield choice, np.einsum("ijk,ik->ij", candidates, targets[choice]).argmax(axis=1).tolist()

    def _drawn(self, asks: "Sequence[Ask]", wanted: Sequence[Wanted], tuned: Array) -> Array:
        """A recording of the class to rank against, drawn by the sound's seed; the text where the class has none."""
        rows = []
        for ask, one, text in zip(asks, wanted, tuned, strict=True):
            own = self.targets.get(one.label)
            rows.append(text if own is None else own[target_draw(ask.seed, len(own))])
        return np.stack(rows)

    def _chosen(self, pools: "Pools", columns: Sequence[int], wanted: Sequence[Wanted], *, count: int) -> Heard:
        waveforms = pools.waveforms.numpy()
        windows, scores = self._listen([waveforms[row, column] for row, column in enumerate(columns)], wanted)
        share = count / pools.waveforms.shape[1]
        made = np.full(len(columns), float(count))
        return Heard(windows, scores, made, np.zeros(0, dtype=bool), pools.seconds * share)

    def _listen(
        self, waveforms: Sequence[NDArray[np.float32]], wanted: Sequence[Wanted]
    ) -> tuple[dict[str, list[Array]], Array]:
        return self._listener.hear(waveforms, self._pack.card.audio.rate_hz, [one.caption for one in wanted])

    def _file(self, one: SetOf) -> "Path":
        options = self._options
        way = (options.seconds, options.candidates, options.targets if one.pooled else 0, SEED_STEP)
        said = key_of(self._identity, way, asdict(one))
        return options.work / "sets" / f"{said}.npz"


def _counting(expected: float, on_progress: OnFraction) -> Callable[[int], None]:
    """Tells of candidates as a part of those that are expected: how many a filter needs is known afterwards."""
    made = 0

    def more(count: int) -> None:
        nonlocal made
        made += count
        on_progress(min(0.99, made / expected))

    return more


def targets_of(
    heard: Heard, labels: Sequence[str], names: Sequence[str], texts: Mapping[str, Array], count: int
) -> dict[str, Array]:
    """Of each class, its training recordings nearest to its text (512,), as `foley-bridge targets` chooses them."""
    clips = heard.clips(CLAP)
    chosen = {}
    for label in sorted(set(labels) & texts.keys()):
        rows = [row for row, one in enumerate(labels) if one == label]
        own = [names[row] for row in rows]
        _, chosen[label] = choose_targets(label, own, clips[rows], texts[label], min(count, len(rows)))
    return chosen
