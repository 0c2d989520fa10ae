"""Light and dark as the desktop has them, while the program runs; on a real screen, since only there Qt follows it."""

import sys
from pathlib import Path

from foley_ui.theme.roles import DARK, LIGHT, Role
from tests.ui.real_screen import real_screen


def test_it_follows_the_desktop_until_the_person_has_a_wish_of_their_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.ui.theme.scheme_program"]
    with (
        real_screen(tmp_path / "screen") as screen,
        screen.program(command, more={"QT_QPA_PLATFORMTHEME": "gnome"}) as program,
    ):
        assert program.wait(30) == 0, screen.logs()
        said = [line for line in screen.logs().splitlines() if line.startswith(("True", "False"))]
    dark, light = f"True {DARK[Role.TEXT]}", f"False {LIGHT[Role.TEXT]}"
    assert said == [dark, light, dark, light]
