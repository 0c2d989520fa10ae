"""Which takes of a list are chosen."""

from foley_ui.takes.choosing import Choosing


def chosen(*keys: str) -> Choosing:
    choosing = Choosing()
    choosing.set_all(keys)
    return choosing


def state(choosing: Choosing) -> tuple[list[str], str]:
    return list(choosing.chosen), choosing.current


def test_the_first_is_chosen_where_nothing_was() -> None:
    choosing = chosen("a", "b")
    assert state(choosing) == (["a"], "a")
    assert Choosing().moved(1) == ""


def test_moving_stops_at_both_ends() -> None:
    choosing = chosen("a", "b", "c")
    choosing.choose(choosing.moved(2**16))
    assert choosing.current == "c"
    assert (choosing.moved(1), choosing.moved(-(2**16))) == ("c", "a")


def test_shift_reaches_from_the_last_choice_and_back() -> None:
    choosing = chosen("a", "b", "c", "d")
    choosing.choose("b")
    choosing.extend("d")
    assert state(choosing) == (["b", "c", "d"], "d")
    choosing.extend("a")
    assert state(choosing) == (["a", "b"], "a")


def test_control_adds_and_takes_away_but_the_last_one_stays() -> None:
    choosing = chosen("a", "b", "c")
    choosing.toggle("c")
    assert state(choosing) == (["a", "c"], "c")
    choosing.toggle("c")
    choosing.toggle("a")
    assert state(choosing) == (["a"], "a")


def test_a_choice_survives_a_new_order_and_what_is_gone_is_no_longer_chosen() -> None:
    choosing = chosen("a", "b", "c")
    choosing.choose_all()
    choosing.set_all(("c", "d", "a"))
    assert state(choosing) == (["c", "a"], "a")
    choosing.choose("a")
    choosing.set_all(("d",))
    assert state(choosing) == (["d"], "d")
