"""Pieces begin just before their attack and end with their tail; the loudest moment counts; choices differ."""

import numpy as np
import pytest

from foley_bridge.files.loudness import integrated_lufs
from foley_bridge.roundrobin.choosing import choose
from foley_bridge.roundrobin.levels import PEAK_MOST_DBTP, highest_momentary_lufs, match
from foley_bridge.roundrobin.trimming import PREROLL_S, cut_out, hit_pieces, whole_piece
from tests.bridge.files.sounds import RATE_HZ
from tests.bridge.roundrobin.takes import hit


@pytest.mark.parametrize("at_s", [0.0, 0.003, 0.2, 0.613])
@pytest.mark.parametrize("rate_scale", [1.0, 0.25])
def test_a_piece_begins_five_milliseconds_before_its_attack(at_s: float, rate_scale: float) -> None:
    sound = rate_scale * hit(at_s, hertz=300, level=0.5)
    piece = whole_piece(sound, RATE_HZ)
    assert piece is not None
    assert piece.onset / RATE_HZ == pytest.approx(at_s, abs=0.003)
    assert piece.onset - piece.start == min(piece.onset, round(PREROLL_S * RATE_HZ))


def test_a_piece_ends_where_its_tail_dies_away_and_without_a_click() -> None:
    sound = hit(0.2, hertz=300, level=0.5, seconds=3.0, decay_s=0.04)  # 50 dB lower after 0.23 s
    piece = whole_piece(sound, RATE_HZ)
    assert piece is not None
    assert 0.2 + 0.20 < piece.stop / RATE_HZ < 0.2 + 0.30
    cut = cut_out(sound, piece, RATE_HZ)
    assert len(cut) == piece.stop - piece.start
    assert cut[0] == 0.0
    assert abs(cut[-1]) < 1e-6
    earlier = whole_piece(sound, RATE_HZ, tail_db=-20.0)
    assert earlier is not None
    assert earlier.stop < piece.stop


def test_what_is_heard_long_before_the_attack_is_kept() -> None:
    creak = hit(0.1, hertz=900, level=0.08, seconds=1.5, decay_s=10.0)
    sound = creak + hit(0.9, hertz=200, level=0.8, seconds=1.5)
    piece = whole_piece(sound, RATE_HZ)
    assert piece is not None
    assert piece.start / RATE_HZ == pytest.approx(0.095, abs=0.01)


def test_silence_is_no_piece() -> None:
    assert whole_piece(np.zeros(RATE_HZ), RATE_HZ) is None
    assert hit_pieces(np.zeros(RATE_HZ), RATE_HZ) == ()


def test_every_hit_of_a_take_is_a_piece_that_ends_before_the_next() -> None:
    places = (0.1, 0.45, 0.7)
    sound = sum(hit(at, hertz=200 + 300 * at, level=0.4, seconds=1.2) for at in places)
    assert isinstance(sound, np.ndarray)
    pieces = hit_pieces(sound, RATE_HZ)
    assert [one.onset / RATE_HZ for one in pieces] == pytest.approx(places, abs=0.003)
    assert pieces[0].stop <= pieces[1].start
    assert pieces[1].stop <= pieces[2].start


def test_the_length_of_a_tail_does_not_change_how_loud_a_hit_is_but_that_of_a_click_does() -> None:
    long = hit(0.0, hertz=500, level=0.5, seconds=1.0)
    short = long[: round(0.2 * RATE_HZ)]
    assert highest_momentary_lufs(long, RATE_HZ) == pytest.approx(highest_momentary_lufs(short, RATE_HZ), abs=0.01)
    assert abs(integrated_lufs(long, RATE_HZ) - integrated_lufs(short, RATE_HZ)) > 2.5
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE_HZ) / RATE_HZ)
    ten, hundred = (highest_momentary_lufs(tone[: round(s * RATE_HZ)], RATE_HZ) for s in (0.01, 0.1))
    assert hundred - ten == pytest.approx(10.0, abs=0.5)
    assert highest_momentary_lufs(tone, RATE_HZ) == pytest.approx(integrated_lufs(tone, RATE_HZ), abs=0.1)


def test_all_get_the_median_unless_a_peak_would_go_over() -> None:
    easy = match([-30.0, -20.0, -24.0], [-20.0, -12.0, -15.0])
    assert easy.target_lufs == -24.0
    assert not easy.held_back
    assert easy.gains_db == pytest.approx((6.0, -4.0, 0.0))
    peaky = match([-30.0, -20.0, -24.0], [-6.0, -12.0, -15.0])
    assert peaky.held_back
    assert peaky.target_lufs == -25.0
    assert -6.0 + peaky.gains_db[0] == PEAK_MOST_DBTP
    wanted = match([-30.0, -20.0], [-20.0, -12.0], wanted_lufs=-33.0)
    assert (wanted.target_lufs, wanted.held_back) == (-33.0, False)


def _vectors(*angles: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array([[np.cos(one), np.sin(one)] for one in np.radians(angles)], np.float32)


def test_the_best_comes_first_then_what_is_least_like_those_chosen() -> None:
    chosen = choose(_vectors(0, 5, 90, 180, 91), [0.9, 0.8, 0.3, 0.3, 0.4], 3)
    assert chosen.places[0] == 0
    assert set(chosen.places) == {0, 3, 4}  # of 90 and 91 degrees the one with the better score
    assert chosen.least == pytest.approx(1 - np.cos(np.radians(89)), abs=1e-5)


def test_what_is_chosen_is_never_nearer_together_than_what_chance_would_choose() -> None:
    chance = np.random.default_rng(7)
    for _ in range(20):
        vectors = chance.normal(size=(18, 16)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        chosen = choose(vectors, [0.5] * 18, 5)
        among = [_least(vectors[chance.permutation(18)[:5]]) for _ in range(200)]
        assert len(set(chosen.places)) == 5
        assert chosen.least == pytest.approx(_least(vectors[list(chosen.places)]), abs=1e-6)
        assert chosen.least >= np.quantile(among, 0.9)


def test_scores_that_nobody_knows_and_single_variants_are_no_trouble() -> None:
    assert choose(_vectors(0, 90), [float("nan")] * 2, 2).least == pytest.approx(1.0, abs=1e-6)
    assert choose(_vectors(0, 90), [0.1, 0.7], 1).places == (1,)
    with pytest.raises(ValueError, match="2 pieces"):
        choose(_vectors(0, 90), [0.1, 0.7], 3)


def _least(vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
    apart = 1 - vectors @ vectors.T
    return float(apart[np.triu_indices(len(apart), 1)].min())
