"""The live daemon and its routes, over real sockets; and an engine that goes from pack to pack."""

import gc
import json
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.client import Client
from foley_bridge.daemon import packs
from foley_bridge.engine.messages import Settings
from foley_bridge.engine.studio import ModelStudio
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.followed_request import routed_line
from foley_bridge.journal.journal import Journal
from foley_bridge.osc.message import Argument
from foley_bridge.packs.install import install_folder
from foley_bridge.protocol.answers import Answer
from foley_bridge.protocol.order import Order
from foley_bridge.routes.file import routes_file, save_routes
from foley_bridge.routes.route import Route
from foley_models.errors import PackError, RequestError
from tests.bridge.daemon.served import Served, served
from tests.models.tiny_core import change_card, write_tiny_pack


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(packs, "CARD_KEPT_S", 0.0)  # what was fine a moment ago still is; here every request looks anew
    with served(tmp_path) as running:
        yield running


def set_routes(daemon: Served, *routes: Route) -> None:
    save_routes(routes_file(daemon.folders), {one.category: one for one in routes})


def asked(client: Client, daemon: Served, prompt: str, **pairs: str | float) -> list[Answer]:
    return list(client.generate(prompt, seconds=0.5, count=1, pairs={"destination": str(daemon.project), **pairs}))


def order_of(daemon: Served, answers: list[Answer]) -> Order:
    with Journal(daemon.folders.journal_file) as journal:
        return Order.from_json(journal.job(answers[-1].id).order)


def routed(answers: list[Answer]) -> dict[str, Argument] | None:
    return next((dict(one.values) for one in answers if one.word == "routed"), None)


def recipe_route(answers: list[Answer]) -> str:
    (path,) = (str(one.values["path"]) for one in answers if one.word == "candidate")
    return read_recipe(Path(path)).route


def test_a_request_without_a_pack_goes_by_the_route_of_its_category_and_is_told_so(
    tiny_once: Path, daemon: Served
) -> None:
    place = install_folder(tiny_once, daemon.folders.packs)
    with daemon.client() as client:
        set_routes(daemon, Route("RAIN", "tiny", guidance=3.0, threshold=0.25))
        answers = asked(client, daemon, "heavy rain on a tin roof")
        told = routed(answers)
        assert told is not None
        assert (told["category"], told["guidance"], told["threshold"]) == ("RAIN", 3.0, 0.25)
        said = next(routed_line(one) for one in answers if one.word == "routed")
        assert said == f"By the route for RAIN: pack {place.folder}, guidance 3, threshold 0.25."
        order = order_of(daemon, answers)
        assert (order.pack, order.route) == (str(place.folder), "RAIN")
        assert (order.request.guidance, order.request.threshold) == (3.0, 0.25)
        assert recipe_route(answers) == "RAIN"

        assert order_of(daemon, asked(client, daemon, "rain", guidance=5.0)).request.guidance == 5.0
        by_name = asked(client, daemon, "something", category="RAINMetl")
        assert order_of(daemon, by_name).pack == str(place.folder)

        for pairs in ({"pack": "core"}, {"adapter": ""}):
            answers = asked(client, daemon, "heavy rain", **pairs)
            assert routed(answers) is None, pairs
            assert order_of(daemon, answers).pack == "core"
            assert recipe_route(answers) == ""
        answers = asked(client, daemon, "a wooden door")
        assert (routed(answers), order_of(daemon, answers).route) == (None, "")


def test_the_same_request_again_stays_what_it_was_though_its_route_is_gone(tiny_once: Path, daemon: Served) -> None:
    install_folder(tiny_once, daemon.folders.packs)
    with daemon.client() as client:
        set_routes(daemon, Route("RAIN", "tiny"))
        pairs = {"destination": str(daemon.project)}
        first = list(client.generate("rain", seconds=0.5, count=1, pairs=pairs, request_id="once"))
        set_routes(daemon)
        again = list(client.generate("rain", seconds=0.5, count=1, pairs=pairs, request_id="once"))
        paths = [[one.values["path"] for one in answers if one.word == "candidate"] for answers in (first, again)]
        assert paths[0] == paths[1]


def test_a_route_that_leads_nowhere_is_told_when_it_is_used_and_the_rest_goes_on(
    tiny_once: Path, daemon: Served, tmp_path: Path
) -> None:
    place = install_folder(tiny_once, daemon.folders.packs)
    with daemon.client() as client:
        set_routes(daemon, Route("RAIN", "tiny"), Route("WATER", "core", str(tmp_path / "gone.safetensors")))
        assert asked(client, daemon, "rain")
        shutil.rmtree(place.folder)
        with pytest.raises(
            PackError,
            match=r"The route for RAIN \(pack tiny\) cannot be used\. There is no pack 'tiny'.*routes remove RAIN",
        ):
            asked(client, daemon, "rain")
        with pytest.raises(PackError, match=r"The route for WATER \(pack core, adapter .*gone"):
            asked(client, daemon, "water splash")
        assert asked(client, daemon, "rain", pack="core")
        routes_file(daemon.folders).write_text("[RAIN]\nguidance = 99\n", encoding="utf-8")
        with pytest.raises(RequestError, match=r"routes\.toml: The guidance of the route for RAIN is 99"):
            asked(client, daemon, "rain")
        assert asked(client, daemon, "rain", pack="core")


def test_an_order_that_no_route_chose_reads_as_it_did_before() -> None:
    assert "route" not in json.loads(Order.from_json(ORDER).to_json())


ORDER = json.dumps(
    {
        "request": {"prompt": "rain", "seconds": 1.0, "count": 1, "seed": 1},
        "rate_hz": 48000,
        "destination": "/x",
        "position_s": 0.0,
        "pack": "core",
    }
)


def test_the_engine_has_one_pack_in_memory_when_requests_go_from_pack_to_pack(tmp_path: Path) -> None:
    first, second = (write_tiny_pack(tmp_path / name) for name in ("first", "second"))
    change_card(second, lambda values: values.update(version="2"))
    studio = ModelStudio(Settings(device="cpu", dtype="float32", threads=0, nice=0))
    studio.load(str(first))
    assert studio.loaded(str(first))
    assert not studio.loaded(str(second))
    assert studio._stack is not None
    before = weakref.ref(studio._stack.pack)
    studio.load(str(second))
    gc.collect()
    assert before() is None, "the memory of the one is given back before the other is loaded"
    assert studio.loaded(str(second))
    assert not studio.loaded(str(first))
