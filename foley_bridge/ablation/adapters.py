"""The trainings of an ablation: each kept under a key of everything it depends on, and resumed where it stopped."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.ablation.material import Material
from foley_bridge.ablation.options import Options
from foley_bridge.ablation.systems import Condition, Stage, System, Texts
from foley_bridge.files.disk_errors import explained
from foley_models.errors import TrainingError

if TYPE_CHECKING:
    from foley_models.pack import Pack
    from foley_models.training.examples import Examples
    from foley_models.training.settings import TrainSettings

FORMAT = 1  # of this module: what another version trained is not taken
ADAPTER_FILE = "adapter.safetensors"
LICENCE = "as the recordings'"
OnFraction = Callable[[float], None]


def key_of(*said: object) -> str:
    """24 hex digits that stand for everything that was said."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=repr).encode()).hexdigest()[:24]


class Adapters:
    """Trains the stages of systems, or finds them; `pack` is the base pack in float32."""

    def __init__(self, pack: "Pack", material: Material, options: Options) -> None:
        self._pack, self._material, self._options = pack, material, options
        self._examples: dict[Texts, Examples] = {}
        self._said: dict[tuple[Texts, Condition], str] = {}

    def keys(self, system: System, seed: int) -> tuple[str, ...]:
        """A key for each stage of a system, which names the stages before it, too."""
        from foley_models.training.examples import LAYOUT_VERSION

        keys: tuple[str, ...] = ()
        for stage in system.stages:
            settings = asdict(self.settings(stage, seed))
            said = (FORMAT, LAYOUT_VERSION, self._pack.digest, str(self._device), stage.condition, self._clips(stage))
            keys = (*keys, key_of(said, settings, keys))
        return keys

    def settings(self, stage: Stage, seed: int) -> "TrainSettings":
        """How a stage is trained."""
        usual = self._options.settings(seed=seed)
        weight = stage.weight if stage.latent else None
        return replace(usual, tuning_layer=stage.tuning, latent_clap=stage.latent, latent_weight=weight)

    def missing(self, system: System, seed: int) -> list[str]:
        """Keys of what is still to be trained for a system."""
        return [key for key in self.keys(system, seed) if not self._file(key).is_file()]

    def encode(self, texts: Texts, on_progress: OnFraction) -> "Examples":
        """What is learnt from, under captions or labels; encoded once, and found in the cache later."""
        from foley_bridge.recordings.reading import Reader
        from foley_models.training.examples import prepare

        if texts not in self._examples:
            clips = self._material.clips(texts)
            cache = self._options.work / "cache"
            with Reader() as reader, explained(cache):
                self._examples[texts] = prepare(
                    self._pack, clips, reader.read_clip, cache, on_progress=lambda done, of: on_progress(done / of)
                )
        return self._examples[texts]

    def train(self, system: System, seed: int, number: int, on_progress: OnFraction) -> None:
        """Train stage `number` of a system; those before it must be there."""
        from foley_models.training.adapter_card import AdapterInfo
        from foley_models.training.events import Stepped, Trained
        from foley_models.training.finetune import finetune

        stage, keys = system.stages[number], self.keys(system, seed)
        pack = self.put_on(self._pack, keys[:number])
        examples = self.encode(stage.texts, lambda _fraction: None)
        learnt = {one.sha256: one.name for one in examples.clips if one.split == "train"}
        about = AdapterInfo(f"{system.name}, seed {seed}, stage {number + 1}", LICENCE, learnt)
        pack, examples = _conditioned(stage, pack, examples)
        folder = self._file(keys[number]).parent
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for event in finetune(pack, examples, self.settings(stage, seed), folder, about=about):
                if isinstance(event, Stepped):
                    on_progress(event.step / event.steps)
                if isinstance(event, Trained):
                    shutil.rmtree(folder / "checkpoints", ignore_errors=True)  # several times the adapter's size
                    return
        raise TrainingError(f"The training of {system.name} ended without an adapter: look into {folder}.")

    def put_on(self, pack: "Pack", keys: tuple[str, ...]) -> "Pack":
        """A pack with the adapters of these keys on, one after the other."""
        from foley_models.training.adapter import apply_adapter, load_adapter

        for key in keys:
            pack = apply_adapter(pack, load_adapter(self._file(key)))
        return pack

    @property
    def _device(self) -> str:
        return self._pack.parts.unconditional.device.type

    def _clips(self, stage: Stage) -> str:
        """What a stage learns from: recordings, and captions where they count."""
        asked = (stage.texts, stage.condition)
        if asked not in self._said:
            self._said[asked] = key_of(
                [
                    (one.sha256, one.start_s, one.end_s, one.captions if stage.condition == "text" else (), one.split)
                    for one in self._material.clips(stage.texts)
                ]
            )
        return self._said[asked]

    def _file(self, key: str) -> Path:
        return self._options.work / "adapters" / key / ADAPTER_FILE


def _conditioned(stage: Stage, pack: "Pack", examples: "Examples") -> "tuple[Pack, Examples]":
    if stage.condition == "text":
        return pack, examples
    from foley_models.training.audio_condition import under_audio, without_tuning

    return without_tuning(pack), under_audio(examples)
