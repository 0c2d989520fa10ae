"""Going back and forth through the prompts of before, with what was being written kept at the end."""

from collections.abc import Callable, Sequence


class PromptHistory:
    """`prompts` gives them newest first."""

    def __init__(self, prompts: Callable[[], Sequence[str]]) -> None:
        self._prompts = prompts
        self._place = -1  # -1 is what is being written
        self._draft = ""

    def older(self, text: str) -> str | None:
        """The next older prompt than the one that is shown; None where there is none."""
        prompts = self._prompts()
        if self._place == -1:
            self._draft = text
        place = self._place + 1
        while place < len(prompts) and prompts[place] == text:
            place += 1
        if place >= len(prompts):
            return None
        self._place = place
        return prompts[place]

    def newer(self) -> str | None:
        """The next newer one, at the end what was being written; None where that is shown already."""
        if self._place == -1:
            return None
        self._place -= 1
        return self._draft if self._place == -1 else self._prompts()[self._place]

    def written(self) -> None:
        """Something else is being written: begin at the newest again."""
        self._place = -1
