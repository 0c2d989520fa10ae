"""Better or worse: a pack's sounds of held-out recordings' captions, against those recordings, always of one noise."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from foley_models.pack import Pack
    from foley_models.training.examples import Examples

SOUNDS_MOST = 32  # some twenty seconds of a slow machine with the embedded pack
SOUNDS_AIMED = 16  # where there are fewer captions, more than one sound of each
AT_A_TIME = 4  # between two of these, others are served
SECONDS_MOST = 4.0


class Measure:
    """Kernel distance to the held-out recordings (`kad`, less is better) and fit to their captions (`score`).

    Embeddings are those of the pack's CLAP, which no training changes; text is embedded without the tuning layer.
    """

    def __init__(self, pack: "Pack", examples: "Examples", *, seed: int) -> None:
        rows = examples.rows("validation")
        self._pack, self._seed = pack, seed
        self._reference: NDArray[np.float64] = examples.audio[rows].double().numpy()
        captions = [one.captions[0] for one in examples.clips if one.split == "validation"]
        every = max(1, -(-len(captions) // SOUNDS_MOST))
        self._prompts = tuple(captions[::every])
        self._count = -(-SOUNDS_AIMED // len(self._prompts)) if self._prompts else 0

    def of(
        self, pack: "Pack", between: Callable[[], None], on_progress: Callable[[int, int], None] | None = None
    ) -> dict[str, float]:
        """What can be measured of a pack: nothing where no recording is held out. `between` is called now and then."""
        import numpy as np

        from foley_models.errors import RequestError
        from foley_models.evaluation.embedders import text_embeddings
        from foley_models.evaluation.kernel_distance import kad

        if not self._prompts:
            return {}
        heard = self._heard(pack, between, on_progress)
        texts = text_embeddings(self._pack, self._prompts).repeat(self._count, axis=0)
        measured = {"score": float(np.mean(np.sum(heard * texts, axis=1)))}
        try:
            distance = kad(heard, self._reference, resamplings=2)
        except RequestError:  # held-out recordings that are all alike give no scale
            distance = None
        return measured if distance is None else measured | {"kad": distance.value}

    def judge(self, between: Callable[[], None]) -> Callable[["Pack"], float] | None:
        """What the trainer chooses its best checkpoint by; None where there is too little to measure by."""
        from foley_models.evaluation.kernel_distance import FEWEST

        if min(len(self._reference), len(self._prompts) * self._count) < FEWEST:
            return None
        return lambda pack: self.of(pack, between).get("kad", math.inf)

    def _heard(
        self, pack: "Pack", between: Callable[[], None], on_progress: Callable[[int, int], None] | None
    ) -> "NDArray[np.float64]":
        """Embeddings (sound, 512) of the sounds that a pack makes of the captions, those of one caption in a row."""
        import numpy as np

        from foley_models.evaluation.embedders import clap_embedder
        from foley_models.training.trial import Trial, run_trial

        rate_hz = pack.card.audio.rate_hz
        seconds = min(SECONDS_MOST, pack.parts.window_frames * pack.parts.spec.hop_samples / rate_hz)
        prompts = max(1, AT_A_TIME // self._count)
        ear, rows = clap_embedder(self._pack), []
        for start in range(0, len(self._prompts), prompts):
            part = self._prompts[start : start + prompts]
            sounds = run_trial(pack, Trial(part, seconds=seconds, count=self._count, seed=self._seed + start))
            rows.append(ear.embed(list(sounds.waveforms.flatten(0, 1).numpy()), rate_hz))
            if on_progress is not None:
                on_progress(min(start + prompts, len(self._prompts)), len(self._prompts))
            between()
        return np.concatenate(rows)
