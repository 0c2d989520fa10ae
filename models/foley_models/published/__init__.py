"""Published checkpoints turned into packs: their files read without running anything, their tensors renamed."""
