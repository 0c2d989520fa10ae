"""What can be installed from the model hub by a name: repositories, revisions, files, sizes and hashes.

Only what was really found stands here: sizes and SHA-256 are those of the hub's own pointers to large files, as its
pages and those of exact copies show them. "" and None mean that nobody could look it up; nothing is guessed. What has
no hash here is fetched only where somebody says so (`--unpinned`).
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from foley_models.errors import RequestError

TOKENIZER = "tokenizer"  # the folder of a tokenizer's files; one that lies on this machine may take its place
NON_COMMERCIAL, ZERO, STABILITY = "CC-BY-NC-SA-4.0", "CC0-1.0", "stable-audio-community"
MAIN = "main"


class Kind(StrEnum):
    """What becomes of an entry."""

    MODEL = "model"  # a pack
    RANKER = "ranker"  # the ear of another pack


@dataclass(frozen=True)
class Repository:
    """A place on the hub at one revision: a commit by its whole hash, or MAIN where only its first digits were found.

    What is pinned is the same file there or refused; what is not may be another one tomorrow.
    """

    path: str  # as in an address, such as "cvssp/audioldm"
    revision: str


@dataclass(frozen=True)
class HubFile:
    """One file; `sha256` is "" and `bytes` None where they could not be looked up."""

    repository: Repository
    path: str  # in the repository
    local: str  # where it goes in the folder that is imported
    sha256: str = ""
    bytes: int | None = None

    @property
    def pinned(self) -> bool:
        """Whether it is known what must come."""
        return bool(self.sha256)

    @property
    def of_tokenizer(self) -> bool:
        """Whether a tokenizer on this machine replaces it."""
        return self.local.startswith(f"{TOKENIZER}/")


@dataclass(frozen=True)
class Entry:
    """One model of the hub; `source` is what of its files is imported: "" is the folder of all."""

    name: str
    title: str
    kind: Kind
    licence: str
    files: tuple[HubFile, ...]
    source: str = ""
    about_mb: int = 0  # of the files, about: the hub says it exactly before anything is fetched
    hears: bool = True  # whether it ranks its candidates itself
    gated: bool = False  # whether the hub gives it only to who accepted its licence there
    roberta: bool = True  # whether its folder `tokenizer` is RoBERTa's, as that of every ranker is


@dataclass(frozen=True)
class Elsewhere:
    """A model that is asked for by a name but is not on the hub as files that could be pinned, and what to do."""

    name: str
    title: str
    how: str


def elsewhere() -> tuple[Elsewhere, ...]:
    """All that a person brings, and `packs import` makes a pack of."""
    record = "https://zenodo.org/record/7916585"
    return (
        Elsewhere(
            "dcase2023-task7-small",
            "Yuan et al., DCASE 2023 Task 7, LDM-S, 22.05 kHz",
            f"download its checkpoint from {record}, then: foley-bridge packs import FILE.ckpt --vocoder FILE",
        ),
        Elsewhere(
            "dcase2023-task7-large",
            "Yuan et al., DCASE 2023 Task 7, LDM-L, 16 kHz",
            f"download its checkpoint from {record}, then: foley-bridge packs import FILE.ckpt --tokenizer FOLDER",
        ),
        Elsewhere(
            "stable-audio-3",
            "Stable Audio 3, small and medium, stereo at 44.1 kHz",
            "it is not published in diffusers' layout: convert it as their page on Stable Audio 3 says, then: "
            "foley-bridge packs import FOLDER --ranker 630k-audioset-best.pt",
        ),
    )


def entries() -> tuple[Entry, ...]:
    """All that can be installed by name."""
    return (_s_full(), _s_full_v2(), _m_full(), _l_full(), *_audioldm2(), _stable_audio_open(), *_rankers())


def entry_of(name: str, kind: Kind | None = None) -> Entry:
    """The entry of a name. RequestError, with the names that there are, for any other."""
    there = {one.name: one for one in entries() if kind in (None, one.kind)}
    if name in there:
        return there[name]
    brought = next((one for one in elsewhere() if one.name == name), None)
    if brought is not None:
        raise RequestError(f"{brought.title}, cannot be fetched by its name: {brought.how}")
    near = difflib.get_close_matches(name, there, n=1)
    meant = f" Was {near[0]} meant?" if near else ""
    raise RequestError(f"{name[:80]!r} is no model that is known by name ({', '.join(there)}).{meant}")


def is_entry(name: str) -> bool:
    """Whether a name is one of the catalogue's."""
    return any(name == one.name for one in entries())


_SMALL = Repository("cvssp/audioldm", "8ed5f6437581a2fee9c662842d7cb13459914b0f")
_CLAP = Repository("lukewys/laion_clap", "4226474e38defca6fc9272a7848bb7b0355ccd7a")


def _words(repository: Repository = _SMALL) -> HubFile:
    return HubFile(repository, "tokenizer/tokenizer.json", f"{TOKENIZER}/tokenizer.json")


def _s_full() -> Entry:
    own = Repository("haoheliu/AudioLDM-S-Full", "dc73aa7dec768f16c8346f352d4569ce282e390a")
    weights = HubFile(
        own,
        "audioldm-s-full",
        "audioldm-s-full.ckpt",
        "8f8d1923410622be823279b61967d27a2df3fd03ddd764afb298e7c20ef8877d",
        2_558_947_469,
    )
    title = "AudioLDM, small, as its authors published it, with the ear that it was trained with"
    return Entry(
        "audioldm-s-full", title, Kind.MODEL, NON_COMMERCIAL, (weights, _words()), weights.local, about_mb=2561
    )


def _m_full() -> Entry:
    own = Repository("spaces/haoheliu/audioldm-text-to-audio-generation", "f826ca1439f1a794942ab3f0627c99a796b5dfd6")
    weights = HubFile(
        own,
        "ckpt/audioldm-m-full.ckpt",
        "audioldm-m-full.ckpt",
        "936914a388905e1fc179c148a41a2b1552dba322ce474160b1cfa0f01ac26f8f",
        4_571_683_377,
    )
    title = "AudioLDM, medium, as its authors published it, with the larger ear that it was trained with"
    return Entry(
        "audioldm-m-full", title, Kind.MODEL, NON_COMMERCIAL, (weights, _words()), weights.local, about_mb=4574
    )


def _s_full_v2() -> Entry:
    own = Repository("cvssp/audioldm-s-full-v2", "bef13a486a2a536162324de2d506c0c2d3db2ff0")
    unet = "fc30d5b5a3bb8d08672736efb1fff10755ba7024dace39b2dcb579a105aa2a5a"
    vocoder = "d9dc6513c30a5b86c2497712690c04fe74b4aa79fdab6d490b34fcb4e24c590c"
    weights = (
        _same(own, "unet/diffusion_pytorch_model.safetensors", unet),
        _same(own, "vae/diffusion_pytorch_model.safetensors"),
        _same(own, "text_encoder/model.safetensors"),
        _same(own, "vocoder/model.safetensors", vocoder, 221_079_092),
    )
    title = "AudioLDM, small, trained longer; it has no ear of its own"
    files = (*weights, *_configurations(own), _words(own))
    return Entry("audioldm-s-full-v2", title, Kind.MODEL, NON_COMMERCIAL, files, about_mb=1686, hears=False)


def _l_full() -> Entry:
    own = Repository("cvssp/audioldm-l-full", "d4fbce5a9771581d327eb43ed2ce32a445b55e41")
    unet = "060bbc49e8afc88664d6871ef0dd465fc2788226a07315ab2d114b5c0ee6d8a5"
    text = "0292e65e99024f2d21f0a59b718f0e4914546e4287e2dabdd2d7e4a95c169f7b"
    vocoder = "f9fbefc2b31c85d1dabe98e53d09ac88039af411162a7e641040a9c2b5f62364"
    weights = (
        _same(own, "unet/diffusion_pytorch_model.bin", unet),
        _same(own, "vae/diffusion_pytorch_model.bin"),
        _same(own, "text_encoder/pytorch_model.bin", text),
        _same(own, "vocoder/pytorch_model.bin", vocoder),
    )
    title = "AudioLDM, large; it has no ear of its own"
    files = (*weights, *_configurations(own), _words(own))
    return Entry("audioldm-l-full", title, Kind.MODEL, NON_COMMERCIAL, files, about_mb=3906, hears=False)


def _audioldm2() -> Iterator[Entry]:
    text = "c1d0c8f1c739db9343c12ea4b0e3f2c97a833b3c072c251e91d97b7326fefb4e"  # Flan-T5, the same in both
    small = {
        "unet": ("359a5ffb89a844beb2fcfac584aae2cd7cd6e87c3ab1ec4e892ef45d91db77c2", None),
        "text_encoder": ("a4a47b4a637dd58e9edb7b64a06acf37328b7cc3eafb0b8a85df895cc9e45d09", 776_327_432),
        "text_encoder_2": (text, 1_364_951_064),
        "language_model": ("925012ada53083b40604540406b53570066b6d218380af45dd426fa531b875fb", 497_772_432),
        "projection_model": ("8d4d8b1233e8193c784ac7c99aed9f76b66312a9ddfe8b1bbad68fe03dd71bde", 4_737_688),
        "vae": ("5f8ddddc5c45eddaab38a67a434e8a64486964540ba3fc248a0da7cbd599d4ad", 221_530_308),
        "vocoder": ("d9dc6513c30a5b86c2497712690c04fe74b4aa79fdab6d490b34fcb4e24c590c", 221_079_092),
    }
    large = {
        "unet": ("c58b1585fc87e9fb31cb16e049100c3626685ab418a4a1f48a370713f0131d13", None),
        "text_encoder_2": (text, 1_364_951_064),
    }
    music = "d7575171ab06949fd7080ec541647189345bf902"
    for name, title, revision, known, about_mb in (
        ("audioldm2", "AudioLDM 2 for sounds of all kinds, with its own ear", MAIN, small, 4477),
        ("audioldm2-large", "AudioLDM 2, large, for sounds of all kinds, with its own ear", MAIN, large, 5960),
        ("audioldm2-music", "AudioLDM 2 for music, with its own ear", music, {}, 4477),
    ):
        own = Repository(f"cvssp/{name}", revision)
        weights = (_same(own, f"{part}/{_weights(part)}", *known.get(part, ("", None))) for part in small)
        words = ("tokenizer_2/tokenizer.json", "tokenizer_2/tokenizer_config.json")
        rest = ("model_index.json", "scheduler/scheduler_config.json", *(f"{part}/config.json" for part in small))
        files = (*weights, *(_same(own, one) for one in (*rest, *words)), _words(own))
        yield Entry(name, title, Kind.MODEL, NON_COMMERCIAL, files, about_mb=about_mb)


def _stable_audio_open() -> Entry:
    own = Repository("stabilityai/stable-audio-open-1.0", MAIN)
    known = {
        "transformer": "65ae9715febfeb2dc9f33aa506c2bda69fd2ddf8ebc483fb2df090df4ca506fd",
        "vae": "2131cdb52020b2473707465449d8bdb4f6cca61c93150a947baca02bc58ffd7b",
        "projection_model": "032102e2b0e4b9b9e19c648dc476345157b97906752a7b4b7a0133900f340926",
        "text_encoder": "",
    }
    weights = (_same(own, f"{part}/{_weights(part)}", sha256) for part, sha256 in known.items())
    words = ("tokenizer/tokenizer.json", "tokenizer/tokenizer_config.json")
    rest = ("model_index.json", "scheduler/scheduler_config.json", *(f"{part}/config.json" for part in known))
    files = (*weights, *(_same(own, one) for one in (*rest, *words)))
    title = "Stable Audio Open 1.0: stereo at 44.1 kHz, up to 47 s; it has no ear of its own"
    return Entry(
        "stable-audio-open",
        title,
        Kind.MODEL,
        STABILITY,
        files,
        about_mb=5298,
        hears=False,
        gated=True,
        roberta=False,
    )


def _weights(part: str) -> str:
    """What the weights of a part are called: transformers and diffusers differ."""
    of_transformers = part in ("text_encoder", "text_encoder_2", "language_model", "vocoder")
    return "model.safetensors" if of_transformers else "diffusion_pytorch_model.safetensors"


def _rankers() -> Iterator[Entry]:
    best = "8053c9775516af2f4902e1e8281e356cc1bf7a85e8b761908170767b77c3f037"
    fused = "fb171dd9b608aebdac3d89286cd7615c5100af4cc7dc37797c7fb8d3cc15e3a5"
    for name, file, sha256, size in (
        ("laion-clap", "630k-audioset-best.pt", best, None),
        ("laion-clap-fusion", "630k-audioset-fusion-best.pt", fused, 1_863_889_051),
    ):
        weights = HubFile(_CLAP, file, file, sha256, size)
        title = f"LAION's CLAP ({file}), an ear for packs"
        yield Entry(name, title, Kind.RANKER, ZERO, (weights, _words()), file, about_mb=1866)


def _configurations(repository: Repository) -> tuple[HubFile, ...]:
    parts = ("text_encoder", "unet", "vae", "vocoder")
    names = ("model_index.json", "scheduler/scheduler_config.json", *(f"{part}/config.json" for part in parts))
    return tuple(_same(repository, name) for name in names)


def _same(repository: Repository, path: str, sha256: str = "", size: int | None = None) -> HubFile:
    return HubFile(repository, path, path, sha256, size)
