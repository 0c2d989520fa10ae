"""The process that reads published checkpoints: `python -m foley_bridge.packs.import_child`.

It has no network and bounded memory. One line of JSON on standard input says what is to be imported; lines on standard
output tell what was found, and once a folder is named on standard input, how far it is. A file that makes it crash
takes nothing with it.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from foley_bridge.files.disk_errors import explained
from foley_bridge.packs import facts
from foley_bridge.packs.import_limits import forbid_reaching_out, leave_the_network, limit_resources
from foley_bridge.packs.import_question import FoundPack, ImportQuestion
from foley_bridge.packs.licences import Use, is_stability, terms_of
from foley_models.card import CARD_FILE, Card, Licence, read_card, write_card
from foley_models.errors import FoleyError, RequestError

if TYPE_CHECKING:
    from foley_models.published.found import Found
    from foley_models.published.ranker import FoundRanker

EXIT_OUT_OF_MEMORY = 3
NO_MODEL = "{} has no model_index.json: name a folder of AudioLDM, AudioLDM 2 or Stable Audio, or a .ckpt file."
_LICENCE_LINE, _LICENCE_NAME, OTHER = "license:", "license_name:", "other"
_README_CHARACTERS = 4000


def main() -> int:
    """Answer one question."""
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    leave_the_network()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer
    question = ImportQuestion.from_json(json.loads(sys.stdin.readline()))
    from foley_models.published.libraries import load_libraries

    load_libraries()  # before the limits, which are for the files
    forbid_reaching_out()
    limit_resources(question.files_bytes())
    try:
        answer(question, sys.stdin, answers)
    except FoleyError as error:
        _tell(answers, {"error": error.code, "text": str(error)})
    except MemoryError:
        return EXIT_OUT_OF_MEMORY
    return 0


def answer(question: ImportQuestion, agreed: TextIO, answers: TextIO) -> None:
    """Tell what was found, wait for a line in `agreed` that names a folder, and write the pack into it.

    PackError where the checkpoint is wrong, RequestError where something must be named.
    """
    if question.beside is not None:
        _put_beside(question, question.beside, agreed, answers)
        return
    from foley_models.published.diffusers_folder import is_diffusers_folder, kind_of
    from foley_models.published.found import check_whole
    from foley_models.published.pack_of import Naming, card_of, size_of, suggested_name, write_pack
    from foley_models.published.pipeline_folder import PIPELINES
    from foley_models.published.ranker import read_ranker, with_ranker

    if is_diffusers_folder(question.source) and kind_of(question.source) in PIPELINES:
        _answer_pipeline(question, kind_of(question.source), agreed, answers)
        return
    found = _read(question)
    check_whole(found)
    ranker: FoundRanker | None = None
    if question.ranker is not None:
        found, ranker = with_ranker(found, read_ranker(question.ranker, question.tokenizer))
    if question.origin:
        found = replace(found, notes=(*found.notes, question.origin))
    naming = Naming(question.name or suggested_name(found.source), _licence(question, _known_licence(found)))
    bytes_due = size_of(found, ranker)
    numbers = sum(value.numel() for tensors in found.tensors.values() for value in tensors.values())
    folder = _folder(agreed, answers, _offer(card_of(found, ranker, naming), bytes_due, numbers))
    with explained(folder):
        write_pack(found, ranker, naming, folder=folder, on_bytes=_Meter(answers, bytes_due))
    _tell(answers, {"done": True})


def _answer_pipeline(question: ImportQuestion, kind: str, agreed: TextIO, answers: TextIO) -> None:
    """The same of an AudioLDM 2 or a Stable Audio."""
    from foley_models.published.pack_of import Naming, suggested_name
    from foley_models.published.pipeline_folder import read_pipeline_folder
    from foley_models.published.pipeline_pack import pipeline_bytes, pipeline_card, write_pipeline_pack
    from foley_models.published.ranker import read_ranker

    found = read_pipeline_folder(question.source, kind, question.tokenizer)
    ranker = None if question.ranker is None else read_ranker(question.ranker, question.tokenizer)
    if question.origin:
        found = replace(found, notes=(*found.notes, question.origin))
    known = _licence_said(found.source) or found.licence
    naming = Naming(question.name or suggested_name(found.source, found.family), _licence(question, known))
    bytes_due = pipeline_bytes(found, ranker)
    numbers = sum(value.numel() for tensors in found.tensors.values() for value in tensors.values())
    numbers += 0 if ranker is None else sum(value.numel() for value in ranker.tensors.values())
    folder = _folder(agreed, answers, _offer(pipeline_card(found, ranker, naming), bytes_due, numbers))
    with explained(folder):
        write_pipeline_pack(found, ranker, naming, folder=folder, on_bytes=_Meter(answers, bytes_due))
    _tell(answers, {"done": True})


def _read(question: ImportQuestion) -> "Found":
    from foley_models.published.diffusers_folder import is_diffusers_folder, read_diffusers_folder
    from foley_models.published.original_checkpoint import read_original_checkpoint
    from foley_models.published.ranker import is_clap

    source = question.source
    if is_diffusers_folder(source):
        return read_diffusers_folder(source, question.tokenizer)
    if source.is_dir():
        if is_clap(source):
            raise _ranker_alone(source)
        raise RequestError(NO_MODEL.format(source))
    from foley_models.published.weights_files import read_weights_file

    if is_clap(source, read_weights_file(source)):
        raise _ranker_alone(source)
    return read_original_checkpoint(source, tokenizer=question.tokenizer, vocoder=question.vocoder)


def _ranker_alone(source: Path) -> RequestError:
    return RequestError(
        f"{source} is a CLAP alone, which makes no sounds: name the pack that it is to rank for with --for, or give it "
        "with --ranker where a model is imported."
    )


def _put_beside(question: ImportQuestion, pack: Path, agreed: TextIO, answers: TextIO) -> None:
    """A ranker beside an installed pack, as a new pack."""
    from foley_models.published.pack_of import (
        RANKER,
        RANKER_TOKENIZER,
        ranker_sizes,
        without_taught_ear,
        without_thresholds,
        write_ranker,
    )
    from foley_models.published.ranker import read_ranker
    from foley_models.published.writing import bytes_of

    card = without_taught_ear(read_card(pack / CARD_FILE))
    ranker = read_ranker(question.source, question.tokenizer)
    text = f"{card.description} Candidates are ranked by {question.source.name} ({ranker.kind}); no threshold is set."
    text = f"{text} {question.origin}".strip()
    card = replace(
        without_thresholds(card),
        name=question.name or f"{card.name}-ranked",
        description=text,
        shapes={**card.shapes, RANKER: ranker_sizes(ranker)},
    )
    numbers = sum(value.numel() for value in ranker.tensors.values())
    bytes_due = facts.size_of(card) + bytes_of(ranker.tensors)
    folder = _folder(agreed, answers, _offer(card, bytes_due, numbers + facts.parameters_of(card)))
    meter = _Meter(answers, bytes_due)
    with explained(folder):
        _copy_pack(pack, card, folder, meter)
        weights, words = write_ranker(ranker, folder, meter)
        files, assets = {**card.files, RANKER: weights}, {**card.assets, RANKER_TOKENIZER: words}
        write_card(replace(card, files=files, assets=assets), folder / CARD_FILE)
    _tell(answers, {"done": True})


def _copy_pack(pack: Path, card: Card, folder: Path, meter: Callable[[int], None]) -> None:
    entries = [*card.files.values(), *card.assets.values()]
    for name in dict.fromkeys([*(entry.file for entry in entries), card.attribution]):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pack / name, folder / name)
        meter((folder / name).stat().st_size)


def _known_licence(found: "Found") -> str:
    """What an AudioLDM was published under, "" where nobody knows."""
    from foley_models.published.pack_of import AUDIOLDM_LICENCE, is_challenge_system

    published = AUDIOLDM_LICENCE if found.published and not is_challenge_system(found) else ""
    return _licence_said(found.source) or published


def _licence(question: ImportQuestion, known: str) -> Licence:
    """The licence of what was found; the one that a person named only where it is not known."""
    source = question.source
    if known and question.licence and question.licence.casefold() != known.casefold():
        raise RequestError(f"{source} is under {known}: leave --licence out, it is for unknown licences alone.")
    named = known or question.licence
    if not named:
        raise RequestError(
            f"The licence of {source} is not known: look where it was published, and name it with --licence."
        )
    terms = terms_of(named, commercial_use=True)
    note = f"Imported from {source.name}; read its licence where it was published."
    if terms.use is Use.CONDITIONS and is_stability(named):
        return Licence(named, True, f"{terms.sounds} {note}")  # noqa: FBT003, the conditions stand in the note
    return Licence(named, terms.use is Use.YES, note)


def _licence_said(source: Path) -> str:
    """What the page of a published folder says of its licence, "" where it has none."""
    readme = source / "README.md"
    if not source.is_dir() or not readme.is_file():
        return ""
    head = readme.read_bytes()[:_README_CHARACTERS].decode("utf-8", "replace").splitlines()
    said = _line_of(head, _LICENCE_LINE)
    return (_line_of(head, _LICENCE_NAME) or said) if said == OTHER else said


def _line_of(head: list[str], key: str) -> str:
    """What stands behind a key on a page, "" where it is not there."""
    found = [line.strip().removeprefix(key).strip() for line in head if line.strip().startswith(key)]
    return found[0][:100] if found else ""


def _offer(card: Card, bytes_due: int, numbers: int) -> FoundPack:
    return FoundPack(
        name=card.name,
        description=card.description,
        family=card.family,
        rate_hz=card.audio.rate_hz,
        licence=card.licence.weights,
        commercial_use=card.licence.commercial_use,
        licence_note=card.licence.note,
        bytes=bytes_due,
        parameters=numbers,
    )


def _folder(agreed: TextIO, answers: TextIO, found: FoundPack) -> Path:
    """Tell what was found, and wait until a folder is named to write it into."""
    _tell(answers, {"found": asdict(found)})
    line = agreed.readline()
    if not line:
        sys.exit(0)  # nobody wants it any more
    return Path(json.loads(line)["folder"])


class _Meter:
    """Tells how many bytes are written."""

    def __init__(self, answers: TextIO, total: int) -> None:
        self._answers, self._total, self._done = answers, total, 0

    def __call__(self, count: int) -> None:
        self._done += count
        _tell(self._answers, {"written": self._done, "total": self._total})


def _tell(answers: TextIO, values: Mapping[str, Any]) -> None:
    answers.write(json.dumps(values) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
