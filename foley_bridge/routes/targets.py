"""Whether what a route names is there: its pack, and an adapter that belongs to it."""

from pathlib import Path

from foley_bridge.packs.places import find_place
from foley_bridge.routes.route import Route
from foley_models.card import CARD_FILE, read_card
from foley_models.errors import PackError
from foley_models.training.adapter_card import AdapterCard, read_adapter_card


def check_targets(route: Route, installed: Path) -> None:
    """PackError, naming the route, where its pack is not there, or its adapter is another pack's or not there."""
    if not route.pack:
        return
    try:
        folder = find_place(route.pack, installed).folder
        read_card(folder / CARD_FILE)
        if route.adapter:
            fitting_adapter(folder, route.adapter)
    except PackError as error:
        raise broken(route, error) from error


def broken(route: Route, error: PackError) -> PackError:
    """The same fault, with the route that leads to it and what to do."""
    return PackError(
        f"The route for {route.category} ({route.said}) cannot be used. {error} Change it with foley-bridge routes "
        f"set, take it away with foley-bridge routes remove {route.category}, or name a pack in the request."
    )


def fitting_adapter(folder: Path, path: str) -> AdapterCard:
    """The card of an adapter for the pack in a folder. PackError where it cannot be read, or is another pack's."""
    card = read_adapter_card(Path(path))
    base = read_card(folder / CARD_FILE)
    own = {part: entry.sha256 for part, entry in base.files.items()}
    if any(own.get(part) != digest for part, digest in card.base_parts.items()):
        raise PackError(
            f"The adapter {card.name!r} was trained on the pack {card.base_pack!r} {card.base_version}, not on "
            f"{base.name!r} {base.version} as it is here: use that pack, or train it again."
        )
    return card
