"""Loops and lengths through a real daemon: the pair, its refusals, the mark in the file, variations that stay loops."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from wavinfo import WavInfoReader

from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import RequestError
from tests.bridge.daemon.served import Served, served


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


def asked(daemon: Served, seconds: float, **pairs: Argument) -> list[Answer]:
    options = {"destination": str(daemon.project), "seed": 1, **pairs}
    with daemon.client() as client:
        return list(client.generate("steady rain", seconds=seconds, count=1, pairs=options, request_id=None))


def path_of(answers: list[Answer]) -> Path:
    (path,) = [Path(str(one.values["path"])) for one in answers if one.word == "candidate"]
    return path


def test_a_loop_is_marked_in_its_file_and_its_variations_are_loops(daemon: Served) -> None:
    answers = asked(daemon, 1.5, loop=1)
    path = path_of(answers)
    assert read_recipe(path).request.loop
    assert WavInfoReader(str(path)).smpl.sample_loops[0].end == soundfile.info(str(path)).frames - 1
    (candidate,) = [one for one in answers if one.word == "candidate"]
    with daemon.client() as client:
        varied = list(client.vary(f"{candidate.id}#{candidate.values['index']}", amount=0.3, count=1, pairs={}))
    other = path_of(varied)
    assert other != path
    assert read_recipe(other).request.loop
    assert WavInfoReader(str(other)).smpl is not None


@pytest.mark.parametrize("seconds", [0.1, 180.0])
def test_the_shortest_and_the_longest_sound_come_through_the_pipe_exactly(daemon: Served, seconds: float) -> None:
    path = path_of(asked(daemon, seconds, rate=192_000))
    assert soundfile.info(str(path)).frames == round(seconds * 192_000)
    assert WavInfoReader(str(path)).smpl is None


@pytest.mark.parametrize(
    ("seconds", "pairs", "said"),
    [
        (0.5, {"loop": 1}, "seconds is 0.5: choose at least 1 for a loop"),
        (4.0, {"loop": 2}, "loop is 2: it must be 1 for yes or 0 for no"),
        (181.0, {}, "seconds is 181: choose a value from 0.1 to 180"),
        (0.05, {}, "seconds is 0.05: choose a value from 0.1 to 180"),
        (180.0, {"pool": 17}, "pool is 17: choose a whole number from 1 to 16"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(
    daemon: Served, seconds: float, pairs: dict[str, Argument], said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        asked(daemon, seconds, **pairs)


def test_a_variation_has_the_loop_of_its_candidate_and_no_pair_for_it(daemon: Served) -> None:
    with daemon.client() as client, pytest.raises(RequestError, match="no pair 'loop'"):
        list(client.vary("x#0", amount=0.3, count=1, pairs={"loop": 1}))
