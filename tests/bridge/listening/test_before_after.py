"""With the adapter against without it: real sounds of a tiny pack, a blind test beside the adapter, what came of it."""

import json
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.listening.before_after import (
    compare_adapter,
    comparison_of,
    held_out_captions,
    listening_folder,
    make_ready,
    read_preference,
)
from foley_bridge.listening.session import Session
from foley_bridge.listening.trials import Given
from foley_bridge.training.asking import ask_estimate
from foley_bridge.training.project import TrainingFolder
from foley_models.errors import CancelledError, PackError, RequestError
from foley_models.training.settings import TrainSettings
from tests.bridge.engine.quick_training import write_quick_adapter
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training whose check held out two captions, and its adapter."""
    home = tmp_path_factory.mktemp("home")
    pack = home / "tiny"
    write_tiny_pack(pack)
    folder = TrainingFolder(home / "boots")
    folder.path.mkdir()
    clips = [
        {"captions": [f"a {name}", f"the sound of a {name}"], "split": split}
        for name, split in (("bell", "validation"), ("door", "train"), ("dog", "validation"), ("bell", "validation"))
    ]
    folder.keep("check.json", {"clips": clips})
    folder.keep("settings.json", {"order": {"pack": str(pack)}})
    return write_quick_adapter(folder.adapter, "boots")


def always_the_second(session: Session) -> None:
    """A listener who hears, or so it seems, which one has the adapter."""
    for trial in session.trials:
        choice = "none" if trial.number == 0 else "ab"[trial.order.index(1)]
        assert "after" not in str(session.sound(trial.number, 0))
        session.answer(trial.number, Given({"choice": choice}))


def test_held_out_captions_are_compared_and_what_was_said_lies_beside_the_adapter(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = comparison_of(trained, count=3)
    assert wanted.prompts == held_out_captions(trained) == ("a bell", "a dog")
    out = listening_folder(trained)
    assert out == trained.parent / "listening"
    told: list[tuple[int, int]] = []
    preference = compare_adapter(
        wanted,
        out,
        "anna",
        present=always_the_second,
        device="cpu",
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (preference.after, preference.before, preference.undecided) == (5, 0, 1)
    assert "with the adapter, by more than chance" in preference.verdict()
    assert read_preference(trained) == preference
    plan = json.loads((out / "test" / "test.json").read_text())
    assert {one["prompt"] for one in plan["items"]} == {"a bell", "a dog"}
    compare_adapter(wanted, out, "ben", present=lambda _: None)  # says nothing, and nothing is made again
    assert main(["adapters", "info", str(trained)]) == 0
    assert "1 listener: better with the adapter 5" in capsys.readouterr().out
    with pytest.raises(RequestError, match="of other prompts"):
        make_ready(comparison_of(trained, prompts=["rain"]), out)


def test_another_file_in_its_place_has_not_been_listened_to(trained: Path, tmp_path: Path) -> None:
    adapter = tmp_path / trained.name
    adapter.write_bytes(trained.read_bytes())
    (tmp_path / "adapter.listening.json").write_text("{}")
    assert read_preference(adapter) is None
    assert listening_folder(adapter) == tmp_path / "adapter-listening"
    with pytest.raises(RequestError, match="give some prompts"):
        comparison_of(adapter)
    with pytest.raises(PackError, match="no adapter"):
        comparison_of(tmp_path / "adapter.listening.json")


def test_what_only_a_pack_can_say_is_asked_of_another_process(trained: Path, tmp_path: Path) -> None:
    settings = TrainSettings(method="tuning", steps=7, batch_size=2)
    found = ask_estimate(comparison_of(trained).pack, settings, clips=4, minutes=None, device="cpu")
    assert (found.steps, found.fits) == (7, True)
    assert found.memory_bytes > 100_000_000
    with pytest.raises(PackError, match="no pack"):
        ask_estimate("nothing", settings, clips=4, minutes=None)
    with pytest.raises(CancelledError):
        make_ready(comparison_of(trained), tmp_path / "stopped", device="cpu", cancelled=lambda: True)
