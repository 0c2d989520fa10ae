"""Before against after, blind, in one call: what a training run asks for when its adapter is to be judged by ear."""

from collections.abc import Callable
from pathlib import Path

from foley_bridge.listening.ab import AbResults
from foley_bridge.listening.material import AUTO
from foley_bridge.listening.plan import AB
from foley_bridge.listening.results import collect
from foley_bridge.listening.session import Session, prepare

BEFORE, AFTER = "before", "after"
Present = Callable[[Session], None]


def compare_before_after(
    folder_before: Path,
    folder_after: Path,
    out: Path,
    listener: str,
    *,
    present: Present | None = None,
    rule: str = AUTO,
    partial: bool = False,
    seed: int | None = None,
) -> AbResults:
    """Lead `listener` through a blind comparison kept in `out`, and return what all its listeners said so far.

    `present` leads the sitting: in this terminal, with this machine's sound output, where it is None. Called again
    with the same `out` it goes on where it stopped. RequestError where the folders do not match, or nobody answered;
    NotAvailableError where no sound can be played.
    """
    folders = {BEFORE: folder_before, AFTER: folder_after}
    test, _ = prepare(out, AB, folders, rule=rule, partial=partial, seed=seed)
    with Session(test, listener) as session:
        (present or in_terminal)(session)
    results = collect(test).results
    if not isinstance(results, AbResults):
        raise TypeError("a comparison gives preferences")
    return results


def in_terminal(session: Session) -> None:
    """A sitting at this terminal. NotAvailableError where this machine has no sound output."""
    import sys

    from foley_bridge.listening.keys import open_keys
    from foley_bridge.listening.player import DevicePlayer
    from foley_bridge.listening.terminal import listen

    player = DevicePlayer()
    with open_keys(sys.stdin) as read_key:
        listen(session, player, read_key=read_key, write=_write)


def in_browser(session: Session, *, open_page: bool = True) -> None:
    """A sitting on a page of this machine, opened in the browser where there is one."""
    import webbrowser

    from foley_bridge.listening.server import serve

    def announce(url: str) -> None:
        _write(f"The listening test is at\n  {url}\non this machine; Ctrl-C ends it, answers are stored.\n")
        if open_page:
            webbrowser.open(url)

    serve(session, announce)
    left = len(session.trials) - session.answered
    _write(f"{f'{left} questions are left' if left else 'All answered'}. Thank you for listening.\n")


def _write(text: str) -> None:
    import sys

    sys.stdout.write(text)
    sys.stdout.flush()
