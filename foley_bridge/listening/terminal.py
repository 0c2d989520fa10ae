"""A sitting in the terminal, by keys alone: it says what to judge and plays, and never which system is heard."""

from collections.abc import Callable

from foley_bridge.listening import ab, ratings
from foley_bridge.listening.keys import END, ReadKey
from foley_bridge.listening.plan import AB
from foley_bridge.listening.player import Player
from foley_bridge.listening.session import Session, Stopwatch

Write = Callable[[str], None]

_AB_KEYS = "a, b: play one   space: both   1: A is better   2: B is better   0: no preference   u: back   q: stop"
_RATE_KEYS = "space: play   0 to 9, x for 10: rate   u: back   q: stop"
_AB_CHOICES = {"1": "a", "2": "b", "0": "none"}
_AB_WORDS = {"a": "A is better", "b": "B is better", "none": "no preference"}
_TEN = ("x", "10")


class Stop(Exception):  # noqa: N818  # no fault: the listener's wish
    """The listener wants to go on another time."""


def listen(session: Session, player: Player, *, read_key: ReadKey, write: Write) -> bool:
    """Lead a listener through what is open; True once everything is answered, False where they stopped before."""
    _greet(session, write)
    number = session.next_open()
    try:
        while number is not None:
            went_back = _Front(session, player, number, read_key=read_key, write=write).ask()
            number = max(0, number - 1) if went_back else _after(session, number)
    except Stop:
        left = len(session.trials) - session.answered
        write(f"Stopped: {left} left. All answers are stored; the same command goes on from here.\n")
        return False
    finally:
        player.stop()
    write("All answered. Thank you for listening.\n")
    return True


class _Front:
    """One trial in front of the listener."""

    def __init__(self, session: Session, player: Player, number: int, *, read_key: ReadKey, write: Write) -> None:
        self._session, self._player, self._number = session, player, number
        self._read_key, self._write = read_key, write
        self._watch = Stopwatch()
        self._is_pair = session.test.kind == AB
        self._all = range(len(session.trials[number].sounds))

    def ask(self) -> bool:
        """Play and ask until there is an answer; True where the listener wants to go back instead."""
        label = plain(self._session.trials[self._number].label)
        self._write(
            f"\n[{self._number + 1} of {len(self._session.trials)}]{f' It should be: {label}' if label else ''}\n"
        )
        self._write_earlier()
        self._play(*self._all)
        return self._ask_pair() if self._is_pair else self._ask_ratings()

    def _ask_pair(self) -> bool:
        self._write(f"{ab.QUESTION} ")
        while True:
            key = self._key(_AB_KEYS)
            if key == "u":
                return True
            if key in ("a", "b"):
                self._play(0 if key == "a" else 1)
            elif key in _AB_CHOICES:
                choice = _AB_CHOICES[key]
                self._session.answer(self._number, self._watch.given({"choice": choice}))
                self._write(f"{_AB_WORDS[choice]}\n")
                return False

    def _ask_ratings(self) -> bool:
        said: dict[str, object] = {}
        for scale in ratings.SCALES:
            value = self._ask_one(scale)
            if value is None:
                return True
            said[scale] = value
        self._session.answer(self._number, self._watch.given(said))
        return False

    def _ask_one(self, scale: str) -> int | None:
        """A number from 0 to 10, or None to go back."""
        self._write(f"{scale.capitalize()}, 0 to 10: {ratings.QUESTIONS[scale]} ")
        while True:
            key = self._key(f"{_RATE_KEYS}\n{_anchors(scale)}")
            if key == "u":
                return None
            value = ratings.HIGHEST if key in _TEN else int(key) if key in tuple("0123456789") else None
            if value is not None:
                self._write(f"{value}\n")
                return value

    def _key(self, help_text: str) -> str:
        """The next key that is not the same for every question."""
        while True:
            key = self._read_key()
            if key in (END, "q"):
                self._write("\n")
                raise Stop
            if key == " ":
                self._play(*self._all)
            elif key in ("?", "h"):
                self._write(f"\n{help_text}\n")
            else:
                return key

    def _play(self, *indices: int) -> None:
        self._player.play([self._session.sound(self._number, index) for index in indices])
        self._watch.plays += len(indices)

    def _write_earlier(self) -> None:
        said = self._session.said(self._number)
        if said is not None:
            rated = ", ".join(f"{name} {value}" for name, value in said.items())
            words = _AB_WORDS.get(str(said.get("choice"))) or rated
            self._write(f"You said: {words}.\n")


def plain(text: str) -> str:
    """A text from elsewhere, without what could steer a terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _after(session: Session, number: int) -> int | None:
    """The next trial: after going back, through what was answered, too."""
    return session.next_open() if number + 1 >= len(session.trials) else _next(session, number)


def _next(session: Session, number: int) -> int | None:
    open_one = session.next_open()
    return open_one if open_one is None or open_one > number else number + 1


def _greet(session: Session, write: Write) -> None:
    keys = _AB_KEYS if session.test.kind == AB else _RATE_KEYS
    write(f"{len(session.trials)} questions, {session.answered} answered. Use headphones; set the level once, now.\n")
    write(f"{keys}   ?: help\n")
    if session.test.kind != AB:
        for scale in ratings.SCALES:
            write(f"{scale.capitalize()}: {ratings.QUESTIONS[scale]}\n{_anchors(scale)}\n")


def _anchors(scale: str) -> str:
    return "\n".join(f"  {value:2d}  {words}" for value, words in ratings.ANCHORS[scale].items())
