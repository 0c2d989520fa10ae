"""What a person sees while a request runs."""

import io
import re

import pytest

from foley_bridge.progress import LABELS, shown_progress
from foley_models.progress import SHARES


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _run(stream: io.StringIO) -> str:
    with shown_progress(stream) as progress:
        progress.stage("load")
        for step in range(1, 5):
            progress.advance("denoise", 0.8 * step / 4, 5.0 - step)
        progress.advance("decode", 1.0, 1.0)
    return stream.getvalue()


def test_every_stage_of_the_stack_has_a_name_for_people() -> None:
    assert set(SHARES) < set(LABELS)


def test_in_a_file_each_stage_is_one_line_without_control_characters() -> None:
    assert _run(io.StringIO()) == "loading the pack ...\ndenoising ...\ndecoding ...\n"


def test_on_a_terminal_a_bar_shows_stage_and_share() -> None:
    shown = _run(_Terminal())
    assert "decoding" in shown
    assert "1 s left" in shown
    assert re.search(r"100\s?%", shown)


def test_what_is_said_goes_to_standard_output_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    for stream in (io.StringIO(), _Terminal()):
        with shown_progress(stream) as progress:
            progress.say("[red]boots[/red]")
        assert capsys.readouterr().out == "[red]boots[/red]\n"
