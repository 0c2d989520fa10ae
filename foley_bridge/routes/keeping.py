"""Routes set, taken away and looked at, by whoever keeps them: the command line or the tray."""

from dataclasses import dataclass

from foley_bridge.files.ucs import Catalogue
from foley_bridge.folders import Folders
from foley_bridge.routes.file import load_routes, routes_file, save_routes
from foley_bridge.routes.route import Route, check_route
from foley_bridge.routes.targets import check_targets
from foley_models.errors import PackError, RequestError


@dataclass(frozen=True)
class RouteTold:
    """A route, and why it cannot be used just now; "" where it can."""

    route: Route
    trouble: str = ""


def told_routes(folders: Folders, catalogue: Catalogue) -> tuple[RouteTold, ...]:
    """All routes by category. SettingsError where their file cannot be taken."""
    routes = load_routes(routes_file(folders), catalogue)
    return tuple(RouteTold(routes[category], _trouble(routes[category], folders)) for category in sorted(routes))


def set_route(route: Route, folders: Folders, catalogue: Catalogue) -> None:
    """Check a route and what it names, and write it in place of the one that its category has.

    RequestError, PackError, SettingsError, DestinationError; the file is then as it was.
    """
    check_route(route, catalogue)
    check_targets(route, folders.packs)
    file = routes_file(folders)
    routes = load_routes(file, catalogue)
    save_routes(file, {**routes, route.category: route})


def remove_route(category: str, folders: Folders, catalogue: Catalogue) -> None:
    """Take the route of a category away. RequestError where there is none."""
    file = routes_file(folders)
    routes = dict(load_routes(file, catalogue))
    if category not in routes:
        there = ", ".join(sorted(routes)) or "none"
        raise RequestError(f"There is no route for {category[:40]!r}: there are {there}.")
    del routes[category]
    save_routes(file, routes)


def _trouble(route: Route, folders: Folders) -> str:
    try:
        check_targets(route, folders.packs)
    except PackError as error:
        return str(error)
    return ""
