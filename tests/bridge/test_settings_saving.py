"""Saving settings: what a person wrote stays, what cannot be taken is never written over, and nothing is half there."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foley_bridge.settings import Settings, SettingsError, load_settings, parse_settings
from foley_bridge.settings_saving import Change, changed, changes, save_changes, set_aside
from foley_bridge.settings_text import settings_text
from foley_models.errors import DestinationError

NICE = Change("engine", "nice", 3)
BY_HAND = """\
# mine
[engine]  # the model
nice = 5   # steps back a little
# idle_s = 600
device = 'cpu'

[files]
sounds = "/a # b"  # on the big disk
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "settings.toml"


def written(file: Path, text: str) -> Path:
    file.write_bytes(text.encode())
    return file


def test_the_first_save_writes_the_commented_file_for_the_user_alone(file: Path) -> None:
    saved = save_changes(file, (NICE,))
    assert saved.comments_kept
    assert saved.settings.engine.nice == 3
    assert file.read_text(encoding="utf-8") == settings_text(saved.settings)
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["settings.toml"]


def test_only_the_lines_of_what_was_changed_are_others(file: Path) -> None:
    written(file, BY_HAND)
    saved = save_changes(file, (NICE, Change("engine", "idle_s", 60), Change("files", "sounds", "/c")))
    expected = BY_HAND.replace("nice = 5   #", "nice = 3   #").replace("# idle_s = 600", "idle_s = 60")
    assert file.read_text(encoding="utf-8") == expected.replace('"/a # b"', '"/c"')
    assert saved.settings == load_settings(file)


def test_a_default_becomes_a_comment_again(file: Path) -> None:
    written(file, BY_HAND)
    save_changes(file, (Change("engine", "nice", 10), Change("engine", "device", "auto")))
    text = file.read_text(encoding="utf-8")
    assert "# nice = 10   # steps back a little" in text
    assert '# device = "auto"' in text


def test_a_setting_that_the_file_lacks_is_added_to_its_table_with_what_it_is_for(file: Path) -> None:
    written(file, BY_HAND)
    save_changes(file, (Change("engine", "threads", 2), Change("tray", "theme", "dark")))
    text = file.read_text(encoding="utf-8")
    assert text.index("threads = 2") < text.index("[files]") < text.index("[tray]") < text.index('theme = "dark"')
    assert "# Light or dark; system follows your desktop." in text
    assert text.startswith("# mine\n[engine]  # the model\nnice = 5   # steps back a little\n")


def test_a_mark_and_line_ends_of_windows_stay(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + BY_HAND.replace("\n", "\r\n").encode())
    save_changes(file, (NICE,))
    assert file.read_bytes() == b"\xef\xbb\xbf" + BY_HAND.replace("nice = 5", "nice = 3").replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "text",
    [
        "engine = { nice = 5, threads = 2 }  # short\n",
        "engine.nice = 5\nengine.threads = 2\n",
        '["engine"]\n"nice" = 5\nthreads = 2\n',
        '[engine]\nthreads = 2\npack = """\\\n  core"""\nnice = \\\n5\n'.replace("\\\n5", "5"),
    ],
)
def test_what_cannot_be_edited_by_lines_is_written_anew_and_the_old_file_is_kept(file: Path, text: str) -> None:
    written(file, text)
    saved = save_changes(file, (NICE,))
    assert load_settings(file) == saved.settings
    assert (saved.settings.engine.nice, saved.settings.engine.threads) == (3, 2)
    assert saved.comments_kept == (saved.kept is None)
    if saved.kept is not None:
        assert saved.kept.read_bytes() == text.encode()
        assert saved.kept.parent == file.parent


def test_what_someone_else_changed_in_the_file_meanwhile_stays(file: Path) -> None:
    written(file, "[engine]\nnice = 5\nthreads = 2\n")
    before = load_settings(file)
    written(file, "[engine]\nnice = 5\nthreads = 7\n")
    wanted = changes(before, replace(before, engine=replace(before.engine, nice=3)))
    assert wanted == (NICE,)
    assert save_changes(file, wanted).settings.engine.threads == 7


@pytest.mark.parametrize("text", ["[engine]\nnice = 99\n", "[engine]\nmine = 1\n", "[engine\n", "[mine]\n"])
def test_a_file_with_a_mistake_is_left_as_it_is(file: Path, text: str) -> None:
    written(file, text)
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        save_changes(file, (NICE,))
    assert file.read_text(encoding="utf-8") == text


def test_a_value_that_no_rule_takes_is_not_written(file: Path) -> None:
    with pytest.raises(SettingsError, match="a whole number from 0 to 19"):
        save_changes(file, (Change("engine", "nice", 99),))
    assert not file.exists()


def test_a_file_that_is_set_aside_keeps_its_words_and_the_defaults_hold(file: Path) -> None:
    written(file, "[engine\n")
    kept = set_aside(file)
    assert (kept.parent, kept.suffix, kept.read_text(encoding="utf-8")) == (file.parent, ".toml", "[engine\n")
    written(file, "[engine\n")
    assert set_aside(file) != kept
    assert load_settings(file) == Settings()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_one_and_what_it_leads_to_is_changed(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "dotfiles"
    own.mkdir(mode=0o755)
    target = written(own / "foley.toml", BY_HAND)
    file.symlink_to(target)
    save_changes(file, (NICE,))
    assert file.is_symlink()
    assert "nice = 3" in target.read_text(encoding="utf-8")
    assert stat.S_IMODE(own.stat().st_mode) == 0o755


def test_where_nothing_can_be_written_the_sentence_says_so_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"")
    with pytest.raises(DestinationError):
        save_changes(tmp_path / "config" / "settings.toml", (NICE,))
    assert [one.name for one in tmp_path.iterdir()] == ["config"]


LINES = st.sampled_from(
    [
        "",
        "# a note",
        "[engine]",
        "[files]",
        "[ network ] # sockets",
        "nice = 4",
        "  nice=4 # why",
        "# nice = 10",
        "#threads = 0",
        "threads = 3",
        'pack = "core" # x',
        "pack = '/p # 1'",
        'creator = "AB"',
        "udp_port = 4_000",
        "spool = false",
    ]
)
WANTED = st.lists(
    st.sampled_from(
        [
            NICE,
            Change("engine", "nice", 10),
            Change("engine", "pack", '/a "b" \\ #c'),
            Change("network", "udp_port", 0),
            Change("network", "spool", value=True),
            Change("files", "creator", "ZZ"),
            Change("tray", "language", "de"),
        ]
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: (one.table, one.name),
)


@given(lines=st.lists(LINES, max_size=12), wanted=WANTED)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_whatever_was_written_by_hand_says_afterwards_what_was_saved(
    file: Path, lines: list[str], wanted: list[Change]
) -> None:
    text = "\n".join(lines)
    written(file, text)
    try:
        before = parse_settings(text.encode(), file)
    except SettingsError:
        with pytest.raises(SettingsError):
            save_changes(file, tuple(wanted))
        assert file.read_text(encoding="utf-8") == text
        return
    saved = save_changes(file, tuple(wanted))
    assert saved.comments_kept
    assert saved.settings == changed(before, tuple(wanted)) == load_settings(file)
    assert file.read_text(encoding="utf-8").count("# a note") == text.count("# a note")
