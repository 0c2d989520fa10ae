"""Sounds for a blind comparison: those that a request gets which asks for nothing else, with an adapter and without."""

from pathlib import Path

import numpy as np
import soundfile

from foley_bridge.training.with_and_without import AFTER, BEFORE, Wanted, kept, make_sounds
from foley_models.pack import load_pack
from foley_models.training.adapter import apply_adapter, load_adapter, write_adapter
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.settings import TrainSettings
from foley_models.training.trial import Trial, run_trial
from tests.models.tiny_core import add_few_steps, write_tiny_pack

PROMPT = "a dog barking"


def test_both_are_made_in_few_steps_where_the_pack_has_them(tmp_path: Path) -> None:
    add_few_steps(write_tiny_pack(tmp_path / "pack"))
    pack = load_pack(tmp_path / "pack", device="cpu", dtype="float32")
    weight = pack.parts.networks["denoiser"].get_parameter("layers.0.qkv.weight").detach()
    path, info = tmp_path / "boots.safetensors", AdapterInfo(name="boots", recordings={}, licence="none", created="now")
    values = {"denoiser/layers.0.qkv.weight": weight + 0.25}
    write_adapter(path, values, pack=pack, settings=TrainSettings(method="full"), about=info)
    wanted = Wanted(str(path), "0" * 64, str(tmp_path / "pack"), (PROMPT,), count=1, seed=3)
    made: list[tuple[int, int]] = []
    make_sounds(wanted, tmp_path / "sounds", device="cpu", on_progress=lambda *done: made.append(done))
    assert made == [(1, 2), (2, 2)]
    assert kept(tmp_path / "sounds") == wanted
    seconds = pack.parts.window_frames * pack.parts.spec.hop_samples / pack.card.audio.rate_hz
    for name, one in ((BEFORE, pack), (AFTER, apply_adapter(pack, load_adapter(path)))):
        (file,) = (tmp_path / "sounds" / name).glob("*.wav")
        found, _ = soundfile.read(file, dtype="float32")
        due = run_trial(one, Trial((PROMPT,), seconds=seconds, seed=3, few_steps=True)).waveforms[0, 0].numpy()
        assert np.corrcoef(found, due)[0, 1] > 0.999  # in whole numbers, perhaps turned down
