"""How quickly a sheet gets on: cues a minute, and how long the rest takes; without widgets."""

from dataclasses import dataclass

KNOWN_FROM = 0.01  # of the whole: before it nothing can be said


@dataclass
class Pace:
    """Of one run: `open_cues` cues of `open_s` seconds of takes, which began at `began_s`."""

    open_cues: int
    open_s: float
    began_s: float
    made: int = 0
    made_s: float = 0.0  # seconds of takes
    failed: int = 0
    current: float = 0.0  # share of the cue at work
    current_s: float = 0.0  # its seconds of takes

    @property
    def share(self) -> float:
        """Of the whole, by seconds of takes."""
        done_s = self.made_s + self.current * self.current_s
        return min(1.0, done_s / self.open_s) if self.open_s > 0 else 1.0

    def left_s(self, now_s: float) -> float:
        """Seconds that are left; below 0 where nothing is known yet."""
        if self.share < KNOWN_FROM:
            return -1.0
        return (now_s - self.began_s) * (1.0 - self.share) / self.share

    def cues_a_minute(self, now_s: float) -> float:
        """The rate so far; 0 before the first cue."""
        elapsed_s = now_s - self.began_s
        return 60.0 * (self.made + self.failed) / elapsed_s if elapsed_s > 0 else 0.0

    def cost(self, now_s: float) -> float:
        """Seconds of work for each second of takes; 0 before the first cue is made."""
        return (now_s - self.began_s) / self.made_s if self.made_s > 0 else 0.0

    def step(self, fraction: float, takes_s: float) -> None:
        """The cue at work got on."""
        self.current, self.current_s = fraction, takes_s

    def end_cue(self, takes_s: float, *, made: bool) -> None:
        """A cue is at its end."""
        self.current = self.current_s = 0.0
        self.made_s += takes_s
        if made:
            self.made += 1
        else:
            self.failed += 1
