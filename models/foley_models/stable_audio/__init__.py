"""Stable Audio Open (Evans et al. 2024, arXiv 2407.14358): stereo at 44.1 kHz, on the published networks."""
