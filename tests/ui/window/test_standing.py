"""What is going on, learnt from a real daemon and its journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.protocol.answers import Answer
from foley_ui.context import Context
from foley_ui.link.told import Told
from foley_ui.window.leaving import LEFT_CHOICE, Leaving
from foley_ui.window.standing import NAMES_MOST, Now, Standing
from tests.ui.window.surroundings import WAIT_MS, forget_deleted, surroundings


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication) -> Iterator[Context]:
    with surroundings(tmp_path, qapp) as made:
        yield made


@pytest.fixture
def standing(context: Context) -> Iterator[Standing]:
    made = Standing(context)
    yield made
    made.deleteLater()
    forget_deleted()


def reach(context: Context, standing: Standing, qtbot: QtBot) -> None:
    context.bridge.start()
    qtbot.waitUntil(lambda: standing.now.reached and bool(standing.now.status.pack), timeout=WAIT_MS)


def ask(context: Context, standing: Standing, qtbot: QtBot, prompt: str) -> str:
    answers: list[Answer] = []
    context.bridge.call("/foley/generate", prompt, 1.0, 2, owner=standing, done=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT_MS)
    return answers[0].id


def test_it_knows_nothing_before_the_daemon_answers(standing: Standing) -> None:
    assert standing.now == Now()


def test_it_names_what_is_being_made_and_forgets_it_when_it_is_done(
    context: Context, standing: Standing, qtbot: QtBot
) -> None:
    reach(context, standing, qtbot)
    ask(context, standing, qtbot, "slow rain on a tin roof")
    qtbot.waitUntil(lambda: standing.now.making == "slow rain on a tin roof", timeout=WAIT_MS)
    assert standing.now.is_making
    assert not standing.now.is_training
    qtbot.waitUntil(lambda: not standing.now.is_making and standing.now.making == "", timeout=WAIT_MS)


def test_the_name_of_a_request_from_before_is_read_from_the_journal(
    context: Context, standing: Standing, qtbot: QtBot
) -> None:
    reach(context, standing, qtbot)
    ask(context, standing, qtbot, "slow rain on a tin roof")
    later = Standing(context)
    qtbot.waitUntil(lambda: later.now.making == "slow rain on a tin roof", timeout=WAIT_MS)
    later.deleteLater()


def test_a_failure_of_the_machine_is_trouble_until_somebody_looks(
    context: Context, standing: Standing, qtbot: QtBot
) -> None:
    reach(context, standing, qtbot)
    ask(context, standing, qtbot, "crash")
    qtbot.waitUntil(lambda: bool(standing.now.trouble), timeout=WAIT_MS)
    standing.seen()
    assert standing.now.trouble == ""


def test_a_failure_of_the_request_is_no_trouble_of_the_machine(
    context: Context, standing: Standing, qtbot: QtBot
) -> None:
    reach(context, standing, qtbot)
    ask(context, standing, qtbot, "drop-all")
    with qtbot.waitSignal(context.bridge.told, timeout=WAIT_MS, check_params_cb=lambda told: told.kind == "failed"):
        pass
    assert standing.now.trouble == ""


def test_that_the_daemon_is_not_there_is_trouble_also_after_a_look(context: Context, standing: Standing) -> None:
    context.bridge.reached.emit(False, "The port is taken.")  # noqa: FBT003  # Qt's signals take values by position
    standing.seen()
    assert standing.now == Now(trouble="The port is taken.")


def test_the_same_state_again_tells_nobody(context: Context, standing: Standing, qtbot: QtBot) -> None:
    reach(context, standing, qtbot)
    assert context.bridge.status is not None
    qtbot.wait(50)
    with qtbot.assertNotEmitted(standing.changed):
        context.bridge.status_changed.emit(standing.now.status)


def test_the_names_that_it_keeps_are_bounded(context: Context, standing: Standing) -> None:
    for number in range(3 * NAMES_MOST):
        context.bridge.told.emit(Told("queued", f"r{number}", {"prompt": "rain"}))
    assert len(standing._names) == NAMES_MOST


def test_what_was_at_work_when_one_quit_is_told_at_the_next_start(
    context: Context, standing: Standing, qtbot: QtBot
) -> None:
    reach(context, standing, qtbot)
    before = Leaving(context, standing)
    ask(context, standing, qtbot, "slow rain on a tin roof")
    qtbot.waitUntil(lambda: standing.now.is_making, timeout=WAIT_MS)
    before.leave()
    assert context.keeping.choice(LEFT_CHOICE, default=False)
    Leaving(context, standing)
    assert [notice.sentence for notice in context.notices.recent] == ["What was under way when you quit goes on now."]
    assert not context.keeping.choice(LEFT_CHOICE, default=False)


def test_nothing_is_told_where_nothing_was_at_work(context: Context, standing: Standing, qtbot: QtBot) -> None:
    reach(context, standing, qtbot)
    Leaving(context, standing).leave()
    Leaving(context, standing)
    assert context.notices.recent == ()
