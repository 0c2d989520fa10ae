"""Stable Audio 3: a rectified flow over the latents of an autoencoder of transformers, stereo at 44.1 kHz."""
