"""Two real processes over gloo learn what one learns, in steps that they begin, fail and end together."""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor

from foley_bridge.training.peers import local_team
from foley_models.errors import CancelledError, EngineCrashedError, NotAvailableError, RequestError
from foley_models.pack import Pack
from foley_models.training.accelerated import check_accelerate, device_of, launched
from foley_models.training.events import Noted, Stepped, TrainingEvent
from foley_models.training.examples import Examples, prepare
from foley_models.training.finetune import FineTuning
from foley_models.training.following import lead
from foley_models.training.settings import TrainSettings, check_processes
from foley_models.training.team import Alone, Outcome, Team, joined, largest_share, share_of
from tests.bridge.training.faulty_peer import faulty_peer
from tests.models.training.studio_set import quick, read_clip, studio_clips, tiny_pack

NEAR = 1e-4  # two sums in another order, through a few steps of Adam


@dataclass(frozen=True)
class Studio:
    """What is learnt from, and the file that says how the second process fails."""

    pack: Pack
    examples: Examples
    fault: Path


@dataclass(frozen=True)
class Learnt:
    """What came of a training: its events, its averaged weights and its folder."""

    events: list[TrainingEvent]
    average: dict[str, Tensor]
    work: Path

    @property
    def losses(self) -> list[float]:
        return [one.losses["total"] for one in self.events if isinstance(one, Stepped)]

    @property
    def notes(self) -> list[str]:
        return [one.text for one in self.events if isinstance(one, Noted)]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    folder = tmp_path_factory.mktemp("studio")
    pack = tiny_pack(folder)
    examples = prepare(pack, studio_clips(), read_clip, folder / "cache", waveforms=True)
    (folder / "fault").write_text("fine")
    return Studio(pack, examples, folder / "fault")


@pytest.fixture(scope="module")
def two(studio: Studio) -> Iterator[Team]:
    with local_team(2, studio.pack, waiting=lambda: None, command=faulty_peer(studio.fault)) as team:
        yield team


def learn(studio: Studio, settings: TrainSettings, work: Path, team: Team | None = None) -> Learnt:
    if team is not None:
        lead(team, studio.pack, studio.examples, settings, piece=settings.batch_size)
    training = FineTuning(studio.pack, studio.examples, settings, work, judge=None, team=team)
    training.resume()
    return Learnt(list(training.events()), training.average, work)


def near(a: Learnt, b: Learnt) -> bool:
    moved = all(torch.allclose(a.average[name], b.average[name], rtol=1e-3, atol=1e-5) for name in a.average)
    return moved and b.losses == pytest.approx(a.losses, rel=NEAR)


@pytest.mark.parametrize("method", ["lora", "full", "codec"])
def test_two_processes_learn_what_one_learns(studio: Studio, two: Team, tmp_path: Path, method: str) -> None:
    settings = quick(method=method, accumulate=2, batch_size=3, rate=3e-4)
    alone = learn(studio, settings, tmp_path / "one")
    together = learn(studio, settings, tmp_path / "two", two)
    assert len(alone.losses) == 6
    assert near(alone, together)


def test_checkpoints_of_two_go_on_in_one_and_those_of_one_in_two(studio: Studio, two: Team, tmp_path: Path) -> None:
    settings = quick(rate=3e-4)
    alone, together = learn(studio, settings, tmp_path / "one"), learn(studio, settings, tmp_path / "two", two)
    for learnt in (alone, together):
        for newest in learnt.work.glob("checkpoints/step-00000006.*"):
            newest.unlink()
    crossed = (learn(studio, settings, together.work), learn(studio, settings, alone.work, two))
    for learnt in crossed:
        assert learnt.losses == pytest.approx(alone.losses[4:], rel=NEAR)


def test_memory_that_one_process_lacks_makes_all_go_on_in_smaller_pieces(
    studio: Studio, two: Team, tmp_path: Path
) -> None:
    alone = learn(studio, quick(rate=3e-4), tmp_path / "one")
    studio.fault.write_text("memory")
    together = learn(studio, quick(rate=3e-4), tmp_path / "two", two)
    studio.fault.write_text("fine")
    assert together.notes == ["Memory ran out: going on with 1 examples at a time."]
    assert near(alone, together)


def test_a_step_that_is_not_finite_in_one_process_is_left_out_by_all(studio: Studio, two: Team, tmp_path: Path) -> None:
    studio.fault.write_text("nan-2")
    together = learn(studio, quick(), tmp_path, two)
    studio.fault.write_text("fine")
    assert together.notes == ["Step 3 gave numbers that are not finite and was left out."]
    assert all(math.isfinite(one) for one in together.losses)
    assert len(together.losses) == 5


def test_one_process_that_is_asked_to_end_ends_all_with_a_checkpoint(studio: Studio, two: Team, tmp_path: Path) -> None:
    studio.fault.write_text("stop")
    with pytest.raises(CancelledError, match="stopped after step 0"):
        learn(studio, quick(), tmp_path, two)
    studio.fault.write_text("fine")
    assert sorted(one.name for one in tmp_path.glob("checkpoints/*.json")) == ["step-00000000.json"]
    assert len(learn(studio, quick(), tmp_path, two).losses) == 6


def test_a_process_that_is_killed_ends_the_others_with_a_sentence(studio: Studio, two: Team, tmp_path: Path) -> None:
    """The last one that needs the second process."""
    studio.fault.write_text("kill-3")
    with pytest.raises(EngineCrashedError, match=r"Process 2 of 2 of the training is gone\. .*SIGKILL"):
        learn(studio, quick(), tmp_path, two)
    assert len(learn(studio, quick(), tmp_path).losses) == 4, "it goes on from the checkpoint of step 2"


def test_a_process_that_cannot_start_says_why(studio: Studio) -> None:
    said = (
        "import json, sys; sys.stdin.readline(); print(json.dumps({'error': 'no-pack', 'text': 'The pack is gone.'}))"
    )
    with (
        pytest.raises(Exception, match="The pack is gone"),
        local_team(2, studio.pack, waiting=lambda: None, command=(sys.executable, "-c", said)),
    ):
        pass


class Watched(Alone):
    """Looks to the main process like two, the other one of which does as it does; keeps what was exchanged."""

    size = 2

    def __init__(self) -> None:
        self.calls: list[str] = []

    def begin(self) -> None:
        self.calls.append("begin")

    def join(self, own: Outcome) -> Outcome:
        self.calls.append("join")
        return own

    def hand_round(self, data: bytes | None) -> bytes:
        self.calls.append("hand_round")
        return data or b""

    def any(self, said: bool) -> bool:  # noqa: FBT001  # as the team's
        self.calls.append("any")
        return said


def test_whatever_is_done_between_two_events_the_others_are_told_when_it_is_over(
    studio: Studio, tmp_path: Path
) -> None:
    team, settings = Watched(), quick(judge_every=2, save_every=1)
    lead(team, studio.pack, studio.examples, settings, piece=settings.batch_size)
    assert team.calls[0] == "begin"
    training = FineTuning(studio.pack, studio.examples, settings, tmp_path, judge=lambda _: 1.0, team=team)
    training.resume()
    for _ in training.events():
        team.calls.append("event")
    after = [two for one, two in pairwise(team.calls) if one == "event"]
    assert len(after) > 6
    assert set(after) <= {"event", "begin"}, "an exchange would wait for half an hour at most"


@pytest.mark.parametrize(("count", "size"), [(16, 1), (16, 3), (4, 4), (7, 5)])
def test_shares_are_all_rows_once_and_nearly_equal(count: int, size: int) -> None:
    shares = [share_of(count, rank, size) for rank in range(size)]
    assert [row for first, last in shares for row in range(first, last)] == list(range(count))
    sizes = [last - first for first, last in shares]
    assert max(sizes) == largest_share(count, size)
    assert max(sizes) - min(sizes) <= 1


def with_row(other: list[float]) -> Callable[[list[float]], list[float]]:
    """Adds another process's row."""
    return lambda row: [a + b for a, b in zip(row, other, strict=True)]


def test_what_one_meets_all_heed() -> None:
    other = [0.0, 0.0, 0.0, 2.0, 1.5, 0.0, 0.0, 0.0]
    fine = Outcome({"total": 1.0, "diffusion": 0.5})
    assert joined(fine, with_row(other)) == Outcome({"total": 3.0, "diffusion": 2.0})
    for fault, out_of_memory in ((1, False), (0, True)):
        whole = joined(fine, with_row([float(place == fault) for place in range(8)]))
        assert whole == Outcome(None, out_of_memory=out_of_memory)
    assert Alone().join(fine) is fine


def test_what_cannot_be_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RequestError, match="processes is 17, and a step learns from 16 examples"):
        check_processes(17, TrainSettings().examples)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    with pytest.raises(NotAvailableError, match="processes is 2, and this machine has 0 GPUs"):
        device_of(torch.device("cuda"), 1, 2)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)
    first = torch.device("cuda", 1)
    assert [device_of(first, rank, 3).index for rank in range(3)] == [1, 0, 2], "none has two processes"
    with pytest.raises(NotAvailableError, match="'mps' is one for this machine"):
        device_of(torch.device("mps"), 1, 2)
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    with pytest.raises(NotAvailableError, match="This process is alone"), launched(cpu=True):
        pass
    monkeypatch.setitem(sys.modules, "accelerate", None)
    with pytest.raises(NotAvailableError, match="pip install 'foley-bridge\\[accelerate\\]'"):
        check_accelerate()
