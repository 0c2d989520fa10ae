"""The way of a variation through the real daemon: asked for like a generation, answered like one, whatever is gone."""

import json
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import soundfile

from foley_bridge.engine.launch import Launch
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.reading import JournalReader
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_bridge.protocol.order import Order
from foley_models.errors import CancelledError, PackError, RequestError, UnknownIdError
from tests.bridge.daemon.served import Host, Served, served
from tests.bridge.engine.faulty_worker import faulty_command, plan_fault
from tests.bridge.engine.quick_training import write_quick_adapter
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        first(running, "boots")
        yield running


def first(daemon: Served, name: str, prompt: str = "boots on gravel", **pairs: Argument) -> list[Path]:
    """Two candidates of a request of that name."""
    options = {
        "destination": str(daemon.project),
        "seed": 1,
        "rate": 44_100,
        "position": 2.5,
        "project": "Film",
        **pairs,
    }
    with daemon.client() as client:
        return paths(list(client.generate(prompt, seconds=0.5, count=2, pairs=options, request_id=name)))


def varied(
    daemon: Served, candidate: str, *, amount: float = 0.3, count: int = 3, name: str | None = None, **pairs: Argument
) -> list[Answer]:
    with daemon.client() as client:
        return list(client.vary(candidate, amount=amount, count=count, pairs=pairs, request_id=name))


def paths(answers: list[Answer]) -> list[Path]:
    return [Path(str(one.values["path"])) for one in answers if one.word == "candidate"]


def test_a_candidate_becomes_others_that_are_on_disk_when_they_are_told(daemon: Served) -> None:
    answers = varied(daemon, "boots#1", amount=0.25)
    words = [one.word for one in answers]
    assert (words[0], words.count("candidate"), words[-1]) == ("accepted", 3, "done")
    for path in paths(answers):
        info = soundfile.info(str(path))
        assert (info.frames, info.samplerate, info.subtype) == (22_050, 44_100, "PCM_24")
        assert path.parent == daemon.project / "Foley"
        assert path.name.startswith("FEETHmn_Boots on gravel_FB_NONE_")
        recipe = read_recipe(path)
        assert recipe.source is not None
        assert (recipe.source.candidate, recipe.source.amount) == ("boots#1", 0.25)
        assert recipe.source.recipe is not None
        assert recipe.source.recipe.choice.index == 1


def test_what_the_host_says_goes_before_the_candidates_own(daemon: Served, tmp_path: Path) -> None:
    found = paths(varied(daemon, "boots#0", destination=str(tmp_path), rate=48_000, category="DOORWood", count=1))
    assert found[0].parent == tmp_path / "Foley"
    assert found[0].name.startswith("DOORWood_")
    assert soundfile.info(str(found[0])).samplerate == 48_000


def test_a_variation_is_varied_again(daemon: Served) -> None:
    varied(daemon, "boots#0", name="second", count=1)
    varied(daemon, "second#0", name="third", count=1)
    (path,) = paths(varied(daemon, "third#0", count=1))
    chain, recipe = [], read_recipe(path)
    while recipe.source is not None:
        chain.append(recipe.source.candidate)
        assert recipe.source.recipe is not None
        recipe = recipe.source.recipe
    assert chain == ["third#0", "second#0", "boots#0"]


def test_the_same_message_again_is_the_same_request(daemon: Served) -> None:
    once, twice = (varied(daemon, "boots#0", name="like-boots", seed=4) for _ in range(2))
    assert paths(once) == paths(twice)
    with pytest.raises(RequestError, match="belongs to another request already"):
        varied(daemon, "boots#0", name="like-boots", amount=0.31, seed=4)
    with pytest.raises(RequestError, match="belongs to another request already"):
        varied(daemon, "boots#0", name="boots")


def test_the_file_of_the_candidate_may_be_gone(daemon: Served) -> None:
    for path in first(daemon, "lost"):
        path.unlink()
    assert len(paths(varied(daemon, "lost#0"))) == 3


@pytest.mark.parametrize("candidate", ["nobody#0", "boots#7"])
def test_an_unknown_candidate_is_unknown_id(daemon: Served, candidate: str) -> None:
    with pytest.raises(UnknownIdError):
        varied(daemon, candidate)


@pytest.mark.parametrize("amount", [0.0, -1.0, 2.0, math.nan])
def test_an_amount_that_is_none_is_refused_with_what_is_allowed(daemon: Served, amount: float) -> None:
    with pytest.raises(RequestError, match="amount is"):
        varied(daemon, "boots#0", amount=amount)


@pytest.mark.parametrize("count", [0, 17])
def test_its_bounds_are_those_of_a_generation(daemon: Served, count: int) -> None:
    with pytest.raises(RequestError, match="count is"):
        varied(daemon, "boots#0", count=count)


def test_what_can_be_no_candidate_is_refused_with_an_example(daemon: Served) -> None:
    with pytest.raises(RequestError, match="such as 5f0c#2"):
        varied(daemon, "boots")


def test_a_pack_that_is_gone_is_told_with_the_way_out(daemon: Served, tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path / "tiny")
    first(daemon, "of-tiny", pack=str(pack))
    (pack / "card.json").unlink()
    with pytest.raises(PackError, match=r"of-tiny#0 was made with the pack .* another by the pair 'pack'"):
        varied(daemon, "of-tiny#0")
    assert len(paths(varied(daemon, "of-tiny#0", pack="core"))) == 3


def test_an_adapter_that_is_gone_is_told_with_the_way_out(daemon: Served, tmp_path: Path) -> None:
    adapter = write_quick_adapter(tmp_path / "studio.safetensors", "studio")
    first(daemon, "adapted", adapter=str(adapter))
    with Journal(daemon.folders.journal_file) as journal:
        varied(daemon, "adapted#0", name="with-it", count=1)
        assert Order.from_json(journal.job("with-it").order).adapter == str(adapter)
        adapter.unlink()
        with pytest.raises(PackError, match=r"adapted#0 was made with the adapter .* another by the pair 'adapter'"):
            varied(daemon, "adapted#0")
        varied(daemon, "adapted#0", name="without-it", count=1, adapter="")
        assert Order.from_json(journal.job("without-it").order).adapter == ""


def test_it_is_cancelled_like_a_generation(daemon: Served) -> None:
    first(daemon, "slow-one", "slow boots")
    with daemon.client() as client, daemon.client() as other:
        stream = client.vary("slow-one#0", amount=0.5, count=1, request_id="to-cancel")
        next(one for one in stream if one.word == "progress")
        other.ask("/foley/cancel", "to-cancel")
        with pytest.raises(CancelledError):
            list(stream)


def test_subscribers_hear_of_it_as_of_any_request(daemon: Served) -> None:
    with Host(daemon.session.port) as tray:
        tray.send("/foley/subscribe", "tray", "token", daemon.session.token, "seconds", 60.0)
        assert tray.answer().word == "subscribed"
        varied(daemon, "boots#0", name="seen", count=1)
        of_it = (one for one in iter(tray.answer, None) if one.values.get("request") == "seen")  # not of one before
        words = list(islice(of_it, 4))
        assert [one.word for one in words] == ["queued", "started", "delivered", "finished"]
        assert words[0].values["prompt"] == "boots on gravel"


def test_an_engine_that_is_killed_and_a_daemon_that_ends_lose_and_double_nothing(tmp_path: Path) -> None:
    fault = tmp_path / "fault"
    plan_fault(fault, "kill", "after-made")
    with served(tmp_path, launch=Launch(command=faulty_command(fault), nice=0)) as running:
        plan_fault(fault, "kill", "nowhere", times=0)
        first(running, "boots", "slow boots")
        plan_fault(fault, "kill", "after-made")
        whole = paths(varied(running, "boots#0", name="killed", seed=4))
        assert len(set(whole)) == 3
        with running.client() as client:
            stream = client.vary("boots#0", amount=0.5, count=3, request_id="later")
            assert next(stream).word == "accepted"
    with served(tmp_path) as running, running.client() as client:
        answers = list(client.vary("boots#0", amount=0.5, count=3, request_id="later"))
        assert len(set(paths(answers))) == 3
        with Journal(running.folders.journal_file) as journal:
            assert json.loads(journal.job("later").order)["source"]["candidate"] == "boots#0"


def test_less_like_a_candidate_is_a_request_that_comes_of_it(daemon: Served) -> None:
    with daemon.client() as client:
        found = paths(list(client.vary("boots#1", amount=0.6, count=2, less=True, request_id="unlike")))
    for path in found:
        recipe = read_recipe(path)
        assert recipe.source is None
        assert recipe.away is not None
        assert (recipe.away.amount, recipe.away.sounds[0].candidate) == (0.6, "boots#1")
    (row,) = [one for one in JournalReader(daemon.folders.journal_file).family("boots") if one.job.id == "unlike"]
    assert row.parent == "boots#1"
    source = Order.from_json(row.job.order).source
    assert source is not None
    assert source.less


@pytest.mark.parametrize(
    ("amount", "pairs", "said"),
    [
        (0.0, {}, "hardly less like it"),
        (0.5, {"blend": "boots#0"}, "less and blend exclude each other"),
        (0.5, {"less": 2}, "less is 2: it must be 1 for yes or 0 for no"),
    ],
)
def test_less_that_cannot_be_is_refused_in_words(
    daemon: Served, amount: float, pairs: dict[str, Argument], said: str
) -> None:
    with daemon.client() as client, pytest.raises(RequestError, match=said):
        list(client.vary("boots#1", amount=amount, count=1, pairs={"less": 1, **pairs}))
