"""Recordings become segments with embeddings once, and only what is new is computed again."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from foley_models.errors import CancelledError, TrainingError
from foley_models.pack import Pack
from foley_models.training.clips import Clip
from foley_models.training.drawing import Drawer
from foley_models.training.examples import prepare
from foley_models.training.layout import active_part, lay_out
from foley_models.training.memory import estimate_memory
from tests.models.training.studio_set import quick, read_clip, studio_clips, studio_examples, tiny_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return tiny_pack(tmp_path_factory.mktemp("pack"))


def test_no_recording_is_in_both_splits(pack: Pack, tmp_path: Path) -> None:
    examples = studio_examples(pack, tmp_path)
    groups = {
        split: {examples.clips[int(examples.clip_of[row])].group for row in examples.rows(split)}
        for split in ("train", "validation")
    }
    assert not groups["train"] & groups["validation"]
    assert all(groups.values())


def test_embeddings_are_those_of_the_packs_own_towers(pack: Pack, tmp_path: Path) -> None:
    examples = studio_examples(pack, tmp_path)
    torch.testing.assert_close(examples.audio.norm(dim=1), torch.ones(len(examples.audio)))
    own = pack.parts.encoder.embed_text([examples.clips[0].captions[1]])[0]
    torch.testing.assert_close(examples.sentences[int(examples.sentence_starts[0]) + 1], own)


def test_what_lies_in_the_cache_is_not_read_again_and_a_spoilt_file_is(pack: Pack, tmp_path: Path) -> None:
    read: list[str] = []

    def counting(clip: Clip, rate_hz: int) -> NDArray[np.float32]:
        read.append(clip.name)
        return read_clip(clip, rate_hz)

    first = prepare(pack, studio_clips(), counting, tmp_path)
    assert len(read) == 6
    files = sorted(tmp_path.glob("*.safetensors"))
    files[0].write_bytes(files[0].read_bytes()[:100])
    again = prepare(pack, studio_clips(7), counting, tmp_path)
    assert len(read) == 8, "the spoilt one and the new one"
    assert torch.equal(first.latents, again.latents[: len(first.latents)])
    assert first.digest != again.digest


def test_silence_is_named_and_nothing_to_learn_from_is_an_error(pack: Pack, tmp_path: Path) -> None:
    def silent(clip: Clip, rate_hz: int) -> NDArray[np.float32]:
        return np.zeros(rate_hz, dtype=np.float32)

    with pytest.raises(TrainingError, match="sound 0 is silent"):
        prepare(pack, studio_clips(), silent, tmp_path)
    held_out = [clip for clip in studio_clips() if clip.split == "validation"]
    with pytest.raises(TrainingError, match="nothing to learn from"):
        prepare(pack, held_out, read_clip, tmp_path)


def test_cancelling_and_progress(pack: Pack, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        prepare(
            pack,
            studio_clips(),
            read_clip,
            tmp_path,
            on_progress=lambda done, total: told.append((done, total)),
            cancelled=lambda: len(told) == 2,
        )
    assert told == [(1, 6), (2, 6)]


def test_every_segment_comes_once_before_any_comes_again(pack: Pack, tmp_path: Path) -> None:
    examples = studio_examples(pack, tmp_path)
    drawer = Drawer(examples, pack.parts.schedule, quick(batch_size=4))
    count = len(examples.rows("train"))
    drawn = torch.cat([drawer.batch(step).z0 for step in range(-(-count // 4))])[:count]
    rows = examples.latents[examples.rows("train")].float()
    assert sorted(drawn.flatten(1).sum(1).tolist()) == sorted(rows.flatten(1).sum(1).tolist())


def test_steps_cover_the_schedule_evenly(pack: Pack, tmp_path: Path) -> None:
    drawer = Drawer(studio_examples(pack, tmp_path), pack.parts.schedule, quick(batch_size=10))
    n = drawer.batch(3).n.sort().values
    assert [int(one) // 100 for one in n] == list(range(10))


def test_a_short_event_comes_again_and_a_long_sound_is_cut() -> None:
    rate_hz = 8000
    click = active_part(
        np.pad(np.ones(200, dtype=np.float32), (4000, 4000)) * np.sin(np.arange(8200)).astype(np.float32), rate_hz
    )
    assert len(click) < 1000
    segments = lay_out(click, 8000, rate_hz, count=8, seeds=(1,), varied=True)
    assert segments.shape == (8, 8000)
    assert np.isfinite(segments).all()
    assert (np.abs(segments).max(axis=1) <= 0.9).all()
    long = np.sin(np.arange(40_000) * 0.1).astype(np.float32)
    cuts = lay_out(long, 8000, rate_hz, count=4, seeds=(1,))
    assert len({one.tobytes() for one in cuts}) == 4
    assert np.array_equal(cuts, lay_out(long, 8000, rate_hz, count=4, seeds=(1,)))


def test_more_moving_weights_and_larger_batches_need_more_memory(pack: Pack) -> None:
    tuning, full = (estimate_memory(pack, quick(method=method)) for method in ("tuning", "full"))
    assert full.training_bytes > tuning.training_bytes
    larger = estimate_memory(pack, quick(method="full", batch_size=8))
    assert larger.activations_bytes == 2 * full.activations_bytes
    assert full.fits
    assert full.bytes > full.training_bytes
