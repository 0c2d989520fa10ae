"""The recipe's stages in their order on a small synthetic set, to a pack that loads and sounds."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from foley_models.core.text_tower import TextTower, TextTowerShape
from foley_models.errors import RecipeError
from foley_models.pack import load_pack
from foley_models.recipe import guidance_stage, own_ear_stage, steps_stage
from foley_models.recipe.bank import make_bank, read_bank
from foley_models.recipe.clap_stage import bare
from foley_models.recipe.codec_stage import load_codec
from foley_models.recipe.compute import Compute
from foley_models.recipe.diffusion_stage import DiffusionStage, RowDrawer
from foley_models.recipe.latent_sets import joined, prepare_latents
from foley_models.recipe.loop import LoopSettings
from foley_models.recipe.more_latents import read_more
from foley_models.recipe.stages import STAGES, RecipeOptions, is_done, run_stage
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.models.recipe.small_set import FAMILIES, write_small_set

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] a the sound of rain falling dog barking on gravel key press typing".split()


def options_for(folder: Path) -> RecipeOptions:
    return RecipeOptions(
        audio=folder / "audio",
        work=folder / "work",
        out=folder / "pack",
        compute=Compute(torch.device("cpu")),
        steps=2,
        batch=4,
        segments=20,
        more_segments=12,
    )


def say_nothing(_: str) -> None:
    """Takes the progress of a stage."""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> RecipeOptions:
    """Every stage run for two steps, but those of the text tower, whose teacher is no part of the tests.

    It is random; `wording` has a test of its own. What is made to choose by is little: that it runs is what counts.
    """
    with pytest.MonkeyPatch.context() as fewer:
        fewer.setattr(guidance_stage, "SCALES", (1.5, 3.5))
        fewer.setattr(guidance_stage, "SOUNDS_A_FAMILY", 2)
        fewer.setattr(guidance_stage, "STEPS", 2)
        fewer.setattr(own_ear_stage, "A_PROMPT", 3)
        fewer.setattr(steps_stage, "SOUNDS_A_FAMILY", 2)
        fewer.setattr(steps_stage, "LEAST_SEGMENTS", 1)
        fewer.setattr(steps_stage, "KEPT", 7)
        return _run_all(tmp_path_factory)


def _run_all(tmp_path_factory: pytest.TempPathFactory) -> RecipeOptions:
    options = options_for(tmp_path_factory.mktemp("recipe"))
    write_small_set(options.audio)
    options.work.mkdir()
    torch.manual_seed(0)
    save_file(TextTower(TextTowerShape()).state_dict(), options.work / "text_tower.safetensors")
    (options.work / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    for name in STAGES:
        if name not in {"text", "wording"}:
            run_stage(name, options, say_nothing)
        if name == "clap":
            shutil.copyfile(
                options.work / "text_tower.clap.safetensors", options.work / "text_tower.wording.safetensors"
            )
    return options


def test_a_stage_before_its_time_says_which_ones_come_first(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="--stage prepare"):
        run_stage("codec", options_for(tmp_path), say_nothing)


def test_every_need_of_a_stage_is_left_by_an_earlier_one() -> None:
    left: set[str] = set()
    for stage in STAGES.values():
        assert set(stage.needs) <= left, stage.name
        left |= set(stage.leaves)


def test_a_finished_stage_is_known_as_done(finished: RecipeOptions, tmp_path: Path) -> None:
    assert all(is_done(name, finished.work) for name in STAGES)
    assert not is_done("prepare", tmp_path)


def test_the_bank_never_mixes_the_splits(finished: RecipeOptions) -> None:
    for split, ending in (("train", ("_0.flac", "_1.flac")), ("validation", ("_2.flac",))):
        sources = {source for note in read_bank(finished.work, split).notes for source in note.sources}
        assert sources
        assert all(source.endswith(ending) for source in sources)


def test_pretraining_leaves_the_tuning_layer_alone_and_fine_tuning_moves_it(finished: RecipeOptions) -> None:
    before = load_file(finished.work / "pretrain.safetensors")["tuning.linear.weight"]
    after = load_file(finished.work / "finetune.safetensors")["tuning.linear.weight"]
    assert torch.equal(before, torch.eye(512))
    assert not torch.equal(after, before)


def test_more_segments_go_on_where_the_bank_ended_and_join_it(finished: RecipeOptions, tmp_path: Path) -> None:
    bank, more = prepare_latents(finished.work, "train"), joined([*read_more(finished.work)])
    assert (len(bank.latents), len(more.latents), len(more.families)) == (20, 12, 12)
    make_bank(finished.audio, tmp_path, "train", 21, seed=1, on_progress=say_nothing)
    log_mel = torch.from_numpy(read_bank(tmp_path, "train").log_mel[20:21].astype(np.float32))
    first = load_codec(finished.work).encode(log_mel)
    torch.testing.assert_close(first[0], more.latents[0].float(), atol=2e-3, rtol=2e-3)  # kept as float16


def test_the_prolonged_training_goes_on_from_the_fine_tuned_weights(finished: RecipeOptions) -> None:
    before = load_file(finished.work / "finetune.safetensors")["tuning.linear.weight"]
    after = load_file(finished.work / "prolong.safetensors")["tuning.linear.weight"]
    assert 0 < (after - before).abs().max() < 0.01


def test_favoured_families_are_drawn_more_often() -> None:
    families = ("rain", "wood") * 500
    stage = DiffusionStage("prolong", LoopSettings(steps=1, rate=1e-3), Compute(torch.device("cpu")), favour=2.0)
    rows = torch.cat([RowDrawer(families, stage).draw(np.random.default_rng(seed)) for seed in range(100)])
    assert 0.62 < float((rows % 2 == 0).float().mean()) < 0.72
    assert 0 <= int(rows.min()) <= int(rows.max()) < len(families)


def test_the_pack_loads_and_makes_sounds_of_the_exact_length(finished: RecipeOptions) -> None:
    stack = ModelStack(load_pack(finished.out, device="cpu", dtype="float32"))
    result = stack.generate(GenerationRequest("rain falling", seconds=1.5, count=1, pool=2, steps=2))
    assert result.candidates[0].waveform.shape == (round(1.5 * 22050),)
    assert np.isfinite(result.candidates[0].waveform).all()


def test_the_pack_says_what_it_was_trained_on_and_keeps_its_budget(finished: RecipeOptions) -> None:
    pack = load_pack(finished.out, device="cpu", dtype="float32")
    trained_on = pack.card.trained_on
    assert trained_on["recordings"] == 2 * len(FAMILIES)
    assert sum(entry.bytes for entry in pack.card.files.values()) < 64_000_000
    named = (finished.out / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "dog_bark_0.flac" in named
    assert "dog_bark_2.flac" not in named  # validation: never trained on


def test_stored_targets_are_unit_embeddings_of_the_families(finished: RecipeOptions) -> None:
    targets = load_pack(finished.out, device="cpu", dtype="float32").targets
    assert set(targets) <= set(FAMILIES)
    for stored in targets.values():
        assert stored.norm(dim=1).tolist() == pytest.approx([1.0] * len(stored), abs=1e-3)


@pytest.mark.parametrize("text", ["a dog barking", "the sound of a dog barking", "this is a sound of a dog barking"])
def test_a_frame_is_taken_off_a_caption(text: str) -> None:
    assert bare(text) == "a dog barking"


def test_steps_are_left_out_by_distance_to_real_segments_and_never_the_first(finished: RecipeOptions) -> None:
    chosen = json.loads((finished.work / "few_steps.json").read_text(encoding="utf-8"))
    tried = [[int(n) for n in at.split()] for at in chosen["distances"]]
    assert len(tried) == 7
    assert all(at[0] == 999 and len(at) == 7 for at in tried)
    assert " ".join(map(str, chosen["at"])) == min(chosen["distances"], key=chosen["distances"].get)
    assert load_pack(finished.out).card.few_steps_at == tuple(chosen["at"])
    assert load_pack(finished.out).card.few_steps == 7
