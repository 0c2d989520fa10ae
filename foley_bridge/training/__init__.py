"""Fine-tuning as a job: where its things lie, how it runs in the engine, and what becomes of its adapter."""
