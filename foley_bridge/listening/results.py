"""All answers of a test together: read, checked, and what they show."""

from dataclasses import dataclass

from foley_bridge.listening import ab, ratings
from foley_bridge.listening.answers import Answers, Record, read_all_answers
from foley_bridge.listening.plan import AB, ListeningTest
from foley_bridge.listening.statistics import Interval
from foley_models.errors import RequestError

__all__ = ["Collected", "Interval", "collect"]


@dataclass(frozen=True)
class Collected:
    """A test, its listeners, the answers that hold (one list a listener), and the results."""

    test: ListeningTest
    answers: tuple[Answers, ...]
    latest: tuple[tuple[Record, ...], ...]
    results: ab.AbResults | ratings.RatingResults

    @property
    def trials_each(self) -> int:
        """How many answers a listener gives in all."""
        return len(self.test.items) * (1 if self.test.kind == AB else len(self.test.systems))

    @property
    def torn(self) -> int:
        """Lines that a crash left incomplete."""
        return sum(one.torn for one in self.answers)


def collect(test: ListeningTest) -> Collected:
    """Everything that was answered so far. RequestError where nothing was, or a file was changed by hand."""
    answers = read_all_answers(test.answers_folder, test_id=test.id)
    latest = tuple(tuple(_holding(test, one)) for one in answers)
    if not any(latest):
        raise RequestError(f"Nobody has answered in {test.folder} yet: listen first, with `foley-bridge listen join`.")
    summarise = ab.summarise if test.kind == AB else ratings.summarise
    return Collected(test, answers, latest, summarise(test, latest))


def _holding(test: ListeningTest, answers: Answers) -> list[Record]:
    """The last answer to each trial, checked; the numbers are those of the plan."""
    for one in answers.records:
        if not _is_sound(test, one):
            raise RequestError(
                f"{answers.path} holds an answer that no listener of this test can have given (trial "
                f"{one.get('trial')!r}): it was changed by hand; take it back to what it was."
            )
    return list({one["trial"]: one for one in answers.records}.values())


def _is_sound(test: ListeningTest, one: Record) -> bool:
    item = one.get("item")
    if type(one.get("trial")) is not int or type(item) is not int or not 0 <= item < len(test.items):
        return False
    if test.kind == AB:
        return "preferred" in one and one["preferred"] in (None, *test.systems)
    ratings_given = [one.get(scale) for scale in ratings.SCALES]
    in_range = all(type(value) is int and ratings.LOWEST <= value <= ratings.HIGHEST for value in ratings_given)
    return in_range and one.get("system") in test.systems
