"""The published AudioLDM 2 family (Liu et al. 2023, arXiv 2308.05734), on diffusers' and transformers' own networks."""
