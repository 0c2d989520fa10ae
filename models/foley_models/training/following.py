"""The processes of a training beside its main one: they know the pack, and are told everything else."""

from pathlib import Path

from foley_models.pack import Pack
from foley_models.training.examples import Examples
from foley_models.training.finetune import FineTuning
from foley_models.training.settings import TrainSettings
from foley_models.training.sharing import TRAIN, give_examples, heed, take_examples, tell
from foley_models.training.team import Team


def lead(team: Team, pack: Pack, examples: Examples, settings: TrainSettings, *, piece: int) -> None:
    """MAIN's side: have the others make the same `FineTuning` as this process is about to make."""
    if team.size > 1:
        tell(team, TRAIN)
        give_examples(team, examples, settings, digest=pack.digest, piece=piece)


def follow(team: Team, pack: Pack, nowhere: Path) -> None:
    """Take part in one training after another until MAIN tells the end; nothing is written, `nowhere` is a name.

    Errors as of `finetune`; those that concern all are raised in all.
    """
    while heed(team) == TRAIN:
        examples, settings, piece = take_examples(team, digest=pack.digest)
        training = FineTuning(pack, examples, settings, nowhere, judge=None, team=team)
        training.loss.piece = piece
        training.resume()
        for _ in training.events():
            pass
