"""The doctor's checks, with those of the windows' own: the tray, and the start with the session."""

import os
from collections.abc import Iterator

from foley_bridge.doctor.finding import Finding, fine, note, problem
from foley_models.errors import FoleyError
from foley_ui.autostart import Autostart, autostart
from foley_ui.doctor.facts import Facts


def look(facts: Facts) -> Iterator[Finding]:
    """Every finding as soon as those before it are there; some of them take seconds. For a worker."""
    # Here, not at the top: they bring the daemon's rooms with them.
    from foley_bridge.doctor.context import context_of
    from foley_bridge.doctor.examination import CHECKS, examine
    from foley_bridge.doctor.machine import check_display, check_sound
    from foley_bridge.doctor.model import check_optional_libraries, check_packs, check_torch

    slow = {check_packs, check_sound, check_torch, check_optional_libraries}  # nothing waits behind them
    own = (lambda _: check_tray(facts), lambda _: check_autostart(facts))
    others = (one for one in CHECKS if one is not check_display)  # whoever reads this has one
    ordered = sorted((*own, *others), key=slow.__contains__)
    yield from examine(context_of(facts.folders, os.environ), tuple(ordered))


def check_tray(facts: Facts) -> Iterator[Finding]:
    """Whether the desktop has a place for the icon."""
    if facts.has_tray:
        yield fine("tray", "The desktop shows the icon of Foley Bridge.")
        return
    remedy = "The window does all that the icon does. In GNOME, the extension AppIndicator brings icons back."
    yield note("tray", "The desktop has no tray for icons: Foley Bridge is in a window of its own.", remedy)


def check_autostart(facts: Facts) -> Iterator[Finding]:
    """Whether the session starts what the settings say."""
    try:
        yield judge_autostart(autostart(facts.folders), wanted=facts.settings.tray.start_with_session)
    except FoleyError as error:
        yield problem("autostart", str(error), "Switch the start with the session off and on again in the settings.")


def judge_autostart(entry: Autostart, *, wanted: bool) -> Finding:
    """Whether an entry is as the settings want it."""
    there = entry.is_on()
    if wanted and not there:
        sentence = "The settings say that Foley Bridge starts when you log in, but your session does not start it."
        return note("autostart", sentence, "Switch it off and on again in the settings.")
    if there and not wanted:
        sentence = "Your session starts Foley Bridge, though the settings do not say so."
        return note("autostart", sentence, "Switch it on and off again in the settings, or leave it.")
    return fine(
        "autostart", "Foley Bridge starts when you log in." if there else "Foley Bridge starts when you start it."
    )
