"""A pack made of what was found: its files, its card, and a text that names the authors."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from foley_models.audioldm.shapes import VOCODER_22_KHZ, ClapShape
from foley_models.card import CARD_FILE, Card, Category, Defaults, FileEntry, Licence, describe_file, write_card
from foley_models.features import hears
from foley_models.latent_clap import PART as LATENT_CLAP
from foley_models.published.found import Found
from foley_models.published.ranker import FoundRanker
from foley_models.published.writing import bytes_of, write_tensors

ATTRIBUTION = "ATTRIBUTION.md"
AUDIOLDM_LICENCE = "CC-BY-NC-SA-4.0"
NO_THRESHOLD = 0.0  # none was measured
RANKER, RANKER_TOKENIZER = "ranker", "ranker_tokenizer"
CAN_NOT_HEAR = "It cannot hear its candidates, so it does not rank them: import it with --ranker to change that."
# Yuan et al.'s prompts for the classes of the challenge, with the guidance and threshold of their published code.
_CLASSES: Mapping[str, tuple[str, float, float]] = {
    "dog_bark": ("a dog bark", 2.5, 0.37),
    "footstep": ("foot steps", 2.5, 0.05),
    "gunshot": ("gun shot", 1.0, 0.2),
    "keyboard": ("someone using keyboard", 1.0, 0.2),
    "moving_motor_vehicle": ("a moving motor", 3.0, 0.75),
    "rain": ("rain", 1.0, 0.2),
    "sneeze_cough": ("a man cough", 2.5, 0.2),
}
_AUTHORS = """# Authors

Weights of {origin}, imported from `{source}`; nothing was trained or changed here.

- AudioLDM: Haohe Liu, Zehua Chen, Yi Yuan, Xinhao Mei, Xubo Liu, Danilo Mandic, Wenwu Wang, Mark D. Plumbley,
  "AudioLDM: Text-to-Audio Generation with Latent Diffusion Models", ICML 2023. Weights: CC BY-NC-SA 4.0.
- CLAP: Yusong Wu, Ke Chen, Tianyu Zhang, Yuchen Hui, Taylor Berg-Kirkpatrick, Shlomo Dubnov, "Large-Scale Contrastive
  Language-Audio Pretraining", ICASSP 2023 (LAION).
{more}
Licence as the pack's card has it: {licence}.
"""
_YUAN = """- Yi Yuan, Haohe Liu, Xubo Liu, Xiyuan Kang, Peipei Wu, Mark D. Plumbley, Wenwu Wang, "Text-driven Foley
  Sound Generation With Latent Diffusion Model", DCASE 2023.
"""


@dataclass(frozen=True)
class Naming:
    """What a person decides about the pack."""

    name: str
    licence: Licence


def is_challenge_system(found: Found) -> bool:
    """Whether it is one of the two checkpoints of Yuan et al. rather than AudioLDM itself."""
    at_22_khz = found.shape.vocoder.rate_hz == VOCODER_22_KHZ.rate_hz
    return at_22_khz or bool(found.stored_targets) or "tuning" in found.tensors


def suggested_name(source: Path, otherwise: str = "audioldm") -> str:
    """A name for the pack, from where it lies."""
    stem = source.stem if source.is_file() else source.name
    plain = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_.") else "-" for mark in stem).strip("-_.")
    return plain[:64] or otherwise


def size_of(found: Found, ranker: FoundRanker | None) -> int:
    """Bytes that the pack will take, about."""
    heard = 0 if ranker is None else bytes_of(ranker.tensors)
    return heard + sum(bytes_of(tensors) for tensors in found.tensors.values()) + len(found.tokenizer.encode())


def card_of(found: Found, ranker: FoundRanker | None, naming: Naming) -> Card:
    """The card but for its files and version, which are known when they are written."""
    shapes = {part: sizes_of(getattr(found.shape, part)) for part in ("denoiser", "codec", "vocoder")}
    shapes["clap"] = clap_sizes(found.shape.clap)
    if ranker is not None:
        shapes[RANKER] = clap_sizes(ranker.shape)
    if is_challenge_system(found):
        shapes["denoiser"] |= {"padded": True}
    card = Card(
        name=naming.name,
        version="imported",
        family="audioldm",
        description=" ".join(_said(found, ranker)),
        audio=found.audio,
        schedule=found.schedule,
        shapes=shapes,
        files={},
        assets={},
        defaults=Defaults("unipc-karras", 25, 2.5, NO_THRESHOLD),
        categories=dict(_categories(found)),
        licence=naming.licence,
        trained_on={"sounds": "AudioSet, AudioCaps, Freesound, BBC Sound Effects: see the paper of AudioLDM"},
        attribution=ATTRIBUTION,
        measured={},
    )
    return card if ranker is None else without_thresholds(card)


def write_pack(
    found: Found, ranker: FoundRanker | None, naming: Naming, *, folder: Path, on_bytes: Callable[[int], None]
) -> Card:
    """Write everything into a folder that is there and empty."""
    files = {
        part: write_tensors(tensors, folder / f"{part}.safetensors", on_bytes)
        for part, tensors in found.tensors.items()
    }
    assets = {"tokenizer": write_text(folder / "tokenizer.json", found.tokenizer)}
    if ranker is not None:
        files[RANKER], assets[RANKER_TOKENIZER] = write_ranker(ranker, folder, on_bytes)
    more = _YUAN if is_challenge_system(found) else ""
    authors = _AUTHORS.format(origin=_title(found), source=found.source.name, more=more, licence=naming.licence.weights)
    write_text(folder / ATTRIBUTION, authors)
    card = replace(card_of(found, ranker, naming), files=files, assets=assets, version=version_of(files))
    write_card(card, folder / CARD_FILE)
    return card


def write_ranker(ranker: FoundRanker, folder: Path, on_bytes: Callable[[int], None]) -> tuple[FileEntry, FileEntry]:
    """The two files of a ranker."""
    weights = write_tensors(ranker.tensors, folder / f"{RANKER}.safetensors", on_bytes)
    return weights, write_text(folder / f"{RANKER_TOKENIZER}.json", ranker.tokenizer)


def ranker_sizes(ranker: FoundRanker) -> dict[str, object]:
    """The sizes of a ranker as a card has them."""
    return clap_sizes(ranker.shape)


def without_thresholds(card: Card) -> Card:
    """The same, passing whatever scores above zero: thresholds belong to the ear that they were measured with."""
    categories = {name: replace(one, threshold=None) for name, one in card.categories.items()}
    return replace(card, categories=categories, defaults=replace(card.defaults, threshold=NO_THRESHOLD))


def without_taught_ear(card: Card) -> Card:
    """The same without a latent CLAP encoder that another ranker taught: it would hear in that one's space.

    Where a pack has an ear of its own, that one taught it, and it stays.
    """
    if hears(card):
        return card
    return replace(
        card,
        files={part: one for part, one in card.files.items() if part != LATENT_CLAP},
        shapes={part: one for part, one in card.shapes.items() if part != LATENT_CLAP},
        measured={what: one for what, one in card.measured.items() if what != LATENT_CLAP},
    )


def version_of(files: Mapping[str, FileEntry]) -> str:
    """The same weights have the same version, wherever they were imported."""
    return f"imported-{files['denoiser'].sha256[:12]}"


def _said(found: Found, ranker: FoundRanker | None) -> Iterator[str]:
    yield f"{_title(found)}, imported from {found.source.name}."
    yield found.trained_heads
    yield from found.notes
    if not found.can_hear and ranker is None:
        yield CAN_NOT_HEAR


def _title(found: Found) -> str:
    if is_challenge_system(found):
        return "The system of Yuan et al. for DCASE 2023 Task 7"
    return f"AudioLDM {found.published}" if found.published else "AudioLDM of a size that was not published"


def plain_categories() -> dict[str, Category]:
    """The challenge's classes, with a prompt each and nothing that was measured."""
    return {name: Category(prompt) for name, (prompt, _, _) in _CLASSES.items()}


def _categories(found: Found) -> Iterator[tuple[str, Category]]:
    tuned = is_challenge_system(found)
    for name, (prompt, guidance, threshold) in _CLASSES.items():
        yield name, Category(prompt, threshold, guidance) if tuned else Category(prompt)


def clap_sizes(shape: ClapShape) -> dict[str, object]:
    """The sizes of a CLAP as a card has them."""
    text: dict[str, object] = {"text": sizes_of(shape.text)}
    return text if shape.audio is None else text | {"audio": sizes_of(shape.audio)}


def sizes_of(shape: object) -> dict[str, object]:
    """The fields of a shape as a card has them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(shape).items()}  # type: ignore[call-overload]


def write_text(path: Path, text: str) -> FileEntry:
    """Write a text beside the card; what the card says of its file."""
    path.write_text(text, encoding="utf-8", newline="\n")
    return describe_file(path)
