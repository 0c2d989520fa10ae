"""A CLAP that hears candidates: LAION's own file or transformers' folder, put beside a model or into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from torch import Tensor

from foley_models.audioldm.build import build_clap
from foley_models.audioldm.shapes import HTSAT_BASE, HTSAT_TINY, ClapShape
from foley_models.errors import PackError
from foley_models.published import clap_names
from foley_models.published.found import Found
from foley_models.published.tokenizer_files import find_tokenizer, tokenizer_json
from foley_models.published.weights_files import one_of, read_weights_file
from foley_models.strict_json import read_object
from foley_models.weightless import weightless

SAME_TOLERANCE = 1e-5
_FILES = ("model.safetensors", "pytorch_model.bin")


@dataclass(frozen=True)
class FoundRanker:
    """A CLAP with both towers, and the text of its tokenizer.json."""

    source: Path
    shape: ClapShape
    tensors: Mapping[str, Tensor]
    tokenizer: str

    @property
    def kind(self) -> str:
        """What its audio tower is called."""
        named = {HTSAT_TINY: "HTSAT-tiny", HTSAT_BASE: "HTSAT-base"}
        return named.get(self.shape.audio, "HTSAT of another size") if self.shape.audio is not None else "none"


def is_clap(path: Path, tensors: Mapping[str, Tensor] | None = None) -> bool:
    """Whether a folder, or the tensors of a file, are those of a CLAP alone."""
    if path.is_dir():
        config = path / "config.json"
        return config.is_file() and read_object(config).values.get("model_type") == "clap"
    return any(name.removeprefix("module.").startswith("audio_branch.") for name in tensors or {})


def read_ranker(path: Path, tokenizer: Path | None) -> FoundRanker:
    """The CLAP in a file or folder. PackError where it is none, has no audio tower, or does not fit together."""
    if path.is_dir():
        tensors = clap_names.with_buffers(read_weights_file(one_of(path, _FILES)))
        beside: tuple[Path, ...] = (path,)
    else:
        tensors = clap_names.named_as_transformers(read_weights_file(path), str(path))
        beside = (path.parent, path.parent / "tokenizer")
    shape = clap_names.clap_shape(tensors, str(path))
    if shape.audio is None:
        raise PackError(f"{path} has no audio tower: it cannot hear candidates, so it is no ranker.")
    _check(path, tensors, shape)
    words = tokenizer_json(find_tokenizer(tokenizer, *beside), shape.text.vocabulary)
    return FoundRanker(path, shape, tensors, words)


def with_ranker(found: Found, ranker: FoundRanker) -> tuple[Found, FoundRanker | None]:
    """A model with a ranker: its own ear where both have one text tower, else the ranker stays beside it."""
    own, heard = found.tensors["clap"], ranker.tensors
    same = found.shape.clap.text == ranker.shape.text and all(
        name in heard and _near(value, heard[name]) for name, value in own.items() if name.startswith("text_")
    )
    if not same or found.can_hear:
        text = f"Candidates are ranked by {ranker.source.name} ({ranker.kind}), not by the CLAP that conditions."
        return replace(found, notes=(*found.notes, text)), ranker
    rest = {name: value for name, value in heard.items() if not name.startswith("text_")}
    text = f"Its ear is the audio tower ({ranker.kind}) of {ranker.source.name}, whose text tower is the same."
    joined = replace(
        found,
        shape=replace(found.shape, clap=ranker.shape),
        tensors={**found.tensors, "clap": {**own, **rest}},
        notes=(*found.notes, text),
    )
    return joined, None


def _near(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and bool((one.double() - other.double()).abs().max() <= SAME_TOLERANCE)


def _check(path: Path, tensors: Mapping[str, Tensor], shape: ClapShape) -> None:
    with weightless():
        wanted = build_clap(shape).state_dict()
    for name in sorted(wanted.keys() ^ tensors.keys()):
        verb = "lacks" if name in wanted else "has the unknown"
        raise PackError(f"{path} {verb} {name!r}: the download is incomplete, or it is another model.")
    for name, value in wanted.items():
        if value.shape != tensors[name].shape:
            raise PackError(
                f"{path}: {name!r} has the shape {tuple(tensors[name].shape)} where {tuple(value.shape)} is due: it is "
                "another model, or damaged."
            )
