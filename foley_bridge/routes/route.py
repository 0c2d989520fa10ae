"""One route: a category and what its sounds are made with; which of several holds for a request."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from foley_bridge.files.ucs import Catalogue
from foley_models.errors import RequestError
from foley_models.limits import GUIDANCE_MOST

SCORE_MOST = 1.0
NAME_MOST_CHARACTERS = 1024
Routes = Mapping[str, "Route"]


@dataclass(frozen=True)
class Route:
    """What holds for a category; "" and None leave it to the request, the pack in use and the pack's card."""

    category: str  # a CatID (FEETHmn), or a whole category of UCS (FOOTSTEPS)
    pack: str = ""  # name or folder
    adapter: str = ""  # file
    guidance: float | None = None
    threshold: float | None = None

    @property
    def said(self) -> str:
        """In one line for a person."""
        parts = (
            ("pack", self.pack),
            ("adapter", self.adapter),
            ("guidance", "" if self.guidance is None else f"{self.guidance:g}"),
            ("threshold", "" if self.threshold is None else f"{self.threshold:g}"),
        )
        return ", ".join(f"{name} {value}" for name, value in parts if value)


def check_route(route: Route, catalogue: Catalogue) -> None:
    """RequestError, with what is possible, where a route cannot be one; whether its pack is there is not looked at."""
    _check_category(route.category, catalogue)
    for name, text in (("pack", route.pack), ("adapter", route.adapter)):
        if len(text) > NAME_MOST_CHARACTERS or not text.isprintable():
            raise RequestError(f"The {name} of the route for {route.category} is no name and no path: {text[:80]!r}.")
    _check_number(route.category, "guidance", route.guidance, 0.0, most=GUIDANCE_MOST)
    _check_number(route.category, "threshold", route.threshold, -SCORE_MOST, most=SCORE_MOST)
    if route.adapter and not route.pack:
        raise RequestError(
            f"The route for {route.category} names an adapter and no pack: an adapter belongs to one, name it as well."
        )
    if not route.said:
        raise RequestError(f"The route for {route.category} says nothing: give a pack, a guidance or a threshold.")


def route_for(routes: Routes, cat_id: str, catalogue: Catalogue) -> Route | None:
    """The route of a CatID: its own, or else that of its whole category; None where there is neither."""
    if cat_id in routes:
        return routes[cat_id]
    entry = catalogue.entries.get(cat_id)
    return None if entry is None else routes.get(entry.category)


def _check_category(said: str, catalogue: Catalogue) -> None:
    whole = {one.category for one in catalogue}
    if said in catalogue or said in whole:
        return
    near = difflib.get_close_matches(
        said[:40].casefold(), {one.casefold(): one for one in (*whole, *catalogue.entries)}
    )
    by_fold = {one.casefold(): one for one in (*whole, *catalogue.entries)}
    meant = f"did you mean {' or '.join(by_fold[one] for one in near)}?" if near else "such as FEETHmn or FOOTSTEPS."
    raise RequestError(f"{said[:40]!r} is neither a CatID nor a category of the Universal Category System: {meant}")


def _check_number(category: str, name: str, value: float | None, least: float, *, most: float) -> None:
    if value is not None and not least <= value <= most:
        raise RequestError(
            f"The {name} of the route for {category} is {value:g}: it must be from {least:g} to {most:g}."
        )
