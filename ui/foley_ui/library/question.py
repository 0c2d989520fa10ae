"""What is looked for in the library, and what was found; without widgets."""

from dataclasses import dataclass

from foley_bridge.client import Client
from foley_bridge.library.records import Hit
from foley_bridge.osc.message import Argument

LIMIT = 60  # rows: further down nobody looks


@dataclass(frozen=True)
class Like:
    """A sound that others are to be like: a file of the library, or a candidate as ID#2; `name` is for people."""

    said: str
    name: str


@dataclass(frozen=True)
class Question:
    """Words, a sound, or half of each; `folder` is an added one, "" for all."""

    words: str = ""
    like: Like | None = None
    folder: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is looked for."""
        return not self.words and self.like is None

    @property
    def pairs(self) -> dict[str, Argument]:
        """As /foley/search takes them."""
        pairs: dict[str, Argument] = {"limit": LIMIT}
        if self.like is not None:
            pairs["like"] = self.like.said
        if self.folder:
            pairs["folder"] = self.folder
        return pairs


@dataclass(frozen=True)
class Answered:
    """What was found for a question, best first."""

    question: Question
    hits: tuple[Hit, ...]


def ask(client: Client, question: Question) -> Answered:
    """Ask the daemon; waits for the engine where it has to wake. FoleyError, by its code."""
    return Answered(question, client.search(question.words, pairs=question.pairs))
