"""AudioLDM 2 and Stable Audio as folders in diffusers' layout: configurations, weights and tokenizers of each part."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.build import build_clap, build_codec, build_vocoder
from foley_models.audioldm.heads import with_right_heads
from foley_models.audioldm.shapes import AUDIO_16_KHZ
from foley_models.audioldm2 import family as audioldm2
from foley_models.audioldm2.shapes import read_shapes as audioldm2_shapes
from foley_models.card import Defaults
from foley_models.errors import PackError
from foley_models.networks import GPT2_KEYS, T5_KEYS, diffusers_sizes, gpt2, t5_encoder
from foley_models.published.clap_names import clap_shape, with_buffers
from foley_models.published.diffusers_folder import (
    DIFFUSERS_FILES,
    TRANSFORMERS_FILES,
    beta_schedule,
    codec_sizes,
    config_file,
    vocoder_sizes,
)
from foley_models.published.found import check_part
from foley_models.published.pack_of import AUDIOLDM_LICENCE, clap_sizes, sizes_of
from foley_models.published.tokenizer_files import find_tokenizer, tokenizer_json, word_pieces_json
from foley_models.published.vae_names import with_newer_names
from foley_models.published.vocoder_names import named_as_transformers
from foley_models.published.weights_files import one_of, read_weights_file
from foley_models.schedule import NoiseSchedule, SigmaSchedule
from foley_models.stable_audio import family as stable_audio
from foley_models.stable_audio.shapes import read_shapes as stable_audio_shapes
from foley_models.strict_json import Fields, read_object

STABLE_AUDIO_LICENCE = "stable-audio-community"
VECTORS, WORD_PIECES, WORD_PIECES_MOST = 8, 512, 4096  # where a folder does not say
NO_THRESHOLD = 0.0
Shapes = dict[str, Mapping[str, object]]
_AUDIOLDM2_AUTHORS = """\
- AudioLDM 2: Haohe Liu, Yi Yuan, Xubo Liu, Xinhao Mei, Qiuqiang Kong, Qiao Tian, Yuping Wang, Wenwu Wang,
  Yuxuan Wang, Mark D. Plumbley, "AudioLDM 2: Learning Holistic Audio Generation with Self-supervised Pretraining",
  2023. Weights: CC BY-NC-SA 4.0.
- CLAP (LAION), Flan-T5 (Google) and GPT-2 (OpenAI), which are parts of it.
"""
_STABLE_AUDIO_AUTHORS = """\
- Stable Audio Open: Zach Evans, Julian D. Parker, CJ Carr, Zack Zukowski, Josiah Taylor, Jordi Pons,
  "Stable Audio Open", 2024. This model is powered by Stability AI.
- T5 (Google), which is a part of it.
"""


@dataclass(frozen=True)
class FoundPipeline:
    """A whole model of one of these families; `notes` are sentences for its card."""

    source: Path
    family: str
    title: str
    tensors: Mapping[str, Mapping[str, Tensor]]  # by part of the pack
    shapes: Shapes
    texts: Mapping[str, str]  # asset -> the text of a tokenizer.json
    audio: AudioSpec
    schedule: NoiseSchedule
    defaults: Defaults
    licence: str  # that it was published under, where its page does not say
    authors: str
    trained_on: str
    notes: tuple[str, ...]
    hears: bool


def read_pipeline_folder(folder: Path, kind: str, tokenizer: Path | None = None) -> FoundPipeline:
    """The model in a folder of that class. PackError where a part is missing, broken or of another model."""
    found = PIPELINES[kind](folder, tokenizer)
    _check_whole(found)
    return found


def _audioldm2(folder: Path, tokenizer: Path | None) -> FoundPipeline:
    config, note = _unet(folder)
    clap = with_buffers(read_weights_file(one_of(folder / "text_encoder", TRANSFORMERS_FILES)))
    heard = clap_shape(clap, str(folder / "text_encoder"))
    vocoder = vocoder_sizes(read_object(config_file(folder, "vocoder")))
    text, pieces = _text(folder, "text_encoder_2", "tokenizer_2")
    shapes: Shapes = {
        "clap": clap_sizes(heard),
        "text": text,
        "language": _sizes_of_language(folder),
        "projection": _of_diffusers(folder, "projection_model", "AudioLDM2ProjectionModel"),
        "denoiser": config,
        "codec": sizes_of(codec_sizes(read_object(config_file(folder, "vae")))),
        "vocoder": sizes_of(vocoder),
        "lead": {"vectors": _vectors(folder), "word_pieces": pieces},
    }
    return FoundPipeline(
        source=folder,
        family="audioldm2",
        title="AudioLDM 2",
        tensors={
            "clap": clap,
            "text": _t5_names(read_weights_file(one_of(folder / "text_encoder_2", TRANSFORMERS_FILES))),
            "language": _gpt2_names(read_weights_file(one_of(folder / "language_model", TRANSFORMERS_FILES))),
            "projection": read_weights_file(one_of(folder / "projection_model", DIFFUSERS_FILES)),
            "denoiser": read_weights_file(one_of(folder / "unet", DIFFUSERS_FILES)),
            "codec": with_newer_names(read_weights_file(one_of(folder / "vae", DIFFUSERS_FILES))),
            "vocoder": named_as_transformers(read_weights_file(one_of(folder / "vocoder", TRANSFORMERS_FILES))),
        },
        shapes=shapes,
        texts={
            "tokenizer": tokenizer_json(find_tokenizer(tokenizer, folder / "tokenizer"), heard.text.vocabulary),
            "word_pieces": word_pieces_json(folder / "tokenizer_2", _whole(text, "vocab_size")),
        },
        audio=replace(
            AUDIO_16_KHZ, rate_hz=vocoder.rate_hz, mel_bins=vocoder.mel_bins, hop_samples=vocoder.hop_samples
        ),
        schedule=beta_schedule(read_object(folder / "scheduler" / "scheduler_config.json")),
        defaults=Defaults("unipc-karras", 25, 3.5, NO_THRESHOLD),
        licence=AUDIOLDM_LICENCE,
        authors=_AUDIOLDM2_AUTHORS,
        trained_on="AudioSet, AudioCaps, WavCaps, VGGSound, Free To Use Sounds and others: see the paper of AudioLDM 2",
        notes=(note,),
        hears=heard.audio is not None,
    )


def _stable_audio(folder: Path, _: Path | None) -> FoundPipeline:
    text, pieces = _text(folder, "text_encoder", "tokenizer")
    codec = _of_diffusers(folder, "vae", "AutoencoderOobleck")
    shapes: Shapes = {
        "text": text,
        "projection": _of_diffusers(folder, "projection_model", "StableAudioProjectionModel"),
        "denoiser": _of_diffusers(folder, "transformer", "StableAudioDiTModel"),
        "codec": codec,
        "lead": {"word_pieces": pieces},
    }
    hop = _hop(codec, folder)
    return FoundPipeline(
        source=folder,
        family="stable_audio",
        title="Stable Audio Open",
        tensors={
            "text": _t5_names(read_weights_file(one_of(folder / "text_encoder", TRANSFORMERS_FILES))),
            "projection": read_weights_file(one_of(folder / "projection_model", DIFFUSERS_FILES)),
            "denoiser": read_weights_file(one_of(folder / "transformer", DIFFUSERS_FILES)),
            "codec": read_weights_file(one_of(folder / "vae", DIFFUSERS_FILES)),
        },
        shapes=shapes,
        texts={"word_pieces": word_pieces_json(folder / "tokenizer", _whole(text, "vocab_size"))},
        audio=AudioSpec(
            rate_hz=_whole(codec, "sampling_rate"),
            mel_bins=_whole(codec, "decoder_input_channels"),
            window_samples=hop,
            hop_samples=hop,
        ),
        schedule=_sigma_schedule(read_object(folder / "scheduler" / "scheduler_config.json")),
        defaults=Defaults("dpmpp-2m-sde", 100, 7.0, NO_THRESHOLD),
        licence=STABLE_AUDIO_LICENCE,
        authors=_STABLE_AUDIO_AUTHORS,
        trained_on="Freesound and the Free Music Archive, sounds under CC0, CC BY and CC Sampling+: see its model card",
        notes=(),
        hears=False,
    )


PIPELINES: Mapping[str, Callable[[Path, Path | None], FoundPipeline]] = {
    "AudioLDM2Pipeline": _audioldm2,
    "StableAudioPipeline": _stable_audio,
}


def _unet(folder: Path) -> tuple[dict[str, object], str]:
    """Sizes, and a sentence on its heads: as in AudioLDM, trained are those of 32 channels."""
    from diffusers.pipelines.audioldm2.modeling_audioldm2 import AudioLDM2UNet2DConditionModel

    said = read_object(config_file(folder, "unet")).values
    right = with_right_heads(said)
    sizes = diffusers_sizes(AudioLDM2UNet2DConditionModel, right)
    heads = [*right["attention_head_dim"]]  # type: ignore[misc]  # with_right_heads makes it a list or a tuple
    sizes["attention_head_dim"] = heads
    words = ", ".join(str(one) for one in heads)
    named = said.get("num_attention_heads") or said.get("attention_head_dim")
    if isinstance(named, list):
        return sizes, f"Attention heads {words}, as its configuration says."
    return sizes, f"Attention heads {words} (channels / 32), corrected: its configuration says {named} in every block."


def _of_diffusers(folder: Path, part: str, kind: str) -> dict[str, object]:
    from diffusers.models.autoencoders.autoencoder_oobleck import AutoencoderOobleck
    from diffusers.models.transformers.stable_audio_transformer import StableAudioDiTModel
    from diffusers.pipelines.audioldm2.modeling_audioldm2 import AudioLDM2ProjectionModel
    from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioProjectionModel

    classes = (AutoencoderOobleck, StableAudioDiTModel, AudioLDM2ProjectionModel, StableAudioProjectionModel)
    (known,) = [one for one in classes if one.__name__ == kind]
    return diffusers_sizes(known, read_object(config_file(folder, part)).values)


def _text(folder: Path, part: str, words: str) -> tuple[dict[str, object], int]:
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


def _sizes_of_language(folder: Path) -> dict[str, object]:
    from transformers import GPT2Config

    values = read_object(config_file(folder, "language_model")).values
    if values.get("model_type") != "gpt2":
        raise PackError(f"{folder / 'language_model'} is a {str(values.get('model_type'))[:60]}, not a GPT-2.")
    return _filled(GPT2Config, values, GPT2_KEYS, folder / "language_model")


def _vectors(folder: Path) -> int:
    """How many vectors the language model goes on with."""
    for name in ("config.json", "generation_config.json"):
        path = folder / "language_model" / name
        said = read_object(path).values.get("max_new_tokens") if path.is_file() else None
        if isinstance(said, int) and not isinstance(said, bool) and said >= 1:
            return said
    return VECTORS


def _filled(kind: Any, values: Mapping[str, object], keys: tuple[str, ...], where: Path) -> dict[str, object]:
    """Sizes with the library's own defaults where a configuration leaves them out."""
    try:
        config = kind(**{key: values[key] for key in keys if key in values}, bos_token_id=None, eos_token_id=None)
    except (TypeError, ValueError) as error:
        raise PackError(f"{where / 'config.json'} makes no sense ({error}): the download is damaged.") from error
    return {key: getattr(config, key) for key in keys}


def _t5_names(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The encoder's weights alone; its table of words may be stored under either of its two names."""
    found = {name.removeprefix("encoder."): value for name, value in tensors.items() if name.startswith("encoder.")}
    if "shared.weight" in tensors:
        found.setdefault("embed_tokens.weight", tensors["shared.weight"])
    return found


def _gpt2_names(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Without the head that would say words, and without the masks that older files store."""
    plain = {name.removeprefix("transformer."): value for name, value in tensors.items()}
    return {
        name: value
        for name, value in plain.items()
        if not name.startswith("lm_head.") and not name.endswith((".attn.bias", ".attn.masked_bias"))
    }


def _sigma_schedule(fields: Fields) -> SigmaSchedule:
    for key, wanted in (("prediction_type", "v_prediction"), ("sigma_data", 1.0), ("sigma_schedule", "exponential")):
        if fields.values.get(key, wanted) != wanted:
            fields.refuse(key, f"{wanted!r}, as in Stable Audio Open", fields.values[key])
    return SigmaSchedule(
        sigma_least=fields.number("sigma_min", 1e-6, 1e6), sigma_most=fields.number("sigma_max", 1e-6, 1e6)
    )


def _hop(codec: Mapping[str, object], folder: Path) -> int:
    ratios = codec.get("downsampling_ratios")
    if not isinstance(ratios, list) or not ratios or not all(type(one) is int and one > 0 for one in ratios):
        raise PackError(f"{folder}/vae/config.json: downsampling_ratios is {ratios!r:.60}, no list of whole numbers.")
    hop = 1
    for ratio in ratios:
        hop *= ratio
    return hop


def _whole(sizes: Mapping[str, object], key: str) -> int:
    value = sizes.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise PackError(f"A configuration of the folder says {key} is {value!r:.60}: the download is damaged.")
    return value


def _check_whole(found: FoundPipeline) -> None:
    """PackError, naming part and tensor, where names or shapes are not those of the networks."""
    with torch.device("meta"):
        networks = _networks(found)
    for part, network in networks.items():
        check_part(network, found.tensors[part], f"{found.source}: its {part}")


def _networks(found: FoundPipeline) -> dict[str, nn.Module]:
    if found.family == "audioldm2":
        shapes = audioldm2_shapes(found.shapes, found.audio)
        return {
            "clap": build_clap(shapes.clap),
            "text": t5_encoder(shapes.text, "text"),
            "language": gpt2(shapes.language, "language"),
            "projection": audioldm2.build_projection(shapes),
            "denoiser": audioldm2.build_denoiser(shapes),
            "codec": build_codec(shapes.codec),
            "vocoder": build_vocoder(shapes.vocoder),
        }
    stereo = stable_audio_shapes(found.shapes, found.audio)
    return {
        "text": t5_encoder(stereo.text, "text"),
        "projection": stable_audio.build_projection(stereo),
        "denoiser": stable_audio.build_denoiser(stereo),
        "codec": stable_audio.build_codec(stereo),
    }
