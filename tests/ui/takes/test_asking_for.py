"""What is asked for from takes that are there: less like one, between two; and the words for where a request begins."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.protocol.order import Order
from foley_ui.generate.panel import GeneratePanel
from foley_ui.takes.blending import Blending
from foley_ui.takes.less_like import LessLike
from foley_ui.takes.origins import filled_in, imitated_in, origin_words, seconds_in, source_of
from foley_ui.takes.take import Asked
from tests.ui.takes.around import WAIT_MS, Around, around, shown

RECORDING = {"path": "/a/rain.wav", "rate_hz": 1000, "frames": 4000}


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path) as made:
        yield made


@pytest.fixture
def panel(parts: Around, qtbot: QtBot) -> Iterator[GeneratePanel]:
    made = GeneratePanel(parts.context)
    with shown(made):
        made.shown()
        qtbot.waitUntil(lambda: parts.bridge.status is not None, timeout=WAIT_MS)
        made.form.row.length.set_seconds(1.0)
        made.form.prompt.setText("boots")
        made.generate()
        wait_for(made, qtbot, lambda _: True)
        yield made
        made.hidden()


def wait_for(panel: GeneratePanel, qtbot: QtBot, wanted: Callable[[Asked], bool]) -> Asked:
    def there() -> bool:
        one = panel.takes.asked
        return one is not None and wanted(one) and one.row.job.state is State.DONE

    qtbot.waitUntil(there, timeout=WAIT_MS)
    assert panel.takes.asked is not None
    return panel.takes.asked


def next_order(panel: GeneratePanel, qtbot: QtBot, before: str) -> Order:
    return Order.from_json(wait_for(panel, qtbot, lambda one: one.row.job.id != before).row.job.order)


def test_two_chosen_sounds_are_blended_and_again_blends_the_same(panel: GeneratePanel, qtbot: QtBot) -> None:
    first = wait_for(panel, qtbot, lambda _: True)
    one, other = first.takes[0], first.takes[2]
    panel.takes.list.choose(one.key)
    panel.takes.list._press(other.key, Qt.KeyboardModifier.ControlModifier)
    panel.takes.act("blend")
    popup = panel.takes.findChild(Blending)
    assert popup is not None
    popup._mix.setValue(75)
    QTest.keyClick(popup._amount, Qt.Key.Key_Return)
    assert not popup.isVisible()
    order = next_order(panel, qtbot, first.row.job.id)
    assert order.source is not None
    assert order.source.blend is not None
    assert (order.source.candidate, order.source.blend.candidate) == (one.key, other.key)
    assert (order.source.amount, order.source.blend.mix) == (0.25, 0.75)
    assert "between two earlier sounds, 75 % of the second" in panel.takes.header._facts.whole
    blended = panel.takes.asked
    assert blended is not None
    panel.takes.act("again")
    again = next_order(panel, qtbot, blended.row.job.id)
    assert again.source == order.source
    assert again.request.seed != order.request.seed


def test_with_one_chosen_sound_a_blend_says_what_to_do(parts: Around, panel: GeneratePanel) -> None:
    panel.takes.act("blend")
    assert "Choose two sounds" in parts.notices[-1].sentence
    assert panel.takes.findChild(Blending) is None


def test_less_like_a_sound_leads_away_from_it_and_so_does_again(panel: GeneratePanel, qtbot: QtBot) -> None:
    first = wait_for(panel, qtbot, lambda _: True)
    panel.takes.act("less")
    popup = panel.takes.findChild(LessLike)
    assert popup is not None
    popup._amount.setValue(80)
    popup.count.setValue(2)
    QTest.keyClick(popup._amount, Qt.Key.Key_Return)
    order = next_order(panel, qtbot, first.row.job.id)
    assert order.source is not None
    assert (order.source.candidate, order.source.amount, order.source.less) == (first.takes[0].key, 0.8, True)
    assert order.request.count == 2
    assert "less like an earlier sound, by 80 %" in panel.takes.header._facts.whole
    away = panel.takes.asked
    assert away is not None
    panel.takes.act("again")
    assert next_order(panel, qtbot, away.row.job.id).source == order.source


def test_every_beginning_is_told_in_words() -> None:
    fill = {"filled": {"recording": RECORDING, "first": 1000, "last": 1500}}
    longer = {"filled": {"recording": RECORDING, "first": 4000, "last": 6000}}
    orders: dict[str, dict[str, Any]] = {
        "": {},
        "like an earlier sound, 30 % away": {"source": {"candidate": "a#0", "amount": 0.3}},
        "less like an earlier sound, by 30 %": {"source": {"candidate": "a#0", "amount": 0.3, "less": True}},
        "in the timing of rain.wav, 60 % away from its sound": {
            "imitated": {"recording": RECORDING, "strength": 0.6, "follow": 1.0}
        },
        "rain.wav from 1.00 s to 1.50 s made anew": fill,
        "rain.wav continued by 2.00 s": longer,
    }
    assert {origin_words(json.dumps(order)): order for order in orders.values()} == orders
    assert seconds_in(json.dumps(longer), 1.0) == 6.0
    assert seconds_in("{}", 1.0) == 1.0


def test_an_order_of_another_version_begins_from_nothing() -> None:
    for text in (
        "no JSON",
        '{"source": 3}',
        '{"filled": {"recording": {"path": "/a", "rate_hz": 0}}}',
        '{"imitated": []}',
    ):
        assert (source_of(text), imitated_in(text), filled_in(text), origin_words(text)) == (None, None, None, "")


def test_what_was_asked_is_in_the_tree_of_the_journal(parts: Around, panel: GeneratePanel, qtbot: QtBot) -> None:
    first = wait_for(panel, qtbot, lambda _: True)
    panel.less_like(first.takes[1], 0.5, 1)
    away = wait_for(panel, qtbot, lambda one: one.row.job.id != first.row.job.id)
    rows = JournalReader(parts.context.folders.journal_file).rows((away.row.job.id,))
    assert rows[0].parent == first.takes[1].key
