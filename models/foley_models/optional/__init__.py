"""Libraries that nothing here needs, used where they are installed: LAION's own CLAP, and torchaudio on CUDA."""
