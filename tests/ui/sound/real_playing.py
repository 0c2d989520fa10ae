"""A program of its own that plays a file by the real player: `python -m tests.ui.sound.real_playing FILE`.

It says a line for each step, and waits for a line before it plays again.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from foley_ui.link.crossing import Crossing
from foley_ui.link.work import Work
from foley_ui.notices import Notices
from foley_ui.sound.player import Player

PATIENCE_S = 20.0


def main() -> int:
    app = QCoreApplication([])
    crossing, notices = Crossing(), Notices()
    complaints: list[str] = []
    notices.told.connect(lambda notice: complaints.append(notice.sentence))
    work = Work(crossing, complaints.append)
    player = Player(work, notices)
    player.loop = True

    def wait(until: Callable[[], bool]) -> bool:
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s and not until():
            app.processEvents()
            time.sleep(0.005)
        return until()

    def moves() -> bool:
        return player.playing.sounding and player.playing.position_s > 0.2

    for _ in range(2):
        player.play(Path(sys.argv[1]))
        say("heard" if wait(moves) else f"not heard: {complaints}")
        say("gone" if wait(lambda: not player.playing.sounding) else "not noticed")
        player.play(Path(sys.argv[1]))
        wait(lambda: player._wanted is None and not player._desk._busy)
        say(" | ".join(complaints))
        complaints.clear()
        sys.stdin.readline()
    player.play(Path(sys.argv[1]))
    say("heard" if wait(moves) else f"not heard: {complaints}")
    player.close()
    work.close()
    crossing.close()
    return 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
