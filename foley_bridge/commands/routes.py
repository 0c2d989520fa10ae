"""`foley-bridge routes`: which pack, adapter, guidance and threshold the sounds of a category are made with."""

import argparse
from dataclasses import replace
from pathlib import Path

from foley_bridge.folders import Folders, user_folders
from foley_models.errors import PackError, RequestError

_EXAMPLES = """\
A request that names neither pack nor adapter is made as the route of its category says. The category is the one that
the request names, or the one that the prompt's own words name ("heavy rain on a tin roof": RAINMetl). A route for a
CatID goes before one for its whole category.

examples:
  foley-bridge routes
  foley-bridge routes set RAIN --pack audioldm-l-full --guidance 3
  foley-bridge routes set FEETHmn --pack core --adapter boots --threshold 0.25
  foley-bridge routes remove RAIN
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand with its own; without one it lists."""
    parser = subparsers.add_parser(
        "routes",
        help="choose pack, adapter, guidance and threshold by category",
        description="Routes: what the sounds of a category are made with, where a request names no pack.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run_list)
    own = parser.add_subparsers(metavar="COMMAND")
    own.add_parser("list", help="all routes (the same as without a command)").set_defaults(func=run_list)
    one = own.add_parser("set", help="set the route of a category, in place of the one that it has")
    one.add_argument("category", metavar="CATEGORY", help="a CatID (FEETHmn) or a whole category of UCS (FOOTSTEPS)")
    one.add_argument("--pack", default="", metavar="PACK", help="a pack by its name or folder")
    one.add_argument("--adapter", default="", metavar="ADAPTER", help="of that pack, by its name or file")
    one.add_argument(
        "--guidance", type=float, metavar="NUMBER", help="0 to 20, of the whole denoiser, not of few steps"
    )
    one.add_argument("--threshold", type=float, metavar="NUMBER", help="-1 to 1")
    one.set_defaults(func=run_set)
    gone = own.add_parser("remove", help="take the route of a category away")
    gone.add_argument("category", metavar="CATEGORY", help="as in the list")
    gone.set_defaults(func=run_remove)


def run_list(_: argparse.Namespace) -> None:
    """Print a line for each route, and what is wrong with one."""
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.routes.keeping import told_routes

    told = told_routes(user_folders(), Catalogue.load())
    if not told:
        print("There are no routes: every request that names no pack is made with the one in use.")
    for one in told:
        print(f"{one.route.category}: {one.route.said}")
        if one.trouble:
            print(f"  {one.trouble}")


def run_set(args: argparse.Namespace) -> None:
    """Check the route and what it names, and write it. RequestError, PackError; the file is then as it was."""
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.packs.places import pack_said
    from foley_bridge.routes.keeping import set_route
    from foley_bridge.routes.route import Route, check_route

    folders, catalogue = user_folders(), Catalogue.load()
    route = Route(args.category, pack_said(args.pack) or "", args.adapter, args.guidance, args.threshold)
    check_route(route, catalogue)
    if route.adapter:
        route = replace(route, adapter=_adapter(route.adapter, route.pack, folders))
    set_route(route, folders, catalogue)
    print(f"{route.category}: {route.said}. It holds from the next request on.")


def run_remove(args: argparse.Namespace) -> None:
    """Take one away. RequestError where there is none."""
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.routes.keeping import remove_route

    remove_route(args.category, user_folders(), Catalogue.load())
    print(f"{args.category} has no route any more.")


def _adapter(said: str, pack: str, folders: Folders) -> str:
    """The file of an adapter by its file or name. PackError, with those that there are, for no such name."""
    from foley_bridge.packs.shelf import remembered_in_use
    from foley_bridge.settings import load_settings

    if Path(said).exists():
        return str(Path(said).absolute())
    known = remembered_in_use(folders, load_settings(folders.settings_file).engine.pack).adapters.get(pack, ())
    named = [one.path for one in known if one.name == said]
    if len(named) > 1:
        raise RequestError(f"{len(named)} adapters of {pack} are called {said!r}: name the file, {' or '.join(named)}.")
    if not named:
        there = ", ".join(repr(one.name) for one in known[:8]) or "none"
        raise PackError(f"The pack {pack!r} has no adapter {said[:80]!r}: there are {there}, or name its file.")
    return named[0]
