"""The towers of the embedded CLAP, the latent CLAP encoder and the vocoder, at tiny size."""

from pathlib import Path

import pytest
import torch

from foley_models.audio_spec import AudioSpec
from foley_models.core.audio_tower import AudioTower, AudioTowerShape
from foley_models.core.mel import mel_basis
from foley_models.core.text_tower import TextTower, TextTowerShape, WordPieces
from foley_models.core.vocoder import FrameVocoder, VocoderShape
from foley_models.latent_clap import LatentClap, LatentClapShape

SPEC = AudioSpec(rate_hz=22050, mel_bins=80, window_samples=1024, hop_samples=256)
TEXT = TextTowerShape(
    vocabulary=9, token_size=6, width=8, layers=1, heads=2, sentence_size=10, embedding_size=12, max_tokens=5
)


@pytest.fixture
def pieces(tmp_path: Path) -> WordPieces:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "rain", "dog", "bark", "##ing"]
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    return WordPieces(tmp_path / "vocab.txt", 5)


def text_tower() -> TextTower:
    torch.manual_seed(0)
    tower = TextTower(TEXT)
    torch.nn.init.normal_(tower.correction.weight)
    return tower.eval()


def test_word_pieces_are_lower_cased_split_and_padded(pieces: WordPieces) -> None:
    assert pieces.ids(["Dog BARKING", "rain"]).tolist() == [[6, 7, 8], [5, 0, 0]]


def test_a_text_without_known_words_is_one_unknown_piece(pieces: WordPieces) -> None:
    assert pieces.ids([""]).tolist() == [[1]]


def test_a_long_text_is_cut_to_the_towers_length(pieces: WordPieces) -> None:
    assert pieces.ids(["rain " * 40]).shape == (1, 5)


def test_padding_changes_no_text_embedding(pieces: WordPieces) -> None:
    tower = text_tower()
    together = tower(pieces.ids(["rain", "dog barking dog"]))
    assert torch.allclose(together[:1], tower(pieces.ids(["rain"])), atol=1e-6)


def test_word_order_changes_the_text_embedding(pieces: WordPieces) -> None:
    tower = text_tower()
    torch.nn.init.normal_(tower.positions)
    one, other = tower(pieces.ids(["dog rain", "rain dog"]))
    assert not torch.allclose(one, other)


def test_text_embeddings_have_length_one(pieces: WordPieces) -> None:
    assert text_tower()(pieces.ids(["dog", "rain bark"])).norm(dim=1).tolist() == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("samples", [2000, 22050, 90000])
def test_the_audio_tower_takes_any_length(samples: int) -> None:
    tower = AudioTower(AudioTowerShape(stem=4, channels=(4, 8)), SPEC, mel_basis(SPEC)).eval()
    embeddings = tower(torch.randn(2, samples))
    assert embeddings.shape == (2, 512)
    assert embeddings.norm(dim=1).tolist() == pytest.approx([1.0, 1.0], abs=1e-5)


def test_the_latent_clap_encoder_gives_unit_embeddings_of_any_length() -> None:
    encoder = LatentClap(LatentClapShape(channels=(4, 8, 8, 8))).eval()
    for time in (20, 88):
        assert encoder.embed_latents(torch.randn(3, 8, time, 20)).norm(dim=1).tolist() == pytest.approx(
            [1.0] * 3, abs=1e-5
        )


def test_the_vocoder_makes_one_hop_a_frame_and_the_same_bits_every_time() -> None:
    torch.manual_seed(0)
    vocoder = FrameVocoder(VocoderShape(width=16, hidden=24, layers=2), SPEC).eval()
    log_mel = torch.randn(3, 40, 80) - 5
    with torch.inference_mode():
        wave = vocoder.synthesize(log_mel)
        assert wave.shape == (3, 40 * 256)
        assert torch.equal(wave, vocoder.synthesize(log_mel))
        assert torch.allclose(wave[1:2], vocoder.synthesize(log_mel[1:2]), atol=1e-5)


def test_the_vocoder_never_gives_more_than_its_bound_whatever_comes_in() -> None:
    vocoder = FrameVocoder(VocoderShape(width=16, hidden=24, layers=2), SPEC).eval()
    with torch.inference_mode():
        wave = vocoder.synthesize(torch.full((1, 20, 80), 200.0))
    assert torch.isfinite(wave).all()


@torch.inference_mode()
def test_the_latent_ear_in_bfloat16_hears_what_it_hears_in_float32() -> None:
    torch.manual_seed(3)
    shape = LatentClapShape(channels=(8, 16))
    whole = LatentClap(shape).eval()
    half = LatentClap(shape).eval()
    half.load_state_dict(whole.state_dict())
    half.bfloat16()
    for name in LatentClap.norms(shape):
        half.get_submodule(name).float()
    latents = torch.randn(5, 8, 24, 20)
    assert (half.embed_latents(latents) * whole.embed_latents(latents)).sum(1).min() > 0.998
    assert all(one.weight.dtype == torch.float32 for one in half.modules() if isinstance(one, torch.nn.BatchNorm2d))
