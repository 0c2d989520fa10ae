"""Records with something in every field."""

from foley_bridge.journal.records import CandidateRecord


def candidate(job: str, index: int, *, rank: int = 1, score: float = 0.25) -> CandidateRecord:
    """An intended candidate of a job."""
    path, sha256 = f"/sounds/雨 {job} {index}.wav", f"{index:064x}"
    return CandidateRecord(job, index, rank, score, passed=True, seed=7, path=path, sha256=sha256, recipe='{"seed": 7}')
