"""What the main process of a training hands to the others as bytes: what is learnt from, checkpoints, settings."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from safetensors.torch import load, save

from foley_models.errors import TrainingError
from foley_models.training.checkpoint import Checkpoint
from foley_models.training.clips import Clip
from foley_models.training.examples import Examples
from foley_models.training.settings import TrainSettings, check_processes
from foley_models.training.team import MAIN, Team

TRAIN, END = "train", "end"  # what MAIN tells the others comes next
TENSORS = ("latents", "audio", "clip_of", "sentences", "sentence_starts")


def share_checkpoint(team: Team, found: Checkpoint | None) -> Checkpoint | None:
    """MAIN's checkpoint in all processes; None where it has none."""
    if team.size == 1:
        return found
    mine = team.rank == MAIN and found is not None
    numbers = {"step": found.step, "numbers": dict(found.numbers)} if found is not None else None
    said = json.loads(team.hand_round(json.dumps(numbers).encode() if team.rank == MAIN else None))
    if said is None:
        return None
    tensors = team.hand_round(save(dict(found.tensors)) if mine and found is not None else None)
    return found if mine else Checkpoint(int(said["step"]), load(tensors), said["numbers"])


def share_number(team: Team, value: float) -> float:
    """MAIN's number in all processes, to the last bit."""
    return float.fromhex(team.hand_round(value.hex().encode() if team.rank == MAIN else None).decode())


def tell(team: Team, word: str) -> None:
    """MAIN's side: what comes next, TRAIN or END."""
    if team.size > 1:
        team.begin()
        team.hand_round(word.encode())


def heed(team: Team) -> str:
    """The others' side: what comes next."""
    team.begin()
    return team.hand_round(None).decode()


def give_examples(team: Team, examples: Examples, settings: TrainSettings, *, digest: str, piece: int) -> None:
    """MAIN's side: what is learnt from and how, for processes that know nothing but the pack of that digest."""
    check_processes(team.size, settings.examples)
    told = {
        "digest": digest,
        "settings": asdict(settings),
        "piece": piece,
        "clips": [asdict(c) for c in examples.clips],
    }
    team.hand_round(json.dumps(told | {"sounds": examples.sounds is not None}).encode())
    team.hand_round(save({name: getattr(examples, name).contiguous() for name in TENSORS}))
    if examples.sounds is not None:
        files = {"files": [str(one) for one in examples.sounds.files], "starts": list(examples.sounds.starts)}
        team.hand_round(json.dumps(files).encode())


def take_examples(team: Team, *, digest: str) -> tuple[Examples, TrainSettings, int]:
    """What `give_examples` gave: examples, settings, and how many go through the networks at a time.

    TrainingError where this process has another pack.
    """
    told: Mapping[str, Any] = json.loads(team.hand_round(None))
    tensors = load(team.hand_round(None))
    sounds = _sounds(json.loads(team.hand_round(None))) if told["sounds"] else None
    if told["digest"] != digest:
        raise TrainingError(
            f"The pack of this process is another one ({digest[:12]}, not {told['digest'][:12]}): have the same pack "
            "on every machine."
        )
    settings = TrainSettings(**{**told["settings"], "sample_prompts": tuple(told["settings"]["sample_prompts"])})
    clips = tuple(Clip(**{**one, "captions": tuple(one["captions"])}) for one in told["clips"])
    return Examples(clips, sounds=sounds, **{name: tensors[name] for name in TENSORS}), settings, int(told["piece"])


def _sounds(told: Mapping[str, Any]) -> Any:
    from pathlib import Path

    from foley_models.training.segments import KeptSegments

    files = tuple(Path(one) for one in told["files"])
    missing = [one for one in files if not one.is_file()]
    if missing:
        raise TrainingError(
            f"{missing[0]} cannot be read here: the method codec learns from the training's own folder, which every "
            "machine must reach under the same path."
        )
    return KeptSegments(files, tuple(told["starts"]))
