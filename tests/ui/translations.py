"""What translators work on: python -m tests.ui.translations [LANGUAGE ...] collects all texts and compiles them.

    collect(file)  -> None    bring a .ts up to date with the code; what is translated stays, what is gone goes
    compile_to(ts, qm)        what the program reads
    read(file)     -> tuple   the messages of a .ts

What settings say of themselves, what licences mean and texts in a module's own `_tr` are in no call that lupdate knows:
they are written into a passing module for it to find.
"""

import ast
import dataclasses
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import foley_ui
from foley_bridge.packs.licences import terms_of
from foley_bridge.setting_rules import Rule
from foley_bridge.settings import Settings
from foley_ui.language import FOLDER

SETTINGS, LICENCES = "SettingWords", "Packs"  # contexts, as settings/words.py and packs/licence_box.py name them
# One of each kind that packs/licences.py tells apart, and one that it does not know.
KINDS = tuple("cc0 apache-2.0 mit cc-by cc-by-sa cc-by-nc cc-by-nc-sa openrail stability-ai-community another".split())
OWN = "_tr"  # what a module calls its one line that looks up a text
SWITCHED = ("On", "Off")  # how settings/row.py says a switch
LUPDATE, LRELEASE = "pyside6-lupdate", "pyside6-lrelease"
TIME_MOST_S = 120


@dataclass(frozen=True)
class Text:
    """One message; `translated` is "" where nobody did that yet."""

    context: str
    source: str
    comment: str
    translated: str


def main(argv: Sequence[str] | None = None) -> int:
    """Collect and compile the named languages, or all that are there."""
    wanted = list(sys.argv[1:] if argv is None else argv)
    for file in [FOLDER / f"foley_{code}.ts" for code in wanted] or sorted(FOLDER.glob("foley_*.ts")):
        collect(file)
        compile_to(file, file.with_suffix(".qm"))
        texts = read(file)
        print(f"{file.name}: {len(texts)} texts, without a translation: {sum(not one.translated for one in texts)}")  # noqa: T201
    return 0


def tool(name: str) -> Path | None:
    """One of PySide6's, beside this Python or in the path."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    return Path(found) if found else None


def collect(file: Path) -> None:
    """Without line numbers, which would change the file with every edit of the code."""
    sources = sorted(Path(foley_ui.__file__).parent.rglob("*.py"))
    with tempfile.TemporaryDirectory() as temporary:
        said = Path(temporary) / "said.py"
        said.write_text(
            "\n".join(
                f"QCoreApplication.translate({context!r}, {text!r})" for context, text in said_elsewhere(sources)
            ),
            encoding="utf-8",
        )
        _run(LUPDATE, "-locations", "none", "-no-obsolete", *map(str, sources), str(said), "-ts", str(file))


def compile_to(file: Path, compiled: Path) -> None:
    """Texts that nobody translated stay English."""
    _run(LRELEASE, "-silent", str(file), "-qm", str(compiled))


def read(file: Path) -> tuple[Text, ...]:
    """All of them, in the order of the file."""
    contexts = ElementTree.parse(file).getroot().iter("context")
    return tuple(
        Text(
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.findtext("comment", ""),
            message.findtext("translation", ""),
        )
        for context in contexts
        for message in context.iter("message")
    )


def said_elsewhere(sources: Sequence[Path]) -> tuple[tuple[str, str], ...]:
    """Context and text of what is looked up at run time, each once."""
    settings = [(SETTINGS, text) for text in (*SWITCHED, *_settings())]
    licences = [(LICENCES, text) for text in _licences()]
    own = [one for source in sources for one in _own(ast.parse(source.read_text(encoding="utf-8")))]
    return tuple(dict.fromkeys((*settings, *licences, *own)))


def _settings() -> Iterator[str]:
    for table in dataclasses.fields(Settings):
        for field in dataclasses.fields(type(getattr(Settings(), table.name))):
            rule: Rule = field.metadata["rule"]
            yield from (one for one in (str(field.metadata["about"]), rule.says, rule.nothing_means) if one)


def _licences() -> Iterator[str]:
    for kind in KINDS:
        for commercial_use in (True, False):
            terms = terms_of(kind, commercial_use=commercial_use)
            yield from (terms.sounds, terms.credit, terms.pack)


def _own(module: ast.Module) -> Iterator[tuple[str, str]]:
    contexts = [
        call.args[0].value
        for function in module.body
        if isinstance(function, ast.FunctionDef) and function.name == OWN
        for call in _calls(function, "translate")
        if isinstance(call.args[0], ast.Constant)
    ]
    for context in contexts:
        for call in _calls(module, OWN):
            if isinstance(call.args[0], ast.Constant):
                yield str(context), str(call.args[0].value)


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name in (getattr(node.func, "attr", ""), getattr(node.func, "id", "")):
            yield node


def _run(name: str, *arguments: str) -> None:
    found = tool(name)
    if found is None:
        raise FileNotFoundError(f"{name} is missing: it comes with PySide6.")
    done = subprocess.run(
        [found, *arguments], capture_output=True, text=True, timeout=TIME_MOST_S, check=False, encoding="utf-8"
    )
    if done.returncode != 0:
        raise RuntimeError(f"{name} failed: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
