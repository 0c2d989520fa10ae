"""The published AudioLDM family, on diffusers' and transformers' own networks."""
