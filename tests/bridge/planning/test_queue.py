"""The simulated queue follows the arithmetic of queues, and costs are those of the batch they were read from."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.planning.costs import Costs, Line, Load, costs_of, read_costs
from foley_bridge.planning.plan import rows_of, turning_points
from foley_bridge.planning.simulation import DISK, LINK, WORKERS, Farm, simulate
from foley_models.errors import RequestError

COSTS = Costs(
    load_s=5.0,
    compute={"denoise": Line(0.2, 0.5, 0.1), "decode": Line(0.0, 0.0, 0.2)},
    spread=(1.0,),
    publish=Line(0.0, 0.01, 0.0),
    journal=Line(0.004, 0.002, 0.0),
    size=Line(0.0, 10_000.0, 144_000.0),
    cues=10,
)
CUE = Load(2.0, 4)  # 0.2 + 4 * 0.5 + 8 * 0.3 s of computing, 4 files
ONE_S = 4.6 + 4 * 0.012 + 0.004


def timing(*, cues: int = 8) -> dict[str, object]:
    """What a batch of one worker leaves whose costs are COSTS."""
    told, now_s = [], 5.0
    for row in range(cues):
        seconds, count = (1.0, 2.0)[row % 2], 1 + row % 3
        stages = {"wait": 1.0 if row == 0 else 0.0, "load": 4.0 if row == 0 else 0.0}
        stages |= {name: line.of(Load(seconds, count)) for name, line in COSTS.compute.items()}
        stages |= {"publish": 0.01 * count, "journal": 0.002 * count}
        began_s, now_s = (0.0 if row == 0 else now_s), now_s + sum(stages.values()) - (5.0 if row == 0 else 0.0)
        told.append(
            {"row": row, "seconds": seconds, "count": count, "delivered": count, "code": "", "worker": "1", "tries": 1}
            | {"began_s": began_s, "ended_s": now_s, "stages": stages, "bytes": count * (10_000 + 144_000 * seconds)}
        )
        now_s += 0.004
    return {"version": 1, "threads": 1, "cues": told, "workers_seen": []}


def test_one_worker_takes_the_sum_of_all_costs() -> None:
    found = simulate([CUE] * 10, COSTS, Farm(1))
    assert found.wall_s == pytest.approx(5.0 + 10 * ONE_S)
    assert found.busy[WORKERS] == pytest.approx((5.0 + 46.0) / found.wall_s)
    assert LINK not in found.busy


def test_workers_share_the_cues_and_the_longest_is_the_least() -> None:
    alone, four = simulate([CUE] * 40, COSTS, Farm(1)), simulate([CUE] * 40, COSTS, Farm(4))
    assert four.wall_s - 5.0 == pytest.approx((alone.wall_s - 5.0) / 4, rel=0.02)
    assert simulate([CUE, *[Load(0.1, 1)] * 3], COSTS, Farm(4)).wall_s == pytest.approx(5.0 + ONE_S, rel=0.01)


def test_where_the_disk_is_full_to_the_brim_more_workers_gain_nothing() -> None:
    slow = replace(COSTS, publish=Line(0.0, 1.0, 0.0), load_s=0.0)
    walls = {workers: simulate([CUE] * 200, slow, Farm(workers)) for workers in (2, 16, 32)}
    assert walls[16].bottleneck == DISK
    assert walls[32].wall_s == pytest.approx(walls[16].wall_s, rel=0.02)
    assert walls[32].wall_s == pytest.approx(200 * 4 * 1.0, rel=0.02), "every file, one after the other"
    assert 2.0 < turning_points([CUE] * 200, slow, Farm(16))[DISK] < 3.0
    assert walls[2].busy[DISK] < 0.9, "two workers leave it idle now and then"


def test_cores_that_are_shared_make_workers_slower_and_a_network_is_one_for_all() -> None:
    assert simulate([CUE] * 40, COSTS, Farm(4, cores=2)).wall_s == pytest.approx(
        simulate([CUE] * 40, COSTS, Farm(2, cores=2)).wall_s, rel=0.2
    )
    narrow = simulate([CUE] * 40, COSTS, Farm(32, link_bytes_s=100_000.0))
    assert narrow.bottleneck == LINK
    assert narrow.wall_s >= 40 * 4 * (10_000 + 288_000) / 100_000


def test_what_a_candidate_takes_may_be_stated_and_nothing_is_made_of_it_but_time() -> None:
    found = simulate([CUE] * 10, COSTS, Farm(1, candidate_s=0.05, load_s=1.0))
    assert found.wall_s == pytest.approx(1.0 + 10 * (4 * 0.05 + 4 * 0.012 + 0.004))


def test_the_same_seed_is_the_same_plan_and_another_is_another() -> None:
    varied = replace(COSTS, spread=(0.7, 1.0, 1.3))
    first, again = (simulate([CUE] * 30, varied, Farm(3), seed=4) for _ in range(2))
    assert first == again
    assert simulate([CUE] * 30, varied, Farm(3), seed=5) != first
    (row,) = rows_of([CUE] * 30, varied, [Farm(3)])
    assert row.least_s <= row.outcome.wall_s <= row.most_s


def test_costs_are_found_again_in_the_timing_of_a_batch(tmp_path: Path) -> None:
    found = costs_of(timing())
    assert found.load_s == pytest.approx(5.0)
    for name, line in COSTS.compute.items():
        assert [found.compute[name].of(load) for load in (CUE, Load(0.5, 1))] == pytest.approx(
            [line.of(load) for load in (CUE, Load(0.5, 1))]
        )
    assert found.publish.of(CUE) == pytest.approx(0.04)
    assert (found.journal.cue, found.journal.sound) == pytest.approx((0.004, 0.002))
    assert found.size.of(CUE) == pytest.approx(4 * 10_000 + 8 * 144_000)
    assert all(math.isclose(one, 1.0, rel_tol=1e-6) for one in found.spread)
    (tmp_path / "t.json").write_text(json.dumps(timing()))
    assert read_costs(tmp_path / "t.json").cues == 8


def test_a_timing_that_is_none_or_says_too_little_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="5 cues of this timing were made"):
        costs_of(timing(cues=5))
    for text in ("", "[]", '{"cues": 3}', '{"cues": [{"row": 1}]}'):
        (tmp_path / "t.json").write_text(text)
        with pytest.raises(RequestError, match="cannot be read as a batch's timing"):
            read_costs(tmp_path / "t.json")


def test_the_command_prints_a_plan_and_draws_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.json").write_text(json.dumps(timing()))
    said = ["plan", "--from", str(tmp_path / "t.json"), "--cues", "200", "--workers", "1,8"]
    assert main([*said, "--plot", str(tmp_path / "plan.png")]) == 0
    told = capsys.readouterr().out
    assert "200 cues, 800 files" in told
    assert "the workers" in told
    assert (tmp_path / "plan.png").read_bytes()[:4] == b"\x89PNG"
    (tmp_path / "game.csv").write_text("prompt,length,count\nboots,2,4\na door,1.5,2\n")
    assert main(["plan", str(tmp_path / "game.csv"), "--from", str(tmp_path / "t.json"), "--workers", "1"]) == 0
    assert "2 cues, 6 files" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--workers", "1,x"], "workers is '1,x': give whole numbers"),
        (["--cues", "0"], "cues is 0: choose a whole number from 1"),
        (["--seconds-per-candidate", "0", "--cues", "9"], "seconds-per-candidate is 0"),
        (["--count", "0", "--cues", "9"], "count is 0: choose a whole number from 1"),
        (["--length", "-2", "--cues", "9"], "length is -2: choose a number over 0"),
        ([], "Give a sheet, or how many cues"),
    ],
)
def test_what_cannot_be_planned_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    (tmp_path / "t.json").write_text(json.dumps(timing()))
    options = options if "--cues" in options or not options else [*options, "--cues", "5"]
    assert main(["plan", "--from", str(tmp_path / "t.json"), *options]) == 2
    assert told in capsys.readouterr().err
