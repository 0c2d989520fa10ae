"""What becomes of files that come, change, go, or lie on a drive that is away; and of a broken index."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.library.comparing import drive_is_away
from foley_bridge.library.records import Facts, Heard, Ranker, Stamp, Window
from foley_bridge.library.store import Store
from foley_bridge.library.walking import SeenFolder, walk
from foley_models.errors import RequestError

STAMP = Stamp(10, 20, 30)
FACTS = Facts("hash", 1.0, 48_000, 1, "a door", "doors")
HEARD = [Heard(Window(0.0, 1.0), bytes(1024))]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library.sqlite3") as opened:
        opened.add_root(Path("/sounds"))
        yield opened


def see(store: Store, *names: str, device: int = 7, stamp: Stamp = STAMP, folder: str = "/sounds") -> None:
    (root,) = store.roots()
    store.compare(root, SeenFolder(folder, device, dict.fromkeys(names, stamp)))


def hear_all(store: Store) -> int:
    ranker = store.use_ranker(Ranker("an ear", "core"))
    for file in store.to_look(0, 100):
        store.looked(file, replace(FACTS, sha256=file.path.name))
        store.hear(ranker, {file.id: HEARD})
    return ranker


def test_an_unchanged_file_is_not_looked_into_again_and_a_changed_one_is(store: Store) -> None:
    see(store, "a.wav", "b.wav")
    hear_all(store)
    version = store.version
    see(store, "a.wav", "b.wav")
    assert store.version == version
    (root,) = store.roots()
    store.compare(root, SeenFolder("/sounds", 7, {"a.wav": STAMP, "b.wav": replace(STAMP, mtime_ns=21)}))
    assert [file.path.name for file in store.to_look(0, 9)] == ["b.wav"]


def test_touched_but_equal_content_is_not_heard_again(store: Store) -> None:
    see(store, "a.wav")
    ranker = hear_all(store)
    see(store, "a.wav", stamp=replace(STAMP, mtime_ns=21))
    (file,) = store.to_look(0, 9)
    store.looked(file, replace(FACTS, sha256="a.wav"))
    assert store.to_hear(ranker, [file.id]) == ()
    store.looked(replace(file, sha256="a.wav"), replace(FACTS, sha256="another"))
    assert store.to_hear(ranker, [file.id]) != ()


def test_a_moved_file_is_known_by_its_content(store: Store) -> None:
    see(store, "a.wav")
    ranker = hear_all(store)
    see(store, "b.wav")
    (file,) = store.to_look(0, 9)
    store.looked(file, replace(FACTS, sha256="a.wav"))
    assert store.to_hear(ranker, [file.id]) == ()
    assert store.forget_gone() == 1
    assert (store.totals(ranker).files, store.totals(ranker).heard) == (1, 1)


def test_deleted_files_leave_and_those_of_a_drive_that_is_away_stay(store: Store) -> None:
    see(store, "a.wav", "b.wav")
    ranker = hear_all(store)
    see(store, "a.wav")
    assert store.forget_gone() == 1
    see(store, device=8)  # the empty folder that a drive was mounted into
    assert store.forget_gone() == 0
    totals = store.totals(ranker)
    assert (totals.files, totals.heard, totals.away) == (1, 1, 1)
    see(store, "a.wav")
    assert store.totals(ranker).away == 0
    assert store.to_look(0, 9) == ()


def test_a_file_that_cannot_be_heard_is_tried_again_when_its_rights_change(store: Store) -> None:
    see(store, "a.wav")
    (file,) = store.to_look(0, 9)
    store.refuse(file, "it may not be read")
    see(store, "a.wav")
    assert store.to_look(0, 9) == ()
    see(store, "a.wav", stamp=replace(STAMP, ctime_ns=31))
    assert len(store.to_look(0, 9)) == 1
    assert store.refused(9) != ()


def test_another_ear_hears_again_and_the_first_is_kept(store: Store) -> None:
    see(store, "a.wav")
    first = hear_all(store)
    second = store.use_ranker(Ranker("another", "clap"))
    assert len(store.unheard(second, 0, 9)) == 1
    assert store.unheard(first, 0, 9) == ()


def test_an_outer_folder_takes_over_the_files_of_an_inner_one(store: Store) -> None:
    see(store, "a.wav")
    ranker = hear_all(store)
    assert store.add_root(Path("/"))
    assert list(store.roots().values()) == [Path("/")]
    assert store.totals(ranker).heard == 1
    with pytest.raises(RequestError, match="lies in /, which is added"):
        store.add_root(Path("/sounds/doors"))


def test_removing_a_folder_forgets_all_of_it(store: Store) -> None:
    see(store, "a.wav")
    ranker = hear_all(store)
    store.remove_root(Path("/sounds"))
    assert store.totals(ranker).windows == 0
    with pytest.raises(RequestError, match="was not added"):
        store.remove_root(Path("/sounds"))


def test_a_missing_folder_is_away_where_what_is_above_it_is_another_file_system(tmp_path: Path) -> None:
    gone, device = str(tmp_path / "gone" / "below"), tmp_path.stat().st_dev
    assert not drive_is_away(gone, device)
    assert drive_is_away(gone, device + 1)


def test_a_walk_follows_no_link_and_enters_no_hidden_folder(tmp_path: Path) -> None:
    for name in ("a.wav", "notes.txt", ".hidden.wav", ".trash/b.wav", "foley-bridge/c.wav", "steps/d.FLAC", "e.wav"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"x")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "f.wav").write_bytes(b"x")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "in" / "g.wav").symlink_to(tmp_path / "outside" / "f.wav")
    found = {Path(seen.path).name: sorted(seen.files) for seen in walk(tmp_path / "in")}
    assert found == {"in": ["a.wav", "e.wav"], "steps": ["d.FLAC"]}


def test_a_broken_index_is_set_aside_and_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite3"
    file.write_bytes(b"no database at all, and long enough to be none" * 100)
    with Store(file) as store:
        assert "kept as" in store.set_aside
        assert store.roots() == {}
    assert len(list(tmp_path.glob("library.set-aside-*"))) == 1


def test_an_index_of_a_later_version_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite3"
    Store(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    with Store(file) as store:
        assert "later version" in store.set_aside
