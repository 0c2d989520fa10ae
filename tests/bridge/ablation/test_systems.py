"""Which systems the papers' tables have, and how they are trained."""

import pytest

from foley_bridge.ablation.systems import Stage, Table, tables
from foley_models.errors import RequestError


def _table(name: str, weights: tuple[float, ...] = (0.0, 1.0)) -> Table:
    (found,) = tables((name,), weights)
    return found


def test_the_four_systems_of_karchkhadze_differ_by_tuning_layer_and_loss() -> None:
    stages = {one.name: one.stages for one in _table("k1").systems}
    assert stages == {
        "before": (),
        "LDM": (Stage(),),
        "+Tuning": (Stage(tuning=True),),
        "+Latent": (Stage(latent=True),),
        "+Tuning+Latent": (Stage(tuning=True, latent=True),),
    }


def test_each_step_of_yuan_keeps_what_the_one_before_it_brought() -> None:
    systems = {one.name: one for one in _table("y1").systems}
    assert systems["LDM-S"].texts == systems["+Pre"].texts == "labels"
    assert [one.condition for one in systems["+Pre"].stages] == ["audio", "text"]
    assert systems["+Pre"].stages[0] == systems["+Text"].stages[0] == systems["+Tuned"].stages[0]
    assert systems["+Filter"].stages == systems["+Text"].stages
    assert systems["+Tuned"].stages[1].tuning


def test_every_line_is_compared_with_lines_of_its_table() -> None:
    for table in tables(("k1", "y1", "y2", "lambda"), (0.0, 1.0, 3.0)):
        names = {one.name for one in table.lines}
        assert all(other in names for one in table.lines for other in one.against), table.name


def test_the_sweep_has_both_systems_under_each_lambda_and_compares_with_the_least() -> None:
    table = _table("lambda", (3.0, 0.0, 1.0, 1.0))
    assert [one.system.name for one in table.lines] == [
        "before",
        *(f"{name}, lambda {weight}" for name in ("+Latent", "+Tuning+Latent") for weight in (0, 1, 3)),
    ]
    assert ("+Latent, lambda 0", "none") in table.lines[3].against
    assert table.lines[1].system.stages == (Stage(),)


def test_a_lambda_that_cannot_be_is_refused() -> None:
    for weights, sentence in (((-1.0, 1.0), "lambda is -1"), ((float("nan"), 1.0), "lambda is nan"), ((1.0,), "none")):
        with pytest.raises(RequestError, match=sentence):
            tables(("lambda",), weights)
