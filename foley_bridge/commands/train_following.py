"""Shows how a training gets on, and at its end what it was worth and how to decide about it."""

import secrets
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from foley_bridge.client import Client
from foley_bridge.osc.message import Argument
from foley_bridge.progress import ShownProgress, shown_progress
from foley_bridge.protocol.answers import Answer
from foley_bridge.protocol.errors import error_of
from foley_models.errors import CancelledError, FoleyError

RENEWED_S = 1800.0  # half of what a subscription lasts
SUBSCRIBED_S = 3600.0


def follow_new(client: Client, path: str, pairs: Mapping[str, Argument]) -> None:
    """Begin a training and show it to its end. CancelledError, with what to do, where it is paused or Ctrl-C came."""
    own_id = f"train-{secrets.token_hex(4)}"
    _follow(client, own_id, client.train(path, pairs=pairs, request_id=own_id))


def hold_new(client: Client, path: str, pairs: Mapping[str, Argument]) -> None:
    """Have a training taken in and held before it begins, and say how it is begun here or on several machines."""
    own_id = f"train-{secrets.token_hex(4)}"
    next(client.train(path, pairs=pairs, request_id=own_id))  # accepted
    client.pause(own_id)
    print(f"The training {own_id} is held.")
    print(f"Begin it here with: foley-bridge train --resume {own_id}")
    print(
        "Or with several machines, on each of them, numbered from 0, which is this one: accelerate launch "
        f"--config_file farm.yaml --machine_rank K -m foley_bridge.training.several {own_id}"
    )


def follow_again(client: Client, own_id: str) -> None:
    """Go on with a paused training and show it to its end; errors as for `follow_new`."""
    client.resume(own_id)
    told = _told_of(client, own_id)
    next(told)  # subscribed: what comes from now on is heard
    with Client(client.session) as other:
        other.resume(own_id)  # changes nothing, and says so where it came to its end before
        _follow(other, own_id, told)


def _follow(client: Client, own_id: str, answers: Iterator[Answer]) -> None:
    with shown_progress(sys.stderr) as progress:
        progress.stage("start")
        shown = _Shown(progress, own_id)
        try:
            for answer in answers:
                shown.take(answer)
        except KeyboardInterrupt:
            with suppress(FoleyError):  # it may not have been accepted yet
                client.pause(own_id)
            raise CancelledError(_paused(own_id)) from None


class _Shown:
    """Takes in answers and events of one training and shows them."""

    def __init__(self, progress: ShownProgress, own_id: str) -> None:
        self._progress, self._id = progress, own_id
        self._losses = ""

    def take(self, answer: Answer) -> None:
        """Show one. CancelledError where it says that the training is held; what it failed with."""
        shows: Mapping[str, Callable[[Mapping[str, Argument]], None]] = {
            "progress": self._advance,
            "training": self._step,
            "refused": self._refuse,
            "sample": lambda values: self._progress.say(f"step {values['step']}: {values['prompt']}  {values['path']}"),
            "noted": self._note,
            "trained": lambda values: self._progress.say("\n".join(_summary(values, self._id))),
            "paused": self._pause,
            "failed": _fail,  # the event; the answer itself is raised by the client
        }
        if answer.word in shows:
            shows[answer.word](answer.values)

    def _advance(self, values: Mapping[str, Argument]) -> None:
        fraction, left_s = float(values["fraction"]), float(values["left"])
        self._progress.advance(str(values["stage"]), fraction, left_s, detail=self._losses)

    def _refuse(self, values: Mapping[str, Argument]) -> None:
        self._progress.say(f"not used: {values['reason']}")

    def _note(self, values: Mapping[str, Argument]) -> None:
        self._progress.say(f"step {values['step']}: {values['text']}" if values["step"] else str(values["text"]))

    def _pause(self, values: Mapping[str, Argument]) -> None:
        if values["state"] == "paused":
            raise CancelledError(_paused(self._id))

    def _step(self, values: Mapping[str, Argument]) -> None:
        parts = [f"{name} {float(values[name]):.4f}" for name in ("diffusion", "latent") if name in values]
        loss = f"loss {float(values['total']):.4f}" if "total" in values else ""
        self._losses = f"step {values['step']} of {values['steps']}  {loss} ({', '.join(parts)})"


def _fail(values: Mapping[str, Argument]) -> None:
    raise error_of(str(values["code"]), str(values["text"]))


def _told_of(client: Client, own_id: str) -> Iterator[Answer]:
    """What subscribers hear of one training, to its end; the answer to the subscription first."""
    first = True
    while True:
        began_s = time.monotonic()
        for answer in client.call("/foley/subscribe", pairs={"seconds": SUBSCRIBED_S}):
            if answer.word == "subscribed" and first:
                first = False
                yield answer
            if answer.values.get("request") == own_id:
                yield answer
                if answer.word in ("finished", "failed"):
                    return
            if time.monotonic() - began_s > RENEWED_S:
                break


def _summary(values: Mapping[str, Argument], own_id: str) -> Iterator[str]:
    yield f"The adapter {values['name']} is complete after {values['steps']} steps: {values['path']}"
    rows = (("distance to held-out recordings (KAD, less is better)", "kad"), ("fit to their captions (CLAP)", "score"))
    measured = [(title, key) for title, key in rows if f"{key}_before" in values and f"{key}_after" in values]
    for title, key in measured:
        yield f"  {title:<56}{float(values[f'{key}_before']):>9.3f} before{float(values[f'{key}_after']):>9.3f} after"
    if not measured:
        yield "  No recording was held out, so nothing says whether it is better: listen."
    yield f"Listen blind with: foley-bridge listen before-after {shlex.quote(str(values['path']))} --listener NAME"
    yield f"Decide with: foley-bridge train decide {own_id} accept    (or reject, or both)"


def _paused(own_id: str) -> str:
    return (
        f"The training is paused. Go on with: foley-bridge train --resume {own_id}; end it with: "
        f"foley-bridge train --cancel {own_id}"
    )
