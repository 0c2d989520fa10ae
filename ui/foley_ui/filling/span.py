"""A range of a sound that is to be made anew, as it is moved and stretched by hand: without widgets."""

from dataclasses import dataclass

DIGITS = 3  # as many as the fields of the window have


@dataclass(frozen=True)
class Span:
    """From `start_s` to `end_s`, inside a sound of `seconds`, no longer than `most_s`."""

    start_s: float
    end_s: float
    seconds: float
    least_s: float
    most_s: float

    @property
    def length_s(self) -> float:
        """Of the range."""
        return self.end_s - self.start_s

    @property
    def fits(self) -> bool:
        """Whether it can be made anew, by its length."""
        return self.least_s <= self.length_s + 1e-9 and self.length_s <= self.most_s + 1e-9

    def between(self, one_s: float, other_s: float) -> "Span":
        """From the earlier to the later of two places; where that is too long, the place that came first stays."""
        one_s, other_s = self._inside(one_s), self._inside(other_s)
        if other_s < one_s:
            return self._made(max(other_s, one_s - self.most_s), one_s)
        return self._made(one_s, min(other_s, one_s + self.most_s))

    def moved(self, by_s: float) -> "Span":
        """The whole of it, as far as the sound goes."""
        by_s = min(max(by_s, -self.start_s), self.seconds - self.end_s)
        return self._made(self.start_s + by_s, self.end_s + by_s)

    def from_start(self, start_s: float) -> "Span":
        """Beginning elsewhere."""
        start_s = min(self._inside(start_s), self.end_s - self.least_s)
        return self._made(max(start_s, self.end_s - self.most_s, 0.0), self.end_s)

    def to_end(self, end_s: float) -> "Span":
        """Ending elsewhere."""
        end_s = max(self._inside(end_s), self.start_s + self.least_s)
        return self._made(self.start_s, min(end_s, self.start_s + self.most_s, self.seconds))

    def _inside(self, place_s: float) -> float:
        return min(max(place_s, 0.0), self.seconds)

    def _made(self, start_s: float, end_s: float) -> "Span":
        return Span(round(start_s, DIGITS), round(end_s, DIGITS), self.seconds, self.least_s, most_s=self.most_s)


def first_span(seconds: float) -> Span:
    """The middle quarter of a sound, to begin with."""
    from foley_models.limits import FILL_LEAST_S, FILL_MOST_S

    length_s = min(max(seconds / 4, FILL_LEAST_S), FILL_MOST_S, seconds)
    start_s = (seconds - length_s) / 2
    return Span(round(start_s, DIGITS), round(start_s + length_s, DIGITS), seconds, FILL_LEAST_S, most_s=FILL_MOST_S)
