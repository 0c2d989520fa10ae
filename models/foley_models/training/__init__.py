"""Fine-tuning of a pack on a studio's own recordings, and its latent CLAP encoder."""
