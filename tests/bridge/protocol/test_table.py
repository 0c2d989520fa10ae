"""The protocol's table is complete and is what is documented."""

import re
from pathlib import Path

import foley_bridge.daemon.dispatcher as dispatcher_module
from foley_bridge.protocol import table
from foley_bridge.protocol.document import BEGIN, END, markdown
from foley_bridge.protocol.errors import error_of
from foley_models import errors
from foley_models.errors import FoleyError

DOCUMENT = Path(__file__).parents[3] / "docs" / "protocol.md"


def kinds(base: type[FoleyError]) -> set[type[FoleyError]]:
    return {base}.union(*(kinds(child) for child in base.__subclasses__()))


def test_the_document_holds_the_table_as_the_code_has_it() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    held = text[text.index(BEGIN) + len(BEGIN) : text.index(END)]
    assert held.strip() == markdown().strip(), "run foley-bridge protocol --renew docs/protocol.md"


def test_every_address_pair_event_and_code_stands_in_the_document() -> None:
    text = markdown()
    for address in (*table.TO_DAEMON, *table.TO_HOST):
        assert f"`{address.path}`" in text
        for pair in address.pairs:
            assert f"`{pair.name}`" in text
    for one in (*table.EVENTS, *table.CODES):
        assert f"`{one.name}`" in text


def test_every_code_has_its_error_and_every_error_its_code() -> None:
    codes = {one.name for one in table.CODES}
    assert {kind.code for kind in kinds(FoleyError) if kind.__module__ == errors.__name__} == codes
    for code in codes:
        assert error_of(code, "why").code == code
        assert str(error_of(code, "why")) == "why"


def test_a_code_of_a_newer_daemon_is_still_an_error() -> None:
    assert type(error_of("too-lazy", "why")) is FoleyError


def test_an_error_of_a_shared_code_is_the_general_one() -> None:
    assert type(error_of("bad-request", "why")) is errors.RequestError


def test_every_address_is_done_by_somebody() -> None:
    source = Path(str(dispatcher_module.__file__)).read_text(encoding="utf-8")
    done = set(re.findall(r'"(\w+)": self\._\1,', source)) | {"hello", "ping"}
    assert {one.word for one in table.TO_DAEMON} == done


def test_names_are_unique() -> None:
    for names in (
        [one.path for one in (*table.TO_DAEMON, *table.TO_HOST)],
        [one.name for one in table.EVENTS],
        [one.name for one in table.CODES],
        *([pair.name for pair in one.pairs] for one in table.TO_DAEMON),
    ):
        assert len(set(names)) == len(names)
