"""Has a daemon make what a sheet asks for, one cue after another, through every end of a daemon in between."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.cues.keeping import Made, Record, Wish, request_id
from foley_bridge.daemon.session import read_session
from foley_bridge.folders import Folders
from foley_bridge.osc.message import Argument
from foley_bridge.protocol import errors
from foley_bridge.protocol.answers import Answer
from foley_bridge.takes import Takes
from foley_models.errors import (
    BusyError,
    CancelledError,
    DeviceMemoryError,
    EngineCrashedError,
    FoleyError,
    NotAvailableError,
    NothingPassedError,
    RequestError,
)

POLL_S = 1.0
REMIND_S = 10.0
SILENCE_MOST_S = 60.0
LOST_MOST = 5  # daemons in a row, without a cue in between
BUSY_PAUSE_S = 2.0
ENDED_BEFORE_MOST = 20  # runs in a row that could not write down how they ended
# What one cue fails with while the next may do well; anything else ends the run, and the next run goes on there.
_OF_ONE_CUE = (NothingPassedError, EngineCrashedError, DeviceMemoryError, CancelledError, RequestError)

Connect = Callable[[], AbstractContextManager[Client]]


@dataclass(frozen=True)
class Step:
    """How far a sheet is: `number` of `of` wishes, the one at work at `fraction`, its stage as the daemon calls it."""

    number: int
    of: int
    wish: Wish
    stage: str
    fraction: float


class DaemonGoneError(NotAvailableError):
    """The daemon ended while it was asked; what it accepted, it or the next one still makes."""


class StoppedError(CancelledError):
    """The person does not want the rest of the sheet; the cue at work was cancelled."""


class _EndedBeforeError(FoleyError):
    """An attempt had failed before it was asked for: on a full disk no run can write down how it ended."""

    def __init__(self, error: FoleyError) -> None:
        super().__init__(str(error))
        self.error = error


class Maker:
    """Makes wishes into one folder; `connect` gives a client of a daemon, which is started where none runs."""

    def __init__(
        self,
        record: Record,
        folder: Path,
        options: Mapping[str, Argument],
        *,
        connect: Connect,
        folders: Folders,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """`cancelled` is read about once a second; it ends the run as Ctrl-C does, by StoppedError."""
        self._cancelled = cancelled
        self._record, self._folder, self._options = record, folder, options
        self._connect, self._folders, self._on_step = connect, folders, on_step

    def make(self, wishes: Sequence[Wish]) -> Iterator[tuple[Wish, Made]]:
        """Each wish with what came of it, in order: what is there already at once, the rest as it is made.

        NotAvailableError where no daemon stays; DestinationError or DiskFullError where nothing can be written down.
        """
        with ExitStack() as connection:
            client: Client | None = None
            lost = 0
            for number, wish in enumerate(wishes):
                made = self._record.made(wish)
                while made is None:
                    try:
                        client = client or connection.enter_context(self._connect())
                        made = self._made(client, wish, number=number, of=len(wishes))
                        lost = 0
                    except DaemonGoneError:
                        lost += 1
                        if lost == LOST_MOST:
                            raise
                        connection.close()
                        client = None
                yield wish, made

    def _made(self, client: Client, wish: Wish, *, number: int, of: int) -> Made:
        """What came of a wish; an attempt of an earlier run that ended for want of a disk or a pack is made anew."""
        first = self._record.attempt(wish)
        for attempt in range(first, first + ENDED_BEFORE_MOST):
            try:
                return self._attempted(client, wish, attempt, number=number, of=of)
            except _EndedBeforeError as ended:
                error = ended.error
        raise error

    def _attempted(self, client: Client, wish: Wish, attempt: int, *, number: int, of: int) -> Made:
        own_id = request_id(wish, attempt, self._folder)
        takes = Takes()
        try:
            for answer in self._answers(client, wish, own_id):
                takes.hear(answer)
                if answer.word == "progress":
                    values = answer.values
                    self._on_step(Step(number, of, wish, str(values["stage"]), float(values["fraction"])))
            made = Made(wish.key, attempt, takes.best_first(), text=str(answer.values["text"]), request=own_id)
        except (KeyboardInterrupt, StoppedError):
            with suppress(FoleyError):
                client.ask("/foley/cancel", own_id)
            self._record.add(Made(wish.key, attempt, code=CancelledError.code, text="It was cancelled."))
            raise
        except _EndedBeforeError as ended:
            if not takes.best_first():
                raise
            made = _ended_early(wish, attempt, takes, ended.error, own_id)
        except _OF_ONE_CUE as error:
            made = _ended_early(wish, attempt, takes, error, own_id)
        self._record.add(made)
        for take in made.takes:  # only now: what a host confirmed is never offered again
            with suppress(FoleyError):
                client.ask("/foley/imported", own_id, take.index)
        return made

    def _answers(self, client: Client, wish: Wish, own_id: str) -> Iterator[Answer]:
        """All that comes of a wish, its end last; sent again while nothing comes, and while the queue is full."""
        while True:
            try:
                yield from self._heard(client, wish, own_id)
            except BusyError:
                self._check_wanted()
                time.sleep(BUSY_PAUSE_S)
            else:
                return

    def _heard(self, client: Client, wish: Wish, own_id: str) -> Iterator[Answer]:
        self._ask(client, wish, own_id)
        heard_s = asked_s = time.monotonic()
        begun = False
        while True:
            answer = client.receive(POLL_S)
            self._check_wanted()
            now_s = time.monotonic()
            if answer is not None and answer.id == own_id:
                heard_s = now_s
                if answer.address == "/foley/failed":
                    raise _failure(answer, begun=begun)
                begun = begun or answer.word in ("accepted", "progress")
                yield answer
                if answer.final:
                    return
            elif answer is None and (self._is_gone(client) or now_s - heard_s > SILENCE_MOST_S):
                raise DaemonGoneError("The daemon ended several times without finishing a cue: look into its log.")
            elif answer is None and now_s - max(heard_s, asked_s) > REMIND_S:
                self._ask(client, wish, own_id)
                asked_s = now_s

    def _check_wanted(self) -> None:
        if self._cancelled():
            raise StoppedError("It was cancelled.")

    def _ask(self, client: Client, wish: Wish, own_id: str) -> None:
        cue = wish.cue
        own: dict[str, Argument] = {"seed": wish.seed, "category": cue.category, "negative": cue.negative}
        pairs = {**self._options, **{name: value for name, value in own.items() if value != ""}}
        pairs["destination"] = str(self._folder)
        pairs["position"] = f"{cue.place_s:.9f}"  # as text, which an hour into a film is exact to the sample
        client.tell("/foley/generate", cue.prompt, cue.seconds, cue.count, pairs=pairs, request_id=own_id)

    def _is_gone(self, client: Client) -> bool:
        """Whether the daemon that was asked does not run any more."""
        try:
            there = read_session(self._folders)
        except FoleyError:
            return True
        return (there.pid, there.port) != (client.session.pid, client.session.port)


def _failure(answer: Answer, *, begun: bool) -> FoleyError:
    """As whoever asked meets it; `begun` where the daemon took the request, or was at it."""
    error = errors.error_of(str(answer.values["code"]), str(answer.values["text"]))
    if begun or isinstance(error, (*_OF_ONE_CUE, BusyError)):
        return error
    return _EndedBeforeError(error)


def _ended_early(wish: Wish, attempt: int, takes: Takes, error: FoleyError, request: str) -> Made:
    """What is left of a cue whose request failed: takes that came before; another attempt would leave them lying."""
    there = () if isinstance(error, CancelledError) else takes.best_first()
    if not there:
        return Made(wish.key, attempt, code=error.code, text=str(error))
    text = f"It has {len(there)} of {wish.cue.count} takes: {error}"
    return Made(wish.key, attempt, there, text=text, request=request)
