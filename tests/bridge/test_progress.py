"""What a person sees while a request runs."""

import io
import re

from foley_bridge.progress import LABELS, shown_progress
from foley_models.progress import SHARES
from foley_models.requests import Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _run(stream: io.StringIO) -> str:
    with shown_progress(stream) as update:
        update(Progress("load", 0.0, 0.0))
        for step in range(1, 5):
            update(Progress("denoise", step / 4, 0.8 * step / 4))
        update(Progress("decode", 1.0, 1.0))
    return stream.getvalue()


def test_every_stage_of_the_stack_has_a_name_for_people() -> None:
    assert set(SHARES) < set(LABELS)


def test_in_a_file_each_stage_is_one_line_without_control_characters() -> None:
    assert _run(io.StringIO()) == "loading the pack ...\ndenoising ...\ndecoding ...\n"


def test_on_a_terminal_a_bar_shows_stage_and_share() -> None:
    shown = _run(_Terminal())
    assert "decoding" in shown
    assert re.search(r"100\s?%", shown)
