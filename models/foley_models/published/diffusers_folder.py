"""AudioLDM as a folder in diffusers' layout: configurations, weights and tokenizer, each in its own folder."""

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from foley_models.audioldm.heads import heads_for
from foley_models.audioldm.shapes import (
    ROBERTA,
    ClapShape,
    CodecShape,
    DenoiserShape,
    FamilyShape,
    TextTowerShape,
    VocoderShape,
)
from foley_models.errors import PackError
from foley_models.published.clap_names import with_buffers
from foley_models.published.found import Found
from foley_models.published.tokenizer_files import find_tokenizer, tokenizer_json
from foley_models.published.vae_names import with_newer_names
from foley_models.published.vocoder_names import named_as_transformers
from foley_models.published.weights_files import one_of, read_weights_file
from foley_models.schedule import NoiseSchedule
from foley_models.strict_json import Fields, read_object

INDEX = "model_index.json"
PIPELINE = "AudioLDMPipeline"
DIFFUSERS_FILES = ("diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin")
TRANSFORMERS_FILES = ("model.safetensors", "pytorch_model.bin")
_ONE_NUMBER_EPS = 1e-12  # transformers' own default, which no network was trained with


def is_diffusers_folder(path: Path) -> bool:
    """Whether a folder is laid out like that."""
    return (path / INDEX).is_file()


def kind_of(folder: Path) -> str:
    """The class that a folder was saved from, as it says itself."""
    return str(read_object(folder / INDEX).values.get("_class_name"))


def read_diffusers_folder(folder: Path, tokenizer: Path | None = None) -> Found:
    """The model in a folder. PackError where it is another one, or a part is missing or broken."""
    kind = kind_of(folder)
    if kind != PIPELINE:
        raise PackError(
            f"{folder} holds a {kind[:60]}: only folders of {PIPELINE}, AudioLDM2Pipeline and StableAudioPipeline can "
            "be imported."
        )
    denoiser, heads = _denoiser(read_object(config_file(folder, "unet")))
    clap, notes = _text_tower(read_object(config_file(folder, "text_encoder")))
    shape = FamilyShape(
        clap=ClapShape(clap, None),
        denoiser=denoiser,
        codec=codec_sizes(read_object(config_file(folder, "vae"))),
        vocoder=vocoder_sizes(read_object(config_file(folder, "vocoder"))),
    )
    schedule = beta_schedule(read_object(folder / "scheduler" / "scheduler_config.json"))
    words = tokenizer_json(find_tokenizer(tokenizer, folder / "tokenizer"), clap.vocabulary)
    tensors: dict[str, Mapping[str, Tensor]] = {
        "clap": with_buffers(read_weights_file(one_of(folder / "text_encoder", TRANSFORMERS_FILES))),
        "denoiser": read_weights_file(one_of(folder / "unet", DIFFUSERS_FILES)),
        "codec": with_newer_names(read_weights_file(one_of(folder / "vae", DIFFUSERS_FILES))),
        "vocoder": named_as_transformers(read_weights_file(one_of(folder / "vocoder", TRANSFORMERS_FILES))),
    }
    return Found(folder, shape, tensors, words, schedule=schedule, notes=notes, trained_heads=heads)


def config_file(folder: Path, part: str) -> Path:
    """The configuration of a part. PackError where it is not there."""
    path = folder / part / "config.json"
    if not path.is_file():
        raise PackError(f"{folder} has no {part}/config.json: the download is incomplete.")
    return path


def _denoiser(fields: Fields) -> tuple[DenoiserShape, str]:
    """Sizes, and a sentence on its heads: trained are those of 32 channels, whatever the configuration says."""
    channels = _numbers(fields, "block_out_channels")
    _expect(fields, "class_embed_type", "simple_projection")
    _expect(fields, "class_embeddings_concat", True)  # noqa: FBT003
    shape = DenoiserShape(channels, fields.integer("in_channels"), fields.integer("layers_per_block"))
    trained = heads_for(channels)
    said = fields.values.get("num_attention_heads") or fields.values.get("attention_head_dim")
    words = ", ".join(str(one) for one in trained)
    if isinstance(said, list) and tuple(said) == trained:
        return shape, f"Attention heads {words}, as its configuration says."
    told = f"{said} in every block" if isinstance(said, int) else str(said)[:60]
    return shape, f"Attention heads {words} (channels / 32), corrected: its configuration says {told}."


def codec_sizes(fields: Fields) -> CodecShape:
    """The sizes of an AutoencoderKL by its configuration."""
    return CodecShape(
        channels=_numbers(fields, "block_out_channels"),
        latent_channels=fields.integer("latent_channels"),
        layers_per_block=fields.integer("layers_per_block"),
        scaling_factor=fields.number("scaling_factor", 1e-6, 1e6),
    )


def vocoder_sizes(fields: Fields) -> VocoderShape:
    """The sizes of a SpeechT5HifiGan by its configuration."""
    dilations = fields.values.get("resblock_dilation_sizes")
    if not isinstance(dilations, list) or not dilations or any(one != dilations[0] for one in dilations):
        fields.refuse("resblock_dilation_sizes", "the same list for every kernel", dilations)
    return VocoderShape(
        rate_hz=fields.integer("sampling_rate"),
        mel_bins=fields.integer("model_in_dim"),
        initial_channels=fields.integer("upsample_initial_channel"),
        rates=_numbers(fields, "upsample_rates"),
        kernels=_numbers(fields, "upsample_kernel_sizes"),
        residual_kernels=_numbers(fields, "resblock_kernel_sizes"),
        residual_dilations=tuple(dilations[0]),
        normalize_before=fields.flag("normalize_before"),
    )


def _text_tower(fields: Fields) -> tuple[TextTowerShape, tuple[str, ...]]:
    eps = fields.number("layer_norm_eps", 0, 0.1) if fields.has("layer_norm_eps") else _ONE_NUMBER_EPS
    shape = TextTowerShape(
        vocabulary=fields.integer("vocab_size"),
        width=fields.integer("hidden_size"),
        layers=fields.integer("num_hidden_layers"),
        heads=fields.integer("num_attention_heads"),
        feed_forward=fields.integer("intermediate_size"),
        positions=fields.integer("max_position_embeddings"),
        layer_norm_eps=ROBERTA.layer_norm_eps if eps == _ONE_NUMBER_EPS else eps,
    )
    if eps != _ONE_NUMBER_EPS:
        return shape, ()
    return shape, (f"Its text tower's norm has {shape.layer_norm_eps:g}, as trained; its configuration says {eps:g}.",)


def beta_schedule(fields: Fields) -> NoiseSchedule:
    """The schedule of a published scheduler. PackError where it is not of AudioLDM's kind."""
    _expect(fields, "beta_schedule", "scaled_linear")
    if fields.values.get("prediction_type", "epsilon") != "epsilon":
        fields.refuse("prediction_type", '"epsilon"', fields.values["prediction_type"])
    return NoiseSchedule(
        steps=fields.integer("num_train_timesteps"),
        beta_start=fields.number("beta_start", 1e-9, 0.999),
        beta_end=fields.number("beta_end", 1e-9, 0.999),
    )


def _expect(fields: Fields, key: str, wanted: object) -> None:
    if fields.values.get(key) != wanted:
        fields.refuse(key, f"{wanted!r}, as in AudioLDM", fields.values.get(key))


def _numbers(fields: Fields, key: str) -> tuple[int, ...]:
    values = fields.values.get(key)
    if not isinstance(values, list) or not values or not all(type(one) is int and one > 0 for one in values):
        fields.refuse(key, "a list of whole numbers of at least 1", values)
    return tuple(values)
