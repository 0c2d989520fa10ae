"""Results as the model stack gives them, made of simple sounds."""

import numpy as np

from foley_models.requests import Candidate, GenerationRequest, GenerationResult

RATE_HZ = 22_050
REQUEST = GenerationRequest(prompt="heavy boots on gravel", seconds=0.5, count=3)


def make_candidate(rank: int, *, score: float = 0.4, passed: bool = True, level: float = 0.5) -> Candidate:
    """A tone whose pitch tells its rank."""
    samples = round(REQUEST.seconds * RATE_HZ)
    tone = level * np.sin(2 * np.pi * 200 * rank * np.arange(samples) / RATE_HZ)
    return Candidate(
        index=rank + 5,
        rank=rank,
        score=score,
        passed=passed,
        seed=1000 + rank,
        waveform=tone.astype(np.float32),
        rate_hz=RATE_HZ,
    )


def make_result(*candidates: Candidate, rejected: int = 0) -> GenerationResult:
    """What was delivered for REQUEST."""
    return GenerationResult(
        candidates=candidates,
        rejected=rejected,
        category="footstep",
        threshold=0.25,
        guidance=2.0,
        steps=25,
        sampler="dpmpp-2m-karras",
    )


def three_takes() -> GenerationResult:
    """Two that passed and one that did not."""
    return make_result(
        make_candidate(1, score=0.512), make_candidate(2, score=0.4), make_candidate(3, score=0.1, passed=False)
    )
