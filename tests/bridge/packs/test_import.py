"""`packs import`: a process without network converts, and what is installed is whole, or nothing is there."""

import io
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from foley_bridge.cli import main
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.packs import importing
from foley_bridge.packs.import_child import answer
from foley_bridge.packs.import_question import FoundPack, ImportQuestion
from foley_bridge.packs.importing import import_pack
from foley_bridge.packs.meter import Progress
from foley_bridge.packs.staging import check_whole
from foley_models.errors import CancelledError, DiskFullError, FoleyError, NotAvailableError, PackError, RequestError
from foley_models.pack import load_pack
from foley_models.pack_files import verify_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.bridge.processes import environment
from tests.models.published.tiny_published import (
    clap,
    laion,
    original,
    save_original,
    write_diffusers_folder,
    write_tokenizer,
)
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What somebody downloaded."""
    folder = tmp_path_factory.mktemp("downloads")
    write_diffusers_folder(folder / "audioldm-tiny")
    save_original(folder / "original" / "tiny.ckpt", original().tensors)
    write_tokenizer(folder)
    torch.save({"state_dict": laion(clap().state_dict())}, folder / "clap.pt")
    return folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    return user_folders().packs


def left_in(installed: Path) -> list[str]:
    return sorted(one.name for one in installed.iterdir()) if installed.exists() else []


def yes(_: FoundPack) -> None:
    """Agreed."""


def test_a_published_folder_becomes_an_installed_pack_by_one_command(
    hub: Path, installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["packs", "import", str(hub / "audioldm-tiny"), "--ranker", str(hub / "clap.pt"), "--yes"]
    assert main(command) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "corrected: its configuration says 8 in every block" in out
    assert "cc-by-nc-sa-4.0; NOT for commercial use" in out
    assert left_in(installed) == ["audioldm-tiny"]
    stack = ModelStack(load_pack(installed / "audioldm-tiny", device="cpu"))
    made = stack.generate(GenerationRequest("a dog bark", seconds=0.64, count=1, pool=2, steps=2, seed=3))
    assert -1.0 <= made.candidates[0].score <= 1.0
    assert main(["packs", "info", "audioldm-tiny"]) == 0
    assert "Only where no money is made with them" in capsys.readouterr().out


def converted(question: ImportQuestion, folder: Path) -> dict[str, Any]:
    """What the process does, in this one; the last line that it told."""
    folder.mkdir()
    told = io.StringIO()
    answer(question, io.StringIO(json.dumps({"folder": str(folder)}) + "\n"), told)
    return dict(json.loads(told.getvalue().splitlines()[-1]))


def test_an_original_checkpoint_needs_its_licence_named_where_it_is_not_known(hub: Path, tmp_path: Path) -> None:
    source = hub / "original" / "tiny.ckpt"
    with pytest.raises(RequestError, match=r"licence of .*tiny\.ckpt is not known.*--licence"):
        answer(ImportQuestion(source), io.StringIO(), io.StringIO())
    assert converted(ImportQuestion(source, name="yuan", licence="CC-BY-4.0"), tmp_path / "pack") == {"done": True}
    card = verify_pack(tmp_path / "pack")
    assert (card.name, card.licence.weights, card.licence.commercial_use) == ("yuan", "CC-BY-4.0", True)
    assert "the averages of its last steps" in card.description
    assert load_pack(tmp_path / "pack", device="cpu").parts.judge.can_embed_audio


def test_a_known_licence_cannot_be_talked_away(hub: Path) -> None:
    with pytest.raises(RequestError, match=r"is under cc-by-nc-sa-4\.0: leave --licence out"):
        answer(ImportQuestion(hub / "audioldm-tiny", licence="MIT"), io.StringIO(), io.StringIO())


def test_a_clap_alone_ranks_for_a_pack_of_another_family(hub: Path, tmp_path: Path) -> None:
    tiny = write_tiny_pack(tmp_path / "tiny")
    with pytest.raises(RequestError, match=r"is a CLAP alone.*--for"):
        answer(ImportQuestion(hub / "clap.pt"), io.StringIO(), io.StringIO())
    converted(ImportQuestion(hub / "clap.pt", beside=tiny), tmp_path / "ranked")
    card = check_whole(tmp_path / "ranked", tell=lambda _: None, cancelled=lambda: False)
    assert card.name == "tiny-ranked"
    assert {card.threshold_for(category) for category in card.categories} == {0.0}, "they were measured by another ear"
    pack = load_pack(tmp_path / "ranked", device="cpu")
    assert pack.parts.judge is not pack.parts.encoder
    request = GenerationRequest("a dog bark", seconds=0.25, count=2, pool=2, steps=2, seed=3)
    by_clap = ModelStack(pack).generate(request).candidates
    by_itself = ModelStack(load_pack(tiny, device="cpu")).generate(request).candidates
    assert {one.waveform.tobytes() for one in by_clap} == {one.waveform.tobytes() for one in by_itself}
    assert [one.score for one in by_clap] != [one.score for one in by_itself]
    with pytest.raises(NotAvailableError, match="ranks by a CLAP of its own"):
        ModelStack(pack).generate(replace(request, target="audio"))


def test_a_tokenizer_must_be_there_and_fit(hub: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copy(hub / "original" / "tiny.ckpt", tmp_path))
    question = ImportQuestion(alone, licence="CC0")
    with pytest.raises(RequestError, match="There is no tokenizer in"):
        answer(question, io.StringIO(), io.StringIO())
    write_tokenizer(tmp_path, ["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    with pytest.raises(PackError, match="has 5 tokens, the text tower knows 261"):
        answer(question, io.StringIO(), io.StringIO())
    named = replace(question, tokenizer=hub / "audioldm-tiny" / "tokenizer")
    assert converted(named, tmp_path / "pack") == {"done": True}


def test_values_that_are_no_numbers_are_found_before_anything_is_installed(tmp_path: Path) -> None:
    tensors = dict(original().tensors)
    tensors["first_stage_model.decoder.conv_out.bias"] = torch.tensor([float("nan")])
    path = save_original(tmp_path / "x.ckpt", tensors)
    converted(ImportQuestion(path, licence="CC0"), tmp_path / "pack")
    with pytest.raises(PackError, match="not finite"):
        check_whole(tmp_path / "pack", tell=lambda _: None, cancelled=lambda: False)


def saying(*lines: str, then: str = "") -> tuple[str, ...]:
    """A process that tells these lines once it is asked, and ends like that."""
    program = f"import sys, os\nsys.stdin.readline()\nfor line in {list(lines)!r}: print(line, flush=True)\n{then}"
    return (sys.executable, "-c", program)


@pytest.mark.parametrize(
    ("command", "kind", "told"),
    [
        (saying('{"error": "no-pack", "text": "It is damaged."}'), PackError, "^It is damaged"),
        (saying(then="os._exit(3)"), PackError, "takes more memory than its size can need"),
        (saying(then="os.abort()"), PackError, "makes the process that reads it end"),
        (saying(then="sys.exit('no such library')"), PackError, "no such library"),
    ],
)
def test_whatever_becomes_of_the_process_is_one_sentence_and_leaves_nothing(
    hub: Path, installed: Path, command: tuple[str, ...], kind: type[FoleyError], told: str
) -> None:
    with pytest.raises(kind, match=told) as refusal:
        import_pack(ImportQuestion(hub / "clap.pt"), installed, yes, command=command)
    assert str(refusal.value).endswith(".")
    assert left_in(installed) == []


def test_a_process_that_says_nothing_is_given_up(hub: Path, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SILENT_S", 0.2)
    command = saying(then="sys.stdin.readline()")
    with pytest.raises(NotAvailableError, match="it was given up"):
        import_pack(ImportQuestion(hub / "clap.pt"), installed, yes, command=command)
    assert left_in(installed) == []


def found(**changed: object) -> str:
    """A line that tells what was found."""
    values: dict[str, object] = {
        "name": "x",
        "description": "",
        "family": "audioldm",
        "rate_hz": 16_000,
        "licence": "CC0",
        "commercial_use": True,
        "licence_note": "n",
        "bytes": 1000,
        "parameters": 1,
    }
    return json.dumps({"found": values | changed})


def test_who_does_not_agree_gets_nothing(hub: Path, installed: Path) -> None:
    def no(_: FoundPack) -> None:
        raise RequestError("Nothing was done.")

    with pytest.raises(RequestError, match="Nothing was done"):
        import_pack(ImportQuestion(hub / "clap.pt"), installed, no, command=saying(found()))
    assert left_in(installed) == []


def test_a_name_that_is_taken_or_too_large_a_pack_is_told_before_anybody_is_asked(hub: Path, installed: Path) -> None:
    for values, kind, told in (
        ({"name": "core"}, RequestError, "is built in"),
        ({"bytes": 1 << 60}, DiskFullError, "No space"),
    ):
        with pytest.raises(kind, match=told):
            import_pack(ImportQuestion(hub / "clap.pt"), installed, _fail, command=saying(found(**values)))


def _fail(_: FoundPack) -> None:
    pytest.fail("nobody was to be asked")


def test_a_cancelled_import_leaves_nothing(hub: Path, installed: Path) -> None:
    told: list[Progress] = []
    with pytest.raises(CancelledError):
        import_pack(
            ImportQuestion(hub / "audioldm-tiny"),
            installed,
            yes,
            tell=told.append,
            cancelled=lambda: any(one.stage == "convert" and one.done_bytes for one in told),
        )
    assert told[0].stage == "convert"
    assert left_in(installed) == []
    waiting = saying(then="sys.stdin.readline()")
    with pytest.raises(CancelledError):
        import_pack(ImportQuestion(hub / "clap.pt"), installed, yes, cancelled=lambda: True, command=waiting)


def test_a_name_that_is_taken_or_a_path_that_is_not_there_is_told_at_once(hub: Path, installed: Path) -> None:
    never = ("no-such-program",)
    for question, told in (
        (ImportQuestion(hub / "audioldm-tiny", name="core"), "is built in"),
        (ImportQuestion(hub / "nowhere"), "is not there"),
        (ImportQuestion(hub / "audioldm-tiny", ranker=hub / "nope"), r"--ranker .*nope is not there"),
        (ImportQuestion(hub), r"has no model_index\.json"),
    ):
        with pytest.raises(RequestError, match=told):
            import_pack(question, installed, yes, command=never)


@pytest.fixture
def listening() -> Iterator[int]:
    """A port of this machine that somebody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("cut", ["leave_the_network()", "forbid_reaching_out()"])
def test_the_process_that_imports_reaches_nobody(listening: int, cut: str) -> None:
    program = (
        "import socket\n"
        "from foley_bridge.packs.import_limits import forbid_reaching_out, leave_the_network\n"
        f"done = {cut}\n"
        f"if done is False: print('cannot'); raise SystemExit\n"
        f"try: socket.create_connection(('127.0.0.1', {listening}), 5)\n"
        "except OSError as error: print('refused')\n"
        "else: print('reached')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment()
    )
    assert done.stdout.strip() in ({"refused", "cannot"} if "leave" in cut else {"refused"})


def test_the_process_that_imports_starts_no_other() -> None:
    program = (
        "import os, subprocess, sys\n"
        "from foley_bridge.packs.import_limits import forbid_reaching_out\n"
        "forbid_reaching_out()\n"
        "for call in (lambda: os.system('true'), lambda: subprocess.run(['true']), os.fork):\n"
        "    try: call()\n"
        "    except PermissionError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment()
    )
    assert done.stdout.split() == ["refused"] * 3


def test_a_process_that_takes_too_much_memory_ends_alone() -> None:
    program = (
        "from foley_bridge.packs import import_limits\n"
        "import_limits.MEMORY_BYTES = 64 << 20\n"
        "import_limits.limit_resources(1 << 20)\n"
        "try: bytearray(1 << 30)\n"
        "except MemoryError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment()
    )
    assert done.stdout.strip() == "refused"
