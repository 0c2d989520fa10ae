"""What may be said about a fine-tuning, with the defaults that a studio without an opinion gets."""

from dataclasses import dataclass
from typing import Literal

from foley_models.errors import RequestError

Method = Literal["tuning", "lora", "full", "codec"]
METHODS: tuple[Method, ...] = ("tuning", "lora", "full", "codec")
Precision = Literal["auto", "float32", "bfloat16"]


@dataclass(frozen=True)
class TrainSettings:
    """How a pack is fine-tuned.

    `method` says what moves of the denoiser: nothing ("tuning": the tuning layer alone), a low-rank addition to its
    attention and perceptrons ("lora"), all of it ("full"), or all of it after codec and vocoder ("codec", Yuan et al.,
    4.3). With "codec" the first third of the steps trains the vocoder and the codec's decoder, so far as it has
    parameters, on the waveforms; the encoder never moves, so that latents stay what they are. The other steps are those
    of "full". `rate`, where it is given, holds for both phases.
    `tuning_layer` False leaves the tuning layer as it is, `latent_clap` False leaves out the loss of
    Karchkhadze et al., eq. 3.
    """

    method: Method = "lora"
    tuning_layer: bool = True
    latent_clap: bool = True
    latent_weight: float | None = None  # lambda; None: the pack's card, or what fits the size of its gradients
    steps: int = 400
    batch_size: int = 16
    accumulate: int = 1  # batches whose gradients are added up before a step
    rate: float | None = None  # learning rate; None: what suits the method
    ema: float = 0.99
    unconditional: float = 0.1  # share of examples without condition, for classifier-free guidance
    lora_rank: int = 16
    precision: Precision = "auto"
    seed: int = 1
    save_every: int = 50  # steps between checkpoints
    sample_every: int = 100  # steps between renderings of the sample prompts; 0: never
    sample_prompts: tuple[str, ...] = ()
    judge_every: int = 0  # steps between measurements on validation clips, of which the best checkpoint is kept

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise RequestError(f"method is {self.method!r}: choose one of {', '.join(METHODS)}.")
        if self.method == "tuning" and not self.tuning_layer:
            raise RequestError("method is 'tuning' and the tuning layer is left out: nothing would be trained.")
        for name, least, most in (
            ("steps", 1, 10_000_000),
            ("batch_size", 1, 4096),
            ("accumulate", 1, 4096),
            ("lora_rank", 1, 512),
            ("save_every", 1, 10_000_000),
            ("sample_every", 0, 10_000_000),
            ("judge_every", 0, 10_000_000),
            ("unconditional", 0.0, 0.9),
            ("ema", 0.0, 0.99999),
        ):
            value = getattr(self, name)
            if not least <= value <= most:
                raise RequestError(f"{name} is {value}: choose a number from {least} to {most}.")
        if self.rate is not None and not 0 < self.rate <= 0.1:
            raise RequestError(f"rate is {self.rate}: choose a learning rate over 0 and up to 0.1.")
        if self.latent_weight is not None and not 0 <= self.latent_weight <= 1e6:
            raise RequestError(f"latent_weight is {self.latent_weight}: choose a number from 0 to 1000000.")

    @property
    def examples(self) -> int:
        """What one step learns from, however many go through the networks at a time."""
        return self.batch_size * self.accumulate


def check_processes(processes: int, examples: int) -> None:
    """RequestError where there are more processes than examples in a step."""
    if not 1 <= processes <= examples:
        raise RequestError(
            f"processes is {processes}, and a step learns from {examples} examples: choose from 1 to {examples} "
            "processes, or a larger batch."
        )
