"""`foley-bridge packs install` and `remove`: what it is shown first, then asked, then done with progress."""

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.folders import Folders, user_folders
from foley_bridge.progress import shown_progress
from foley_bridge.running_daemon import connected
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.packs.facts import PackFacts
    from foley_bridge.packs.meter import Progress, Tell
    from foley_models.card import Card

_EXAMPLES = """\
examples:
  foley-bridge packs install audioldm-s-full --tokenizer roberta-base     every file's hash is known beforehand
  foley-bridge packs install audioldm-s-full-v2 --ranker laion-clap --unpinned
  foley-bridge packs install laion-clap --for core --name core-clap --unpinned
  foley-bridge packs install audioldm-m-full --unpinned --hub https://mirror.example --yes
  foley-bridge packs install packs/rain
  foley-bridge packs install https://example.org/packs/rain/ --digest SHA256
"""
BYTES_PER_MB = 1_000_000


def add_parser(own: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `install`."""
    parser = own.add_parser(
        "install",
        help="install a pack: from the model hub by its name, from a folder or from an address",
        description=(
            "A name of the catalogue (packs list --available) is fetched from the model hub and converted; a folder or "
            "an address holds a pack already. Nothing is fetched before size and licence are shown and agreed to."
        ),
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", metavar="SOURCE", help="a name, a pack's folder, or an address")
    parser.add_argument("--yes", action="store_true", help="agree to size and licence without being asked")
    parser.add_argument("--digest", default="", metavar="SHA256", help="what the address's files.json must have")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="HOST", help="a server that may be sent on to"
    )
    by_name = parser.add_argument_group("from the model hub, by a name")
    by_name.add_argument("--name", default="", metavar="NAME", help="what the pack is to be called")
    by_name.add_argument("--ranker", metavar="CLAP", help="an ear for it: laion-clap, laion-clap-fusion, or a file")
    by_name.add_argument(
        "--for", dest="beside", metavar="PACK", help="the pack that a ranker is for: a new one with it"
    )
    by_name.add_argument("--tokenizer", metavar="FOLDER", help="RoBERTa's tokenizer, in place of the hub's")
    by_name.add_argument(
        "--unpinned", action="store_true", help="take files too whose hash nobody knew; what came is noted"
    )
    by_name.add_argument("--hub", default="", metavar="ADDRESS", help="a mirror of the hub; default: the settings'")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> None:
    """Show what it is, ask, install."""
    from foley_bridge.commands import packs_hub
    from foley_bridge.packs.hub_catalogue import is_entry
    from foley_models.card import CARD_FILE

    folders = user_folders()
    named = "://" not in args.source and not (Path(args.source) / CARD_FILE).is_file()
    if named and (is_entry(args.source) or not Path(args.source).exists()):
        packs_hub.install(args, folders)
        return
    for option in ("name", "ranker", "beside", "tokenizer", "unpinned", "hub"):
        if getattr(args, option):
            said = {"beside": "for"}.get(option, option)
            raise RequestError(f"--{said} is for models of the hub: {args.source} is a pack already. Leave it out.")
    install(args.source, folders, agreed=args.yes, digest=args.digest.lower(), also=frozenset(args.allow_host))


def available() -> Iterator[str]:
    """What can be installed by name; nobody is asked."""
    from foley_bridge.packs.hub_catalogue import Kind, elsewhere, entries
    from foley_bridge.packs.hub_install import TOKEN_VARIABLE
    from foley_bridge.packs.licences import terms_of

    for one in entries():
        terms = terms_of(one.licence, commercial_use=True)
        yield f"{one.name}: {one.title}"
        means = f": {terms.sounds}" if one.kind is Kind.MODEL else ""
        yield f"  about {one.about_mb} MB to fetch; {terms.licence}{means}"
        unknown = [file.path for file in one.files if not file.pinned]
        words = one.roberta and all(file.of_tokenizer for file in one.files if not file.pinned)
        how = "with --tokenizer or --unpinned" if words else "with --unpinned"
        yield f"  SHA-256 known of {len(one.files) - len(unknown)} of {len(one.files)} files: {how}"
        if one.gated:
            yield f"  given only to who accepted its licence on the hub: its token goes into {TOKEN_VARIABLE}"
        if one.kind is Kind.RANKER:
            yield f"  foley-bridge packs install {one.name} --for PACK"
        else:
            yield f"  foley-bridge packs install {one.name}" + ("" if one.hears else " --ranker laion-clap")
    for brought in elsewhere():
        yield f"{brought.name}: {brought.title}"
        yield f"  not on the hub as files that can be fetched: {brought.how}"


def discard(name: str, folders: Folders, *, agreed: bool) -> bool:
    """Throw away a download of a model that was stopped; whether there was one of that name."""
    from foley_bridge.packs.hub_install import discard_model, unfinished_models

    left = [one for one in unfinished_models(folders.packs) if one.name == name]
    if not left or (folders.packs / name).exists():
        return False
    there = sum(one.there_bytes for one in left)
    print(f"{name} is not installed: {there / BYTES_PER_MB:.1f} MB of a download that was stopped will be gone.")
    ask("Throw them away?", agreed=agreed)
    for one in left:
        discard_model(one)
    print("They are gone.")
    return True


def install(source: str, folders: Folders, *, agreed: bool, digest: str, also: frozenset[str]) -> None:
    """Install from a folder or an address, once somebody agreed. RequestError where nobody did."""
    if "://" in source:
        _install_address(source, folders, agreed=agreed, digest=digest, also=also)
        return
    from foley_bridge.packs.facts import size_of
    from foley_bridge.packs.install import install_folder, look_at_folder

    card = look_at_folder(Path(source), folders.packs)
    _show(card, f"{size_of(card) / BYTES_PER_MB:.1f} MB from {source}")
    ask("Install it?", agreed=agreed)
    with shown_work() as tell:
        place = install_folder(Path(source), folders.packs, tell=tell)
    print(f"{place.name} is installed in {place.folder}. To use it: foley-bridge send use {place.name}")


def remove(one: "PackFacts", folders: Folders, *, agreed: bool) -> None:
    """Remove an installed pack, once somebody agreed. RequestError where nobody did, or it is not an installed one."""
    from foley_bridge.packs.places import PackPlace
    from foley_bridge.packs.remove import plan_removal, remove_pack

    removal = plan_removal(PackPlace(one.name, one.folder, one.origin), in_use=one.in_use, adapters=len(one.adapters))
    print(f"{one.folder}, {removal.bytes / BYTES_PER_MB:.1f} MB, will be gone for good.")
    if removal.adapters:
        print(f"{removal.adapters} of its adapters stay where they are, but cannot be used without it.")
    if removal.in_use:
        print(f"It is in use: {removal.instead} will be used in its place.")
    ask("Remove it?", agreed=agreed)
    if removal.in_use:
        with connected(folders) as client:
            client.ask("/foley/use", removal.instead)
    remove_pack(removal)
    print(f"{one.name} is removed.")


@contextmanager
def shown_work() -> "Iterator[Tell]":
    """What to tell of progress."""
    with shown_progress(sys.stderr) as shown:

        def tell(progress: "Progress") -> None:
            done, total = progress.done_bytes / BYTES_PER_MB, progress.total_bytes / BYTES_PER_MB
            speed = f"{done:.1f} of {total:.1f} MB, {progress.bytes_a_second / BYTES_PER_MB:.1f} MB/s"
            shown.advance(progress.stage, progress.fraction, progress.left_s, detail=speed)

        yield tell


def _install_address(source: str, folders: Folders, *, agreed: bool, digest: str, also: frozenset[str]) -> None:
    from foley_bridge.packs.download import download
    from foley_bridge.packs.offer import look_at_address
    from foley_bridge.packs.staging import check_installable

    offer = look_at_address(source, digest=digest, also=also)
    check_installable(offer.card, folders.packs)
    _show(offer.card, f"{offer.bytes / BYTES_PER_MB:.1f} MB from {offer.address.base}")
    print(f"  Digest of its list: {offer.digest}")
    ask("Fetch and install it?", agreed=agreed)
    with shown_work() as tell:
        place = download(offer, folders.packs, tell=tell)
    print(f"{place.name} is installed in {place.folder}. To use it: foley-bridge send use {place.name}")


def _show(card: "Card", what: str) -> None:
    from foley_bridge.commands.packs import USES, terms_lines
    from foley_bridge.packs.facts import memory_of, shortened
    from foley_bridge.packs.licences import terms_of

    terms = terms_of(card.licence.weights, commercial_use=card.licence.commercial_use)
    print(f"{card.name} {shortened(card.version)} ({card.family}, {card.audio.rate_hz} Hz): {what}")
    print(f"  {shortened(card.description)}")
    print(f"  Licence of the weights: {terms.licence}; {USES[terms.use]}. {shortened(card.licence.note)}")
    for line in terms_lines(terms):
        print(line)
    print(f"  Memory of the engine with it: about {memory_of(card) / BYTES_PER_MB:.0f} MB.")


def ask(question: str, *, agreed: bool) -> None:
    """RequestError where nobody agrees."""
    if agreed:
        return
    if not sys.stdin.isatty():
        raise RequestError(f"{question} Nobody can be asked here: say --yes to agree.")
    width = shutil.get_terminal_size().columns
    print(f"{question[:width]} [y/N] ", end="", flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RequestError("Nothing was done.")
