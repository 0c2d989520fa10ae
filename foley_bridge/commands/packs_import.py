"""`foley-bridge packs import`: a published checkpoint on this machine, shown, agreed to, converted and installed."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.folders import Folders, user_folders

if TYPE_CHECKING:
    from foley_bridge.packs.import_question import FoundPack


def add_parser(own: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = own.add_parser(
        "import",
        help="make an installed pack of a published checkpoint on this machine",
        description=(
            "AudioLDM as a folder of diffusers or as its own .ckpt, the DCASE 2023 system of Yuan et al., AudioLDM 2, "
            "Stable Audio Open and Stable Audio 3 as folders of diffusers, and LAION's CLAP as a ranker. Nothing is "
            "fetched, and nothing in the files is run."
        ),
    )
    parser.add_argument("path", metavar="PATH", help="a folder or file; with --for, a CLAP that is to rank for a pack")
    parser.add_argument("--name", default="", metavar="NAME", help="what the pack is to be called")
    parser.add_argument("--ranker", metavar="CLAP", help="LAION's .pt or a folder of ClapModel that hears candidates")
    parser.add_argument("--for", dest="beside", metavar="PACK", help="PATH is a CLAP: a new pack of this one with it")
    parser.add_argument("--tokenizer", metavar="FOLDER", help="RoBERTa's tokenizer, where none lies beside the file")
    parser.add_argument("--vocoder", metavar="FILE", help="the HiFi-GAN, where it is not in the checkpoint")
    parser.add_argument("--licence", default="", metavar="NAME", help="of the weights, only where it is not known")
    parser.add_argument("--yes", action="store_true", help="agree to size and licence without being asked")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> None:
    """Read, show, ask, convert, install. PackError, RequestError, with nothing of it left."""
    from foley_bridge.commands.packs_install import ask, shown_work
    from foley_bridge.packs.import_question import ImportQuestion
    from foley_bridge.packs.importing import import_pack

    folders = user_folders()
    question = ImportQuestion(
        source=Path(args.path).absolute(),
        name=args.name,
        ranker=_path(args.ranker),
        tokenizer=_path(args.tokenizer),
        vocoder=_path(args.vocoder),
        licence=args.licence,
        beside=_beside(args.beside, folders),
    )

    def agree(found: "FoundPack") -> None:
        _show(found, args.path)
        ask("Convert and install it?", agreed=args.yes)

    with shown_work() as tell:
        place = import_pack(question, folders.packs, agree, tell=tell)
    print(f"{place.name} is installed in {place.folder}. To use it: foley-bridge send use {place.name}")


def _show(found: "FoundPack", source: str) -> None:
    from foley_bridge.commands.packs import BYTES_PER_MB, USES, terms_lines
    from foley_bridge.packs.licences import terms_of
    from foley_models.memory_needs import NUMBER_BYTES, memory_for

    terms = terms_of(found.licence, commercial_use=found.commercial_use)
    print(f"{found.name} ({found.family}, {found.rate_hz} Hz): {found.bytes / BYTES_PER_MB:.1f} MB from {source}")
    print(f"  {found.description}")
    print(f"  Licence of the weights: {terms.licence}; {USES[terms.use]}. {found.licence_note}")
    for line in terms_lines(terms):
        print(line)
    needed = memory_for(found.parameters * NUMBER_BYTES, found.family)
    print(f"  Memory of the engine with it: about {needed / BYTES_PER_MB:.0f} MB.")


def _beside(said: str | None, folders: Folders) -> Path | None:
    from foley_bridge.packs.places import folder_of

    return None if said is None else folder_of(said, folders.packs)


def _path(said: str | None) -> Path | None:
    return None if said is None else Path(said).absolute()
