"""Requests on their way, kept in the scene: so that a .blend that was closed finds its sounds when it is opened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .foley_host import FoleyHostError, Request

KEY = "foley_pending"


@dataclass(frozen=True)
class Order:
    """A request and where its sounds belong."""

    request: Request
    scene: str
    frame: int
    channel: int


def write(scene: Any, orders: list[Order]) -> None:
    """Keep these orders, and no others, in the scene."""
    lines = [{**one.request.as_dict(), "frame": one.frame, "channel": one.channel} for one in orders]
    if lines:
        scene[KEY] = json.dumps(lines)
    elif KEY in scene:
        del scene[KEY]


def read(scene: Any) -> tuple[list[Order], int]:
    """The orders that the scene keeps, and how many of them cannot be read."""
    lines = _lines(scene)
    orders = [one for one in (_order(scene, line) for line in lines) if one is not None]
    return orders, len(lines) - len(orders)


def _order(scene: Any, line: Any) -> Order | None:
    try:
        return Order(Request.from_dict(line), scene.name, int(line["frame"]), int(line["channel"]))
    except (FoleyHostError, KeyError, TypeError, ValueError):
        return None


def _lines(scene: Any) -> list[Any]:
    try:
        lines = json.loads(scene.get(KEY, "[]"))
    except (TypeError, ValueError):
        return [None]
    return lines if isinstance(lines, list) else [None]
