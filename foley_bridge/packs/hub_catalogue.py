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
NON_COMMERCIAL, ZERO = "CC-BY-NC-SA-4.0", "CC0-1.0"


class Kind(StrEnum):
    """What becomes of an entry."""

    MODEL = "model"  # a pack
    RANKER = "ranker"  # the ear of another pack


@dataclass(frozen=True)
class Repository:
    """A place on the hub at one revision, a commit by its whole hash."""

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


def entries() -> tuple[Entry, ...]:
    """All that can be installed by name."""
    return (_s_full(), _s_full_v2(), _m_full(), _l_full(), *_rankers())


def entry_of(name: str, kind: Kind | None = None) -> Entry:
    """The entry of a name. RequestError, with the names that there are, for any other."""
    there = {one.name: one for one in entries() if kind in (None, one.kind)}
    if name in there:
        return there[name]
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
