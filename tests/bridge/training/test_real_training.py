"""The real trainer at tiny size under the real daemon: killed anywhere, it comes to the same adapter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from foley_bridge.engine.launch import Launch
from foley_bridge.engine.repetition import find_recorded_adapter, make_again
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.journal.inspection import known_adapters
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import NotAvailableError, RequestError
from foley_models.training.adapter_card import read_adapter_card
from tests.bridge.daemon.served import Served, served
from tests.bridge.engine.faulty_worker import faulty_command, plan_fault
from tests.bridge.training.studio_recordings import write_recordings
from tests.models.tiny_core import write_tiny_pack

PAIRS: dict[str, Argument] = {"steps": 24, "save_every": 4, "batch": 4, "sample_every": 0, "licence": "CC BY 4.0"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write_tiny_pack(folder / "tiny")
    for name in ("whole", "killed"):
        write_recordings(folder / name / "knocks")
    return folder


@pytest.fixture(scope="module")
def launch(home: Path) -> Launch:
    plan_fault(home / "fault", "exit", "nowhere", times=0)
    return Launch(command=faulty_command(home / "fault", quick=False), device="cpu", dtype="float32", threads=1, nice=0)


@pytest.fixture(scope="module")
def whole(home: Path, launch: Launch) -> Iterator[tuple[Served, list[Answer]]]:
    """A daemon in which a training has run to its end, and all that it told."""
    with served(home, launch=launch) as daemon, daemon.client() as client:
        client.ask("/foley/use", str(home / "tiny"))
        pairs = PAIRS | {"prompts": "a dog bark", "sample_every": 12}
        yield daemon, list(client.train(str(home / "whole" / "knocks"), pairs=pairs, request_id="whole"))


def adapter_of(answers: list[Answer]) -> Path:
    (path,) = (str(one.values["path"]) for one in answers if one.word == "trained")
    return Path(path)


def test_a_training_makes_an_adapter_with_before_and_after_in_its_card(whole: tuple[Served, list[Answer]]) -> None:
    _, answers = whole
    assert answers[-1].word == "done"
    stages = [one.values["stage"] for one in answers if one.word == "progress"]
    assert list(dict.fromkeys(stages)) == ["load", "check", "encode", "evaluate", "train"]
    samples = [Path(str(one.values["path"])) for one in answers if one.word == "sample"]
    assert all(one.read_bytes()[:4] == b"RIFF" for one in samples)
    assert len(samples) == 2
    card = read_adapter_card(adapter_of(answers))
    assert (card.name, card.licence, card.base_pack) == ("knocks", "CC BY 4.0", "tiny")
    assert card.before.keys() == card.after.keys() == {"kad", "score"}
    assert len(card.recordings) >= 9
    left = {one.name for one in adapter_of(answers).parent.rglob("*") if one.name.endswith(".part")}
    assert left == set()


def test_sounds_carry_the_adapter_that_was_on_and_its_licence_and_are_made_again_with_it(
    whole: tuple[Served, list[Answer]], home: Path
) -> None:
    daemon, _ = whole
    options: dict[str, Argument] = {"destination": str(daemon.project), "threshold": -1.0, "seed": 3}
    found = []
    with daemon.client() as client:
        client.decide("whole", "accept")
        for named in (None, "", "knocks"):
            pairs = options | ({} if named is None else {"adapter": named})
            told = client.generate("a dog barking", seconds=0.5, count=1, pairs=pairs)
            (path,) = [Path(str(one.values["path"])) for one in told if one.word == "candidate"]
            found.append(read_recipe(path))
    on, off, again = found
    assert on.pack.adapter.split()[0] == "knocks"
    assert "CC BY 4.0" in on.pack.licence
    assert (off.pack.adapter, "CC BY" in off.pack.licence) == ("", False)
    assert on.sound.sha256 == again.sound.sha256 != off.sound.sha256
    adapter = find_recorded_adapter(on.pack, None, known_adapters(daemon.folders.journal_file))
    repetition = make_again(on, home / "tiny", adapter)
    assert repetition.made.recipe["sound"]["sha256"] == on.sound.sha256
    assert repetition.made.recipe["pack"]["adapter"] == on.pack.adapter
    with pytest.raises(NotAvailableError, match="--adapter"):
        find_recorded_adapter(on.pack, None, ())


def test_killed_engines_and_a_closed_daemon_change_no_bit(
    whole: tuple[Served, list[Answer]], home: Path, tmp_path: Path, launch: Launch
) -> None:
    expected = load_file(adapter_of(whole[1]))
    plan_fault(home / "fault", "kill", "step-10")
    with served(tmp_path, launch=launch) as daemon, daemon.client() as client:
        client.ask("/foley/use", str(home / "tiny"))
        for one in client.train(str(home / "killed" / "knocks"), pairs=PAIRS, request_id="killed"):
            if one.word == "training" and int(one.values["step"]) >= 14:
                break
    with served(tmp_path, launch=launch) as daemon, daemon.client() as client:
        answers = list(client.train(str(home / "killed" / "knocks"), pairs=PAIRS, request_id="killed"))
    found = load_file(adapter_of(answers))
    assert found.keys() == expected.keys()
    assert all(found[name].tobytes() == expected[name].tobytes() for name in expected)


def test_what_cannot_be_learnt_from_is_a_sentence(whole: tuple[Served, list[Answer]], tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no sound")
    with whole[0].client() as client, pytest.raises(RequestError, match="holds no sound file"):
        list(client.train(str(tmp_path), pairs=PAIRS))
