"""Where a training lies, what it may be asked, and how patient its followers are."""

from pathlib import Path

import pytest

from foley_bridge.engine.events import Advanced
from foley_bridge.engine.patience import TRIES_MOST, Patience, parts_of, smaller
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.parse import parse
from foley_bridge.protocol.training import TrainOrder, train_request_of
from foley_bridge.recordings.gather import gather
from foley_bridge.training.project import (
    TrainingFolder,
    give_folder_back,
    put_aside,
    put_back,
    reserve_folder,
    without_ours,
)
from foley_bridge.training.told import Stepped
from foley_models.errors import DestinationError, DeviceMemoryError, EngineCrashedError, RequestError
from tests.bridge.training.studio_recordings import write_recordings


def said(*pairs: Argument) -> TrainOrder:
    """The order that a message with these pairs makes."""
    call = parse(Message("/foley/train", ("id", "/recordings", *pairs)))
    return train_request_of(call, "core").order(name="boots", folder="/recordings/boots")


def test_an_order_lies_in_the_journal_as_it_was_said() -> None:
    order = said("prompts", " boots | a door ", "latent_clap", 0, "batch", 8, "rate", 0.001, "licence", "CC0")
    assert order.settings.sample_prompts == ("boots", "a door")
    assert (order.settings.latent_clap, order.settings.batch_size, order.licence) == (False, 8, "CC0")
    assert order.settings.rate == pytest.approx(0.001)
    assert TrainOrder.from_json(order.to_json()) == order
    with pytest.raises(RequestError, match="no training of this version"):
        TrainOrder.from_json('{"settings": 1}')


def test_a_folder_lies_beside_the_project_and_never_takes_anothers_name(tmp_path: Path) -> None:
    project = tmp_path / "Show" / "Show.RPP"
    project.parent.mkdir()
    project.touch()
    found = [reserve_folder(project, "", reserved=()) for _ in range(3)]
    assert [name for name, _ in found] == ["Show", "Show-2", "Show-3"]
    assert found[0][1] == project.parent / "foley-bridge" / "training" / "show"
    for _, folder in reversed(found):
        give_folder_back(folder)
    assert list(project.parent.iterdir()) == [project]


@pytest.mark.parametrize("name", ["../../x", "a/b", "..", "CON", "-rf", "\u202egnp", "x" * 300, "日本語 雨"])
def test_whatever_a_training_is_called_its_folder_lies_where_it_should(tmp_path: Path, name: str) -> None:
    _, folder = reserve_folder(tmp_path, name, reserved=())
    assert folder.parent == tmp_path / "foley-bridge" / "training"
    assert folder.is_dir()


def test_a_training_lies_neither_in_a_link_nor_in_a_reserved_folder(tmp_path: Path) -> None:
    elsewhere, project = tmp_path / "elsewhere", tmp_path / "project"
    elsewhere.mkdir()
    project.mkdir()
    (project / "foley-bridge").symlink_to(elsewhere)
    with pytest.raises(DestinationError):
        reserve_folder(project, "boots", reserved=())
    assert list(elsewhere.iterdir()) == []
    with pytest.raises(DestinationError, match=r"Foley Bridge's own"):
        reserve_folder(elsewhere, "boots", reserved=(elsewhere,))
    with pytest.raises(RequestError, match="is not there"):
        reserve_folder(tmp_path / "nothing", "boots", reserved=())


def test_nothing_is_learnt_from_what_trainings_keep(tmp_path: Path) -> None:
    recordings = write_recordings(tmp_path / "set", count=2)
    write_recordings(recordings / "foley-bridge" / "training" / "boots" / "samples", count=2)
    found = without_ours(gather(recordings), recordings)
    assert (len(found.takes), found.refused) == (2, ())


def test_a_file_is_put_whole_and_what_is_broken_counts_as_nothing(tmp_path: Path) -> None:
    folder = TrainingFolder(tmp_path)
    folder.keep("settings.json", {"name": "雨 \udcff"})
    assert folder.kept("settings.json") == {"name": "雨 \udcff"}
    (tmp_path / "settings.json").write_text('{"name": "cut sho')
    assert folder.kept("settings.json") is None
    assert list(tmp_path.iterdir()) == [tmp_path / "settings.json"]


def test_an_adapter_is_put_aside_and_back_any_number_of_times(tmp_path: Path) -> None:
    folder = TrainingFolder(tmp_path)
    folder.adapter.write_bytes(b"weights")
    for _ in range(2):
        assert put_aside(folder).read_bytes() == b"weights"
        assert put_aside(folder) == folder.rejected  # interrupted, and said again
        assert put_back(folder) == folder.adapter
    folder.adapter.unlink()
    with pytest.raises(DestinationError, match="moved away"):
        put_aside(folder)


@pytest.mark.parametrize(("batch", "at_a_time", "part"), [(16, 16, 16), (16, 7, 4), (6, 4, 3), (7, 3, 1), (4, 99, 4)])
def test_parts_of_a_batch_add_up_to_it(batch: int, at_a_time: int, part: int) -> None:
    assert parts_of(batch, at_a_time) == (part, batch // part)


def test_patience_ends_only_where_nothing_gets_on() -> None:
    patience, crash = Patience(), EngineCrashedError("It ended.")
    for step in range(50):
        patience.see(Stepped(step, 50, {}, 0.0))
        patience.see(Advanced("train", step / 50, 0.0))
        patience.lose(crash)
    for _ in range(TRIES_MOST - 2):
        patience.see(Stepped(40, 50, {}, 0.0))  # gone through again
        patience.lose(crash)
    with pytest.raises(EngineCrashedError, match="further than step 49"):
        patience.lose(crash)


def test_memory_is_halved_down_to_one_example() -> None:
    lack = DeviceMemoryError("none")
    assert [smaller(16, lack), smaller(3, lack)] == [8, 1]
    with pytest.raises(DeviceMemoryError, match="one example at a time"):
        smaller(1, lack)
