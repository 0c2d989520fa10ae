"""What a foreign host shows of the answers that it gets, and how a test runs such a host."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
PATIENCE_S = 60.0  # only a failing test waits that long

_WORD = re.compile(r"(?:^|/foley/|foley )(accepted|progress|candidate|ranking|done|failed|event)\b")


@dataclass(frozen=True)
class Heard:
    """Answers in the order they were shown: the word of each, and the files of the candidates."""

    words: tuple[str, ...]
    paths: tuple[Path, ...]


def heard_in(lines: Sequence[str], home: Path) -> Heard:
    """Read what a host shows, in whatever notation; `home` is the folder below which all sounds lie."""
    answers = [(found[1], line.replace("\\ ", " ")) for line in lines if (found := _WORD.search(line))]
    path = re.compile(re.escape(str(home)) + r"[^\"'\t]*\.wav")
    paths = [path.search(line) for word, line in answers if word == "candidate"]
    assert None not in paths, lines
    return Heard(tuple(word for word, _ in answers), tuple(Path(one[0]) for one in paths if one))


def run_host(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> list[str]:
    """Lines that a host prints which ends by itself, and well."""
    ran = subprocess.run(
        command, env=os.environ | (environment or {}), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert ran.returncode == 0, (ran.stdout, ran.stderr)
    return ran.stdout.splitlines()


def check_whole_way(first: Heard, again: Heard) -> None:
    """A host's request of three sounds, of which it imported the first, and the same id once more."""
    assert first.words[0] == "accepted"
    assert "progress" in first.words
    assert first.words.count("candidate") == len(set(first.paths)) == 3
    assert first.words[-2:] == ("done", "event")
    assert all(path.is_file() for path in first.paths)
    assert again.words == ("candidate", "candidate", "done", "event")
    assert again.paths == first.paths[1:]
