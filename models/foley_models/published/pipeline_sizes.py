"""What the configurations in a folder of diffusers say of its networks' sizes and of how it is sampled.

PackError, naming the file, where one makes no sense or belongs to another model.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from foley_models.card import Defaults
from foley_models.errors import PackError
from foley_models.networks import GPT2_KEYS, T5_KEYS, T5GEMMA_KEYS, diffusers_sizes
from foley_models.published.diffusers_folder import config_file
from foley_models.schedule import SigmaSchedule
from foley_models.strict_json import Fields, read_object

WORD_PIECES, WORD_PIECES_MOST = 512, 4096  # of a T5, where a folder does not say
GEMMA_PIECES = 256  # of Stable Audio 3: no file says it, its pipeline does
NO_THRESHOLD = 0.0


def sizes_of_diffusers(folder: Path, part: str, kind: str) -> dict[str, object]:
    """Sizes of a network that is built from its configuration as it is, of the class of that name."""
    from diffusers.models.autoencoders.autoencoder_oobleck import AutoencoderOobleck
    from diffusers.models.autoencoders.autoencoder_same import AutoencoderSAME
    from diffusers.models.transformers.stable_audio_transformer import StableAudioDiTModel
    from diffusers.models.transformers.transformer_stable_audio3 import StableAudio3DiTModel
    from diffusers.pipelines.audioldm2.modeling_audioldm2 import AudioLDM2ProjectionModel
    from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioProjectionModel
    from diffusers.pipelines.stable_audio_3.modeling_stable_audio_3 import StableAudio3DurationEmbedder

    classes = (
        *(AutoencoderOobleck, AutoencoderSAME, StableAudioDiTModel, StableAudio3DiTModel),
        *(AudioLDM2ProjectionModel, StableAudioProjectionModel, StableAudio3DurationEmbedder),
    )
    (known,) = [one for one in classes if one.__name__ == kind]
    return diffusers_sizes(known, read_object(config_file(folder, part)).values)


def t5_sizes(folder: Path, part: str, words: str) -> tuple[dict[str, object], int]:
    """Sizes of a T5, and how many word pieces it reads at most."""
    from transformers import T5Config

    values = read_object(config_file(folder, part)).values
    if values.get("model_type") != "t5":
        raise PackError(
            f"{folder / part} is a {str(values.get('model_type'))[:60]}, not a T5: of AudioLDM 2 and Stable Audio "
            "those that make sounds of texts can be imported, not those that speak."
        )
    sizes = _filled(T5Config, values, T5_KEYS, folder / part)
    config = folder / words / "tokenizer_config.json"
    longest = read_object(config).values.get("model_max_length") if config.is_file() else None
    known = isinstance(longest, int) and 1 <= longest <= WORD_PIECES_MOST
    return sizes, int(str(longest)) if known else WORD_PIECES


def gemma_sizes(folder: Path) -> tuple[dict[str, object], int]:
    """Sizes of a T5Gemma's encoder, and how many word pieces it reads at most."""
    from transformers.models.t5gemma.configuration_t5gemma import T5GemmaModuleConfig

    where = folder / "text_encoder"
    values = read_object(config_file(folder, "text_encoder")).values
    encoder = values.get("encoder")
    if values.get("model_type") != "t5gemma" or not isinstance(encoder, dict):
        raise PackError(
            f"{where} is a {str(values.get('model_type'))[:60]}, not a T5Gemma: the folder is another model."
        )
    sizes = _filled(T5GemmaModuleConfig, encoder, T5GEMMA_KEYS, where)
    config = folder / "tokenizer" / "tokenizer_config.json"
    longest = read_object(config).values.get("model_max_length") if config.is_file() else None
    said = longest if isinstance(longest, int) and longest >= 1 else GEMMA_PIECES
    return sizes, min(int(said), GEMMA_PIECES)


def flow_defaults(fields: Fields) -> tuple[Defaults, str]:
    """How it is sampled, and a sentence on that. PackError for a schedule that no published one has."""
    for key, wanted in (("shift", 1.0), ("num_train_timesteps", 1), ("use_dynamic_shifting", False)):
        if fields.values.get(key, wanted) != wanted:
            fields.refuse(key, f"{wanted!r}, as in Stable Audio 3", fields.values[key])
    if fields.values.get("stochastic_sampling") is True:
        return Defaults("ping-pong", 8, 1.0, NO_THRESHOLD), "The distilled one: eight steps, guidance inside."
    return Defaults("ddim", 100, 7.0, NO_THRESHOLD), "The base, not distilled: 100 steps with guidance."


def whole_numbers(sizes: Mapping[str, object], key: str, folder: Path) -> list[int]:
    """A list in the configuration of a folder's autoencoder."""
    values = sizes.get(key)
    if not isinstance(values, list) or not values or not all(type(one) is int and one > 0 for one in values):
        raise PackError(f"{folder}/vae/config.json: {key} is {values!r:.60}, no list of whole numbers.")
    return values


def language_sizes(folder: Path) -> dict[str, object]:
    """Sizes of a GPT-2."""
    from transformers import GPT2Config

    values = read_object(config_file(folder, "language_model")).values
    if values.get("model_type") != "gpt2":
        raise PackError(f"{folder / 'language_model'} is a {str(values.get('model_type'))[:60]}, not a GPT-2.")
    return _filled(GPT2Config, values, GPT2_KEYS, folder / "language_model")


def _filled(kind: Any, values: Mapping[str, object], keys: tuple[str, ...], where: Path) -> dict[str, object]:
    """Sizes with the library's own defaults where a configuration leaves them out."""
    try:
        config = kind(**{key: values[key] for key in keys if key in values}, bos_token_id=None, eos_token_id=None)
    except (TypeError, ValueError) as error:
        raise PackError(f"{where / 'config.json'} makes no sense ({error}): the download is damaged.") from error
    return {key: getattr(config, key) for key in keys}


def sigma_schedule(fields: Fields) -> SigmaSchedule:
    """The levels of Stable Audio Open. PackError for a scheduler of another kind."""
    for key, wanted in (("prediction_type", "v_prediction"), ("sigma_data", 1.0), ("sigma_schedule", "exponential")):
        if fields.values.get(key, wanted) != wanted:
            fields.refuse(key, f"{wanted!r}, as in Stable Audio Open", fields.values[key])
    return SigmaSchedule(
        sigma_least=fields.number("sigma_min", 1e-6, 1e6), sigma_most=fields.number("sigma_max", 1e-6, 1e6)
    )


def whole_number(sizes: Mapping[str, object], key: str) -> int:
    """A number in a configuration."""
    value = sizes.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise PackError(f"A configuration of the folder says {key} is {value!r:.60}: the download is damaged.")
    return value
