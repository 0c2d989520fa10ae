"""`foley-bridge packs`: which packs and adapters are there and what may be done with them; install, verify, remove."""

import argparse
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.commands import packs_import, packs_install
from foley_bridge.folders import Folders, user_folders
from foley_models.errors import PackError

if TYPE_CHECKING:
    from foley_bridge.packs.facts import AdapterFacts, PackFacts
    from foley_bridge.packs.licences import Terms

_EXAMPLES = """\
examples:
  foley-bridge packs
  foley-bridge packs list --available
  foley-bridge packs install audioldm-s-full --tokenizer roberta-base
  foley-bridge packs install laion-clap --for core --unpinned
  foley-bridge packs install https://example.org/packs/rain/
  foley-bridge packs import audioldm-m-full.ckpt --tokenizer roberta-base
  foley-bridge packs info audioldm-s-full
  foley-bridge packs verify audioldm-s-full
  foley-bridge packs remove audioldm-s-full
"""
BYTES_PER_MB = 1_000_000
LINE_CHARACTERS = 96
USES = {
    "yes": "commercial use allowed",
    "no": "NOT for commercial use",
    "conditions": "commercial use under conditions",
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand with its own; without one it lists."""
    parser = subparsers.add_parser(
        "packs",
        help="list, install, import, verify and remove model packs",
        description="Model packs and their adapters: size, licence in plain words, what they were trained on.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run_list)
    own = parser.add_subparsers(metavar="COMMAND")
    parser.set_defaults(available=False)
    shown = own.add_parser("list", help="all packs that are there (the same as without a command)")
    shown.add_argument("--available", action="store_true", help="what can be installed from the model hub by name")
    shown.set_defaults(func=run_list)
    info = _add(own, "info", run_info, "everything about one pack", takes=("NAME", "a pack's name or folder"))
    speed = "predict how long it takes here: measures this machine with the built-in pack for some seconds"
    info.add_argument("--speed", action="store_true", help=speed)
    check = "whether every file of a pack is as its card says"
    _add(own, "verify", run_verify, check, takes=("NAME", "a pack's name or folder"))
    packs_install.add_parser(own)
    packs_import.add_parser(own)
    remove = _add(own, "remove", run_remove, "remove an installed pack", takes=("NAME", "a pack's name"))
    remove.add_argument("--yes", action="store_true", help="agree without being asked")
    index = "write the list of a pack's files, so that a web server can offer its folder"
    _add(own, "index", run_index, index, takes=("FOLDER", "a pack's folder"))


def run_list(args: argparse.Namespace) -> None:
    """Print a paragraph for each pack, or for each model that can be installed by name."""
    from foley_bridge.packs.download import unfinished_downloads
    from foley_bridge.packs.hub_install import unfinished_models

    if args.available:
        _print(packs_install.available())
        return

    folders = user_folders()
    found = packs_of(folders)
    if not found:
        print("No pack is built in: give one with --pack FOLDER.")
    for one in found:
        _print(summary(one))
    for left in unfinished_downloads(folders.packs):
        share = f"{left.there_bytes / BYTES_PER_MB:.1f} of {left.total_bytes / BYTES_PER_MB:.1f} MB are here"
        print(f"{left.name}: not complete, {share}; to go on: foley-bridge packs install {left.address}")
    for model in unfinished_models(folders.packs):
        share = f"{model.there_bytes / BYTES_PER_MB:.1f} of {model.total_bytes / BYTES_PER_MB:.1f} MB are here"
        print(f"{model.name}: not complete, {share}; the command that began it goes on, packs remove throws it away")


def run_info(args: argparse.Namespace) -> None:
    """Print all about one pack."""
    found = _the_one(user_folders(), args.name)
    _print(details(found))
    if args.speed and found.terms is not None and not found.problem:
        _print(_speed_lines(found.folder))


def run_verify(args: argparse.Namespace) -> None:
    """Read every file of a pack. PackError where one is not what it should be."""
    from foley_bridge.commands.packs_install import shown_work
    from foley_bridge.packs.places import find_place
    from foley_bridge.packs.staging import check_whole

    place = find_place(_name_or_folder(args.name), user_folders().packs)
    with shown_work() as tell:
        card = check_whole(place.folder, tell=tell, cancelled=lambda: False)
    count = len(card.files) + len(card.assets)
    print(f"{card.name} {card.version} is whole: {count} files have the sizes and hashes of its card.")


def run_remove(args: argparse.Namespace) -> None:
    """Say what goes, ask, remove."""
    from foley_bridge.commands.packs_install import discard, remove

    if discard(args.name, user_folders(), agreed=args.yes):
        return
    remove(_the_one(user_folders(), args.name), user_folders(), agreed=args.yes)


def run_index(args: argparse.Namespace) -> None:
    """Write the list."""
    from foley_bridge.files.disk_errors import explained
    from foley_bridge.packs.contents import write_list
    from foley_bridge.packs.install import pack_folder

    folder = pack_folder(Path(args.folder))
    with explained(folder):
        path = write_list(folder)
    print(f"{path}: let a web server offer the folder, and name its address to foley-bridge packs install.")


def packs_of(folders: Folders) -> "tuple[PackFacts, ...]":
    """All packs, with what is in use as the journal remembers it: no daemon is asked, and none is started."""
    from foley_bridge.packs.shelf import read_shelf, remembered_in_use
    from foley_bridge.settings import load_settings

    return read_shelf(folders, remembered_in_use(folders, load_settings(folders.settings_file).engine.pack))


def summary(one: "PackFacts") -> Iterator[str]:
    """The lines about one pack in a list."""
    used = ", in use" if one.in_use else ""
    if one.terms is None:
        yield f"{one.name} ({one.origin}{used})"
        yield f"  It cannot be used: {one.problem}"
        return
    size = f"{one.disk_bytes / BYTES_PER_MB:.1f} MB"
    yield f"{one.name} {one.version} ({one.family}, {size}, {one.rate_hz} Hz, {one.origin}{used})"
    yield from _folded(one.description)
    yield from _folded(f"Licence of the weights: {one.terms.licence}; {USES[one.terms.use]}. {one.licence_note}")
    if one.attribution is not None:
        yield f"  Authors and licences of the sounds it was trained on: {one.attribution.name} in the pack's folder."
    if one.problem:
        yield from _folded(f"It cannot be used: {one.problem}")
    for adapter in one.adapters:
        yield from _adapter_lines(adapter)


def details(one: "PackFacts") -> Iterator[str]:
    """All lines about one pack."""
    yield from summary(one)
    if one.terms is None:
        return
    yield from terms_lines(one.terms)
    yield from _memory_lines(one)
    yield f"  {one.parameters:,} parameters, {len(one.categories)} categories; digest {one.digest}"
    yield from _folded("Categories: " + ", ".join(one.categories))
    can = ", ".join(feature.name for feature in one.features if not feature.missing)
    yield from _folded(f"It can: {can}.")
    yield from (f"  It cannot: {feature.name}; {feature.missing}." for feature in one.features if feature.missing)
    yield from (f"  Trained on: {text}" for text in one.trained_on)
    yield from (f"  Measured: {measured.what}: {measured.value}" for measured in one.measured)
    yield f"  Folder: {one.folder}"


def _memory_lines(one: "PackFacts") -> Iterator[str]:
    yield "  Memory of the engine with it, as a whole, part by part, layer by layer (see the setting offload):"
    for dtype, needed in one.memory:
        megabytes = (f"{bytes_ / BYTES_PER_MB:.0f} MB" for bytes_ in (needed.whole, needed.parts, needed.layers))
        yield f"    in {dtype} about {', '.join(megabytes)}"


def _speed_lines(folder: Path) -> Iterator[str]:
    from foley_bridge.packs.speed import SECONDS, TAKES, predicted_speed
    from foley_bridge.settings import load_settings

    engine = load_settings(user_folders().settings_file).engine
    found = predicted_speed(folder, device=engine.device, threads=engine.threads)
    yield from _folded(
        f"Speed here, predicted: about {found.answer_s:.1f} s for {TAKES} takes of {SECONDS:g} s: {found.started} are "
        f"started, in {found.sampled}, {found.finished} of them finished and heard."
    )
    yield from _folded(
        f"A step of one is {found.row_giga:.1f} billion operations, of which {found.rows} such are taken; the built-in "
        f"pack does {found.pace_giga:.0f} billion a second on this machine. {found.how_good}"
    )


def terms_lines(terms: "Terms") -> Iterator[str]:
    """A licence in plain words."""
    yield f"  {terms.title}, in plain words:"
    for what, text in (("Sounds", terms.sounds), ("Credit", terms.credit), ("The pack itself", terms.pack)):
        yield from _folded(f"{what}: {text}")


def _adapter_lines(one: "AdapterFacts") -> Iterator[str]:
    used = ", in use" if one.in_use else ""
    if one.problem:
        yield from _folded(f"Adapter {one.name}{used}: {one.problem}")
        return
    size = f"{one.bytes / BYTES_PER_MB:.1f} MB"
    yield from _folded(f"Adapter {one.name} ({size}, {one.licence}{used}), trained {one.created or 'some day'}")
    yield from (f"    {what}: {before:.3f} before, {after:.3f} after" for what, before, after in one.measured)


def _the_one(folders: Folders, said: str) -> "PackFacts":
    from foley_bridge.packs.facts import pack_facts
    from foley_bridge.packs.hub_catalogue import is_entry
    from foley_bridge.packs.places import find_place

    name = _name_or_folder(said)
    for one in packs_of(folders):
        if name in (one.name, str(one.folder)):
            return one
    if is_entry(name):
        raise PackError(f"{name} is not installed: foley-bridge packs install {name} shows what it is and fetches it.")
    return pack_facts(find_place(name, folders.packs), in_use=False)


def _name_or_folder(said: str) -> str:
    return str(Path(said).resolve()) if ("/" in said or "\\" in said) and Path(said).is_dir() else said


def _add(
    own: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], None],
    about: str,
    *,
    takes: tuple[str, str],
) -> argparse.ArgumentParser:
    parser = own.add_parser(name, help=about, description=f"{about[:1].upper()}{about[1:]}.")
    metavar, meaning = takes
    parser.add_argument(metavar.lower(), metavar=metavar, help=meaning)
    parser.set_defaults(func=run)
    return parser


def _folded(text: str) -> Iterator[str]:
    yield textwrap.fill(text, LINE_CHARACTERS, initial_indent="  ", subsequent_indent="  ")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
