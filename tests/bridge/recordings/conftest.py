"""One reading process for all tests of this folder: most of the time of a check is its start."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.check import Examiner, check
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.reading import Reader
from foley_bridge.recordings.records import Checked


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


@pytest.fixture(scope="session")
def examiner(reader: Reader) -> Examiner:
    return Examiner(reader, Catalogue.load())


@pytest.fixture
def check_all(examiner: Examiner) -> Callable[[Path], Checked]:
    return lambda source: check(gather(source), examiner=examiner)
