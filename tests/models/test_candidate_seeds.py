"""Randomness of a request: one stream for each candidate and draw."""

import torch

from foley_models.candidate_seeds import candidate_noise, candidate_seed, target_draw


def test_the_seeds_of_neighbouring_requests_do_not_overlap() -> None:
    seeds = {candidate_seed(request, index) for request in range(50) for index in range(192)}
    assert len(seeds) == 50 * 192


def test_a_seed_is_a_positive_signed_32_bit_number() -> None:
    for request in (0, 1, 2**31 - 1):
        assert all(1 <= candidate_seed(request, index) < 2**31 for index in range(64))


def test_seeds_stay_what_they_are_across_versions() -> None:
    # Whoever noted a seed wants the same sound again from the next version.
    assert [candidate_seed(1, index) for index in range(3)] == [876514895, 823424620, 106421413]
    assert [target_draw(seed, 10) for seed in range(5)] == [6, 9, 8, 7, 9]


def test_the_same_seed_gives_the_same_noise_and_another_seed_other_noise() -> None:
    shape = (8, 43, 20)
    assert torch.equal(candidate_noise(5, shape), candidate_noise(5, shape))
    assert not torch.equal(candidate_noise(5, shape), candidate_noise(6, shape))


def test_drawing_noise_leaves_the_global_generator_alone() -> None:
    before = torch.random.get_rng_state()
    candidate_noise(5, (1, 2, 3))
    assert torch.equal(before, torch.random.get_rng_state())


def test_noise_is_standard_normal() -> None:
    noise = candidate_noise(3, (8, 172, 20))
    assert abs(noise.mean().item()) < 0.03
    assert abs(noise.std().item() - 1) < 0.03


def test_target_draws_reach_every_stored_sound() -> None:
    assert {target_draw(seed, 4) for seed in range(64)} == {0, 1, 2, 3}
