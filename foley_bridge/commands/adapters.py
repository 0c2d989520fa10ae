"""`foley-bridge adapters`: which fine-tuned adapters there are, which one is in use, what they say of themselves."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.client import Client
from foley_bridge.folders import user_folders
from foley_bridge.protocol.answers import Answer
from foley_bridge.running_daemon import connected
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_models.training.adapter_card import AdapterCard

NONE = "none"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its words."""
    parser = subparsers.add_parser(
        "adapters",
        help="list, use and remove fine-tuned adapters",
        description="Which adapters `foley-bridge train` made, and which one is in use with each pack.",
    )
    parser.set_defaults(func=run_list)
    words = parser.add_subparsers(title="what to do", metavar="WORD")
    words.add_parser("list", help="all of them, by pack").set_defaults(func=run_list)
    use = words.add_parser("use", help="use one from now on, or none")
    use.add_argument("adapter", metavar="ADAPTER", help=f"its name or file; {NONE} for the pack as it is")
    use.add_argument("--pack", help="a pack's name or folder (default: the one in use)")
    use.set_defaults(func=run_use)
    remove = words.add_parser("remove", help="put one aside: it stays in its training's folder, among the rejected")
    remove.add_argument("adapter", metavar="ADAPTER", help="its name or file")
    remove.set_defaults(func=run_remove)
    info = words.add_parser("info", help="print what one says of itself")
    info.add_argument("adapter", metavar="ADAPTER", help="its name or file")
    info.set_defaults(func=run_info)


def run_list(_: argparse.Namespace) -> None:
    """Print a line for each."""
    with connected(user_folders()) as client:
        found = list(_adapters(client))
    if not found:
        print("There is no adapter yet: foley-bridge train makes one.")
    for one in found:
        used = "in use" if one.values["in_use"] else "      "
        values = one.values
        print(f"{used}  {values['pack']}  {values['name']}  ({values['licence']})  {values['path']}")


def run_use(args: argparse.Namespace) -> None:
    """Choose one; it is on the pack with the next request."""
    with connected(user_folders()) as client:
        pack = args.pack or str(client.ask("/foley/status").values["pack"])
        said = "" if args.adapter == NONE else _file_or_name(args.adapter)
        answer = client.ask("/foley/use", pack, pairs={"adapter": said})
    adapter = answer.values.get("adapter")
    print(f"{pack} is in use with {adapter}." if adapter else f"{pack} is in use as it is, without an adapter.")


def run_remove(args: argparse.Namespace) -> None:
    """Put one aside."""
    with connected(user_folders()) as client:
        one = the_one(client, args.adapter)
        if not one.values["job"]:
            raise RequestError(f"{one.values['path']} came from elsewhere: remove its file, and it is forgotten.")
        path = client.decide(str(one.values["job"]), "reject")
    print(f"It was put aside: {path}")


def run_info(args: argparse.Namespace) -> None:
    """Print a card; of a file without asking the daemon."""
    from foley_bridge.commands.listen_before_after import listeners_said
    from foley_models.training.adapter_card import read_adapter_card

    path = Path(args.adapter)
    if not path.is_file():
        with connected(user_folders()) as client:
            path = Path(str(the_one(client, args.adapter).values["path"]))
    for line in describe(read_adapter_card(path)):
        print(line)
    for line in listeners_said(path):
        print(f"  {line}")


def describe(card: "AdapterCard") -> Iterator[str]:
    """The lines about one adapter."""
    yield f"{card.name}, for the pack {card.base_pack} {card.base_version}"
    yield f"  Licence: {card.licence}. Trained {card.created or 'at an unknown time'}, method {card.method}."
    yield f"  Learnt from {len(card.recordings)} recordings: {', '.join(sorted(set(card.recordings.values()))[:12])}"
    for key in sorted(set(card.before) & set(card.after)):
        yield f"  {key}: {card.before[key]:.3f} before, {card.after[key]:.3f} after"


def the_one(client: Client, said: str) -> Answer:
    """The adapter of that name or file. RequestError where there is not exactly one."""
    found = [one for one in _adapters(client) if said in (one.values["name"], one.values["path"])]
    if len(found) != 1:
        raise RequestError(
            f"{len(found)} adapters are called {said!r}: foley-bridge adapters lists them; name its file."
        )
    return found[0]


def _adapters(client: Client) -> Iterator[Answer]:
    for answer in client.call("/foley/packs"):
        if answer.word == "adapter":
            yield answer
        if answer.word == "packs":
            return


def _file_or_name(said: str) -> str:
    return str(Path(said).resolve()) if Path(said).is_file() else said
