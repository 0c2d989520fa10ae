"""No script that a host runs can be made to run other code or programs: read from the text of every Lua file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "reaper_scripts").rglob("*.lua"), *(ROOT / "host_plugins").rglob("*.lua")])
# Names that make code of text or start programs; `os["execute"]` is found as well, since a word is a word.
FORBIDDEN = ("load", "loadstring", "loadfile", "dofile", "execute", "popen", "loadlib", "setenv")
_COMMENT = re.compile(r"--\[(=*)\[.*?\]\1\]|--[^\n]*", re.DOTALL)
_TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')
_PROGRAM = re.compile(r"\bExecProcess\b\s*(\(?)\s*([^,)\s]*)")
_CONSTANT = r"^local {} = (\"[^\"\n]*\"|'[^'\n]*')$"


def _without_sentences(code: str) -> str:
    """The code without its texts, except those of one word, as in os["execute"]."""
    return _TEXT.sub(lambda match: match[0] if match[0][1:-1] in FORBIDDEN else '""', code)


def faults(text: str) -> Iterator[str]:
    """What in a Lua text could run something."""
    code = _COMMENT.sub("", text)
    for word in FORBIDDEN:
        if re.search(rf"\b{word}\b", _without_sentences(code)):
            yield word
    for bracket, argument in _PROGRAM.findall(code):
        if not bracket or not re.fullmatch(r"[A-Z_]+", argument):
            yield f"ExecProcess of {argument or 'something'}"
        elif len(re.findall(_CONSTANT.format(argument), text, re.MULTILINE)) != 1:
            yield f"ExecProcess of {argument}, which is no constant text"
        elif len(re.findall(rf"\b{argument}\b\s*=", text)) != 1:
            yield f"ExecProcess of {argument}, which is written more than once"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_script_runs_nothing_but_itself(file: Path) -> None:
    assert list(faults(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "load(x)",
        "local l = load",
        'loadstring "x"',
        "dofile(name)",
        "os.execute(x)",
        'os["execute"](x)',
        "io.popen(x)",
        'reaper.ExecProcess("a " .. b, 0)',
        "reaper.ExecProcess(command, 0)",
        "local run = reaper.ExecProcess",
        'local A = "x" .. y\nreaper.ExecProcess(A, 0)',
        'local A = "x"\nA = y\nreaper.ExecProcess(A, 0)',
    ],
)
def test_what_could_run_something_is_found(text: str) -> None:
    assert list(faults(text)) != []


@pytest.mark.parametrize(
    "text", ["-- load(x)", 'say("load the pack")', "preload(x)", 'local A = "x"\nreaper.ExecProcess(A, -2)']
)
def test_what_is_harmless_is_let_through(text: str) -> None:
    assert list(faults(text)) == []


def test_there_are_scripts() -> None:
    assert any("reaper_scripts" in file.parts for file in FILES)
