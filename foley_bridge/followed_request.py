"""One request followed for a person: its takes shown as they come; then its project, and its takes confirmed."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.library.beside import library_takes
from foley_bridge.library.records import Hit
from foley_bridge.progress import ShownProgress
from foley_bridge.project_file import write_project
from foley_bridge.protocol.answers import Answer
from foley_bridge.report import Outcome, table_head, table_row
from foley_bridge.takes import Takes
from foley_models.errors import FoleyError


def routed_line(answer: Answer) -> str:
    """What a route made of a request, in one line."""
    said = {name: answer.values.get(name, "") for name in ("pack", "adapter", "guidance", "threshold")}
    numbers = {name: f"{value:g}" if isinstance(value, float) else value for name, value in said.items()}
    listed = ", ".join(f"{name} {value}" for name, value in numbers.items() if value != "")
    return f"By the route for {answer.values['category']}: {listed}."


class FollowedRequest:
    """A request that was sent; `title` stands over the table of its takes, None shows no table."""

    def __init__(self, client: Client, request_id: str, *, title: str | None, progress: ShownProgress) -> None:
        self._client, self._id = client, request_id
        self._title, self._progress = title, progress
        self._takes = Takes()

    def follow(self, answers: Iterator[Answer]) -> Answer:
        """Show everything up to the last answer, which is given back; Ctrl-C cancels the request."""
        try:
            *_, last = (self._shown(one) for one in answers)
        except KeyboardInterrupt:
            with suppress(FoleyError):  # it may not have been accepted yet
                self._client.ask("/foley/cancel", self._id)
            raise
        return last

    def outcome(self, last: Answer, folder: Path, *, asked: int, named: Path, library: Sequence[Hit] = ()) -> Outcome:
        """Write the project into `folder`, which the person `named` so, and confirm that the takes are in it.

        The files of the `library` become further takes, where they lie.
        """
        ranked = self._takes.best_first()
        recipes = tuple(read_recipe(one.file) for one in ranked)
        request, rate_hz = recipes[0].request, recipes[0].sound.rate_hz
        fill = recipes[0].fill
        samples = round(request.seconds * rate_hz) if fill is None else fill.frames
        further = library_takes(library)
        project = write_project(
            folder.resolve(), request.prompt, ranked, samples=samples, rate_hz=rate_hz, further=further
        )
        for take in ranked:
            self._client.ask("/foley/imported", last.id, take.index)
        return Outcome(
            prompt=request.prompt,
            asked=asked,
            takes=ranked,
            recipes=recipes,
            rejected=int(last.values["rejected"]),
            reasons=str(last.values["text"]),
            project=named / project.name,
            reordered=self._takes.reordered,
            library=tuple(library),
        )

    def _shown(self, answer: Answer) -> Answer:
        if answer.word == "progress":
            values = answer.values
            self._progress.advance(str(values["stage"]), float(values["fraction"]), float(values["left"]))
        if answer.word == "routed" and self._title is not None:
            self._progress.say(routed_line(answer))
        first = not self._takes.best_first()
        take = self._takes.hear(answer)
        if take is not None and self._title is not None:
            self._progress.say(f"{self._title}\n{table_head()}\n{table_row(take)}" if first else table_row(take))
        return answer
