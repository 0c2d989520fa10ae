"""What docs/protocol.md says beside its table, as far as a test can hold it to that."""

import json
import re
from dataclasses import fields

from foley_bridge.daemon.session import Session, proof
from tests.bridge.peers.heard import EXAMPLES

DOCUMENT = (EXAMPLES.parent / "protocol.md").read_text(encoding="utf-8")


def test_every_example_is_in_the_document_and_there_are_no_others() -> None:
    assert set(re.findall(r"\]\(examples/([^)]+)\)", DOCUMENT)) == {file.name for file in EXAMPLES.iterdir()}


def test_the_proof_that_it_computes_is_the_daemons() -> None:
    said = re.search(r"token of 64 `a`, port 9000 and the nonce `(\w+)` it is\s+```\s+([0-9a-f]{64})\s+```", DOCUMENT)
    assert said is not None
    assert said[2] == proof("a" * 64, said[1], 9000)


def test_the_session_file_has_the_fields_that_it_names() -> None:
    said = re.search(r'^\{"port".*\}$', DOCUMENT, re.MULTILINE)
    assert said is not None
    assert list(json.loads(said[0])) == [one.name for one in fields(Session)]
