"""Every setting has words, and a draft knows what is changed, what is wrong and what a save means."""

from dataclasses import replace

import pytest

from foley_bridge.setting_rules import Kind
from foley_bridge.settings import Settings, SettingsError
from foley_ui.settings.draft import Draft, about, every_key, found, rule
from foley_ui.settings.words import Key, choices, groups, in_other_words, labels

NICE = ("engine", "nice")
THEME = ("tray", "theme")


@pytest.mark.parametrize("key", list(every_key()), ids="-".join)
def test_every_setting_has_a_label_a_sentence_and_one_group(key: Key) -> None:
    assert len(labels()[key]) > 3
    assert len(about(key)) > 15
    assert [key in group.keys for group in groups()].count(True) == 1
    if rule(key).kind is Kind.CHOICE:
        assert all((*key, word) in choices() for word in rule(key).words)


def test_there_are_no_words_without_a_setting() -> None:
    assert set(labels()) == set(every_key())
    assert {(table, name) for table, name, _ in choices()} <= set(every_key())
    assert {key for group in groups() for key in group.keys} == set(every_key())


def test_a_draft_tells_what_differs_and_forgets_what_does_so_no_more() -> None:
    draft = Draft(Settings())
    draft.put(NICE, 3)
    assert (draft.changed, draft.is_changed(NICE), draft.is_default(NICE), draft.wrong) == ((NICE,), True, False, ())
    assert draft.settings.engine.nice == 3
    draft.put(NICE, 10)
    assert (draft.changed, draft.is_default(NICE)) == ((), True)


def test_what_cannot_be_taken_is_kept_as_typed_and_not_saved() -> None:
    draft = Draft(Settings())
    draft.put(NICE, 99)
    draft.put(("engine", "device"), "gpu")
    assert draft.wrong == (("engine", "device"), NICE)
    assert draft.value(NICE) == 99
    with pytest.raises(SettingsError):
        _ = draft.settings


def test_only_what_the_daemon_reads_lets_it_start_anew() -> None:
    draft = Draft(Settings())
    draft.put(THEME, "dark")
    draft.put(("audition", "volume_percent"), 10)
    assert not draft.restarts
    draft.put(NICE, 3)
    assert draft.restarts


def test_what_someone_else_saved_meanwhile_is_taken_and_what_is_typed_stays() -> None:
    draft = Draft(Settings())
    draft.put(NICE, 3)
    draft.put(THEME, "dark")
    other = replace(Settings(), tray=replace(Settings().tray, theme="dark"), log=replace(Settings().log, level="debug"))
    draft.rebase(other)
    assert draft.changed == (NICE,)
    assert draft.value(("log", "level")) == "debug"


def test_a_switch_and_a_number_that_compare_equal_are_not_taken_for_each_other() -> None:
    draft = Draft(Settings())
    draft.put(("engine", "threads"), False)  # noqa: FBT003  # what a wrong editor would give
    assert draft.wrong == (("engine", "threads"),)


@pytest.mark.parametrize(
    ("words", "group", "key"),
    [
        ("port", "network", ("network", "udp_port")),
        ("MEMORY given", "memory", ("engine", "idle_s")),
        ("rate_hz", "files", ("files", "rate_hz")),
        ("log in", "tray", ("tray", "start_with_session")),
    ],
)
def test_a_search_finds_labels_sentences_groups_and_names(words: str, group: str, key: Key) -> None:
    assert key in found(words)[group]


def test_a_search_without_words_leaves_everything_and_a_wrong_one_nothing() -> None:
    assert {key for keys in found("").values() for key in keys} == set(every_key())
    assert found("quux") == {}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (("engine", "idle_s"), 600, "10 min"),
        (("engine", "idle_s"), 5, ""),
        (("engine", "idle_s"), 5400, "1.5 h"),
        (("files", "rate_hz"), 44_100, "44.1 kHz"),
        (("log", "size_bytes"), 1_000_000, "1 MB"),
        (("log", "size_bytes"), 20_000, "20 kB"),
        (("engine", "nice"), 600, ""),
        (("network", "spool"), True, ""),
    ],
)
def test_large_numbers_are_said_in_other_words(key: Key, value: int, words: str) -> None:
    assert in_other_words(key, value) == words
