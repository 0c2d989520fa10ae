"""Batches on a Ray cluster; `python -m benchmarks.reliability.batch_kills` is the same at full size."""

import socket
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.reliability.batch_kills import Trial
from foley_bridge.folders import HOME_VARIABLE
from foley_models.errors import NotAvailableError, RequestError
from tests.bridge.batch.batches import Studio, Told, on_ray

ROOT = Path(__file__).parent.parent.parent.parent
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed (pip install foley-bridge[ray])")


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    return Studio(tmp_path)


@needs_ray
def test_through_a_killed_worker_every_cue_is_there_once_with_the_bits_of_a_run_without_ray(tmp_path: Path) -> None:
    found = Trial(tmp_path, 10, "quick", workers=2, prompt="slow boots").kill(1)
    assert found.unlike == []
    assert found.ray.faults == found.plain.faults == []
    assert len(found.ray.sounds) == 20
    assert found.exposed == []


@needs_ray
def test_a_cluster_that_does_not_answer_is_told_within_seconds(studio: Studio) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NotAvailableError, match=f"No Ray cluster answers at 127.0.0.1:{port} .*ray start --head"):
        studio.batch(studio.cues(1)).make(on_ray(address=f"127.0.0.1:{port}"), Told())


@needs_ray
@pytest.mark.parametrize("said", ["ray://head:10001", "head", "head:port"])
def test_an_address_that_is_none_is_refused(studio: Studio, said: str) -> None:
    with pytest.raises(RequestError, match="give auto, or HOST:PORT"):
        studio.batch(studio.cues(1)).make(on_ray(address=said), Told())


def test_one_module_alone_imports_ray() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("foley_bridge", "models", "ui")
        for path in (ROOT / folder).rglob("*.py")
        if any(line.strip().startswith(("import ray", "from ray")) for line in path.read_text("utf-8").splitlines())
    ]
    assert found == ["foley_bridge/batch/on_ray/cluster.py"]
