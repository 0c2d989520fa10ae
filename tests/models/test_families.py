"""The table of families."""

import pytest

from foley_models.errors import PackError
from foley_models.families import FAMILIES, family_builder


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_of_the_table_has_its_builder(name: str) -> None:
    assert family_builder(name).__module__ == f"foley_models.{name}.family"


def test_an_unknown_family_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(PackError, match="model family 'musicgen'; this version knows core, audioldm"):
        family_builder("musicgen")
