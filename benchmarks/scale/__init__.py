"""The simulated queue of `foley-bridge plan` beside batches that were run."""
