"""The model hub, or a mirror of it: where its files are, and what it says of them before anything is fetched.

Its layout: `/{repository}/resolve/{revision}/{path}`. Large files are sent on to another server; the answer that sends
on says size (`X-Linked-Size`) and SHA-256 (`X-Linked-Etag`) of the file. The ETag of a small file is git's own hash.
Where a model is given only to who accepted its licence there, the hub, and nobody that it sends on to, is told a token
that the person set; for every other model none is sent.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urljoin

from foley_bridge.packs.addresses import checked_parts, host_of
from foley_bridge.packs.contents import ListedFile
from foley_bridge.packs.fetch import REDIRECTIONS, Access, DownloadError, check_sent_on, fetch_small, head_of, is_among
from foley_bridge.packs.hub_catalogue import Entry, HubFile
from foley_models.errors import RequestError

HUB = "https://huggingface.co"
FILE_HOSTS = frozenset({"huggingface.co", ".huggingface.co", ".hf.co"})  # where the hub keeps what is large
SENT_ON_MOST = 5
Small = Mapping[str, bytes]  # small files by their place
SMALL_MOST_BYTES = 16_000_000  # of a file that the hub has no SHA-256 of
_SHA256, _GIT = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class HubOffered:
    """One file as the hub offers it; `sha256` is pinned, or the hub's word, or "" for a small file."""

    file: HubFile
    bytes: int
    sha256: str
    git: str = ""  # git's hash of a small file


@dataclass(frozen=True)
class HubOffer:
    """Files of one entry, or of a model and its ranker, as the hub offers them now."""

    name: str
    hub: str  # its address, without a slash at its end
    offered: tuple[HubOffered, ...]
    hosts: frozenset[str]
    access: Access | None = None  # never written anywhere

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(one.bytes for one in self.offered)

    @property
    def files(self) -> tuple[ListedFile, ...]:
        """As they are fetched; to be asked for once every hash is known."""
        return tuple(ListedFile(one.file.local, one.bytes, one.sha256) for one in self.offered)

    @property
    def digest(self) -> str:
        """The same for the same files: what a download is known by that is taken up again."""
        said = [(one.file.repository.path, one.file.repository.revision, one.file.path) for one in self.offered]
        hashes = [(one.sha256 if one.file.pinned else one.git, one.bytes) for one in self.offered]
        return hashlib.sha256(json.dumps([said, hashes]).encode()).hexdigest()

    @property
    def unpinned(self) -> tuple[HubOffered, ...]:
        """Those that nobody knew the hash of beforehand."""
        return tuple(one for one in self.offered if not one.file.pinned)

    def address_of(self, name: str) -> str:
        """Where a file is that goes to this place."""
        return next(address_of(self.hub, one.file) for one in self.offered if one.file.local == name)

    def with_small(self) -> "tuple[HubOffer, Small]":
        """The same with all hashes known, and the bytes of the small files by their place. As for `fetch_small`."""
        there: dict[str, bytes] = {}
        known = []
        for one in self.offered:
            if not one.sha256:
                data = there[one.file.local] = _small(self, one)
                known.append(replace(one, sha256=hashlib.sha256(data).hexdigest()))
            else:
                known.append(one)
        return replace(self, offered=tuple(known)), there


def hub_address(said: str) -> str:
    """The address of a hub. RequestError for one that nothing is fetched from."""
    parts = checked_parts(said.strip())
    if parts.query or parts.fragment:
        raise RequestError(f"{said} has a '?' or '#' in it: give the hub's address alone, as {HUB}.")
    return said.strip().rstrip("/")


def address_of(hub: str, file: HubFile) -> str:
    """The address of a file on a hub."""
    return f"{hub}/{quote(file.repository.path)}/resolve/{quote(file.repository.revision)}/{quote(file.path)}"


def look_at_hub(
    files: tuple[HubFile, ...], name: str, *, hub: str = HUB, also: frozenset[str] = frozenset(), token: str = ""
) -> HubOffer:
    """What the hub offers under these files' names; nothing but its words about them is fetched.

    DownloadError where it offers another file than the one that is pinned, OtherHostError where it sends on to a server
    that is neither its own nor in `also`, LoginError where it wants another `token` or one at all, ConnectionLostError,
    RequestError.
    """
    hub = hub_address(hub)
    access = Access(host_of(hub), token) if token else None
    hosts = frozenset({host_of(hub)}) | FILE_HOSTS | also
    return HubOffer(name, hub, tuple(_look(hub, one, hosts, access) for one in files), hosts, access)


def is_hub_file_host(host: str) -> bool:
    """Whether a server is one of those where the hub keeps files."""
    return is_among(host, FILE_HOSTS)


def missing_pins(entry: Entry, *, own_tokenizer: bool) -> tuple[HubFile, ...]:
    """The files of an entry that nobody knows the hash of; those of a tokenizer do not count where one is here."""
    return tuple(one for one in wanted_files(entry, own_tokenizer=own_tokenizer) if not one.pinned)


def wanted_files(entry: Entry, *, own_tokenizer: bool) -> tuple[HubFile, ...]:
    """What is to be fetched of an entry; RoBERTa's tokenizer, which many share, only where none is here."""
    return tuple(one for one in entry.files if not (own_tokenizer and entry.roberta and one.of_tokenizer))


def _small(offer: HubOffer, one: HubOffered) -> bytes:
    address = address_of(offer.hub, one.file)
    data = fetch_small(address, hosts=offer.hosts, most_bytes=one.bytes, access=offer.access)
    found = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    if len(data) != one.bytes or (one.git and found != one.git):
        raise DownloadError(f"{address} is not the file that the hub announced: nothing of it was kept.")
    return data


def _look(hub: str, file: HubFile, hosts: frozenset[str], access: Access | None) -> HubOffered:
    address = address_of(hub, file)
    headers = _words_about(address, hosts, access)
    size = headers.get("x-linked-size") or headers.get("content-length", "")
    if not size.isdecimal():
        raise DownloadError(f"{address}: the server does not say how large it is, so it was not fetched.")
    said = _tag(headers, "x-linked-etag", _SHA256)
    _check(file, address, int(size), said)
    if not (file.sha256 or said) and int(size) > SMALL_MOST_BYTES:
        raise DownloadError(f"{address} has {size} bytes and no hash that anybody could check: it was not fetched.")
    return HubOffered(file, int(size), file.sha256 or said, _tag(headers, "etag", _GIT))


def _tag(headers: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    tag = headers.get(name, "").removeprefix("W/").strip('"').lower()
    return tag if form.fullmatch(tag) else ""


def _words_about(address: str, hosts: frozenset[str], access: Access | None) -> Mapping[str, str]:
    """The headers that tell of a file: of the answer that sends on to it, or of the last one."""
    for _ in range(SENT_ON_MOST):
        status, headers = head_of(address, access)
        if status not in REDIRECTIONS or "x-linked-size" in headers:
            return headers
        to = urljoin(address, headers.get("location", ""))
        check_sent_on(address, to, hosts)
        address = to
    raise DownloadError(f"{address} sends on in circles.")


def _check(file: HubFile, address: str, size: int, said: str) -> None:
    if file.bytes is not None and size != file.bytes:
        raise DownloadError(
            f"{address} has {size} bytes, {file.bytes} were published: it is another file, nothing was fetched."
        )
    if file.sha256 and said and said != file.sha256:
        raise DownloadError(
            f"{address} is another file than the one that was published (SHA-256 {said[:12]}…, not "
            f"{file.sha256[:12]}…): nothing was fetched."
        )
