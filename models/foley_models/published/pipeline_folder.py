"""AudioLDM 2, Stable Audio Open and Stable Audio 3 as folders in diffusers' layout, each part read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp, prod
from pathlib import Path

from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.build import build_clap, build_codec, build_vocoder
from foley_models.audioldm.heads import with_right_heads
from foley_models.audioldm.shapes import AUDIO_16_KHZ
from foley_models.audioldm2 import family as audioldm2
from foley_models.audioldm2.shapes import read_shapes as audioldm2_shapes
from foley_models.card import Defaults
from foley_models.networks import (
    diffusers_sizes,
    gpt2,
    t5_encoder,
    t5gemma_encoder,
)
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
from foley_models.published.pipeline_sizes import (
    NO_THRESHOLD,
    flow_defaults,
    gemma_sizes,
    language_sizes,
    sigma_schedule,
    sizes_of_diffusers,
    t5_sizes,
    whole_number,
    whole_numbers,
)
from foley_models.published.tokenizer_files import find_tokenizer, tokenizer_json, word_pieces_json
from foley_models.published.vae_names import with_newer_names
from foley_models.published.vocoder_names import named_as_transformers
from foley_models.published.weights_files import one_of, read_weights_file
from foley_models.schedule import NoiseSchedule, SigmaSchedule
from foley_models.stable_audio import family as stable_audio
from foley_models.stable_audio.shapes import read_shapes as stable_audio_shapes
from foley_models.stable_audio3 import family as stable_audio3
from foley_models.stable_audio3.shapes import read_shapes as stable_audio3_shapes
from foley_models.strict_json import read_object
from foley_models.weightless import weightless
from foley_models.word_pieces import gemma_problem

LOG_SNR_LEAST, LOG_SNR_MOST = -6.2, 2.0  # of Stable Audio 3: no file says it, its pipeline does
STABLE_AUDIO_LICENCE = "stable-audio-community"
VECTORS = 8  # where a folder does not say
Shapes = dict[str, Mapping[str, object]]
_AUDIOLDM2_AUTHORS = """\
- AudioLDM 2: Haohe Liu, Yi Yuan, Xubo Liu, Xinhao Mei, Qiuqiang Kong, Qiao Tian, Yuping Wang, Wenwu Wang,
  Yuxuan Wang, Mark D. Plumbley, "AudioLDM 2: Learning Holistic Audio Generation with Self-supervised Pretraining",
  2023. Weights: CC BY-NC-SA 4.0.
- CLAP (LAION), Flan-T5 (Google) and GPT-2 (OpenAI), which are parts of it.
"""
_STABLE_AUDIO3_AUTHORS = """\
- Stable Audio 3: Stability AI, 2026. This model is powered by Stability AI.
- T5Gemma (Google), which is a part of it and under the Gemma Terms of Use.
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
    text, pieces = t5_sizes(folder, "text_encoder_2", "tokenizer_2")
    shapes: Shapes = {
        "clap": clap_sizes(heard),
        "text": text,
        "language": language_sizes(folder),
        "projection": sizes_of_diffusers(folder, "projection_model", "AudioLDM2ProjectionModel"),
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
            "word_pieces": word_pieces_json(folder / "tokenizer_2", whole_number(text, "vocab_size")),
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
    text, pieces = t5_sizes(folder, "text_encoder", "tokenizer")
    codec = sizes_of_diffusers(folder, "vae", "AutoencoderOobleck")
    shapes: Shapes = {
        "text": text,
        "projection": sizes_of_diffusers(folder, "projection_model", "StableAudioProjectionModel"),
        "denoiser": sizes_of_diffusers(folder, "transformer", "StableAudioDiTModel"),
        "codec": codec,
        "lead": {"word_pieces": pieces},
    }
    hop = prod(whole_numbers(codec, "downsampling_ratios", folder))
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
        texts={"word_pieces": word_pieces_json(folder / "tokenizer", whole_number(text, "vocab_size"))},
        audio=AudioSpec(
            rate_hz=whole_number(codec, "sampling_rate"),
            mel_bins=whole_number(codec, "decoder_input_channels"),
            window_samples=hop,
            hop_samples=hop,
        ),
        schedule=sigma_schedule(read_object(folder / "scheduler" / "scheduler_config.json")),
        defaults=Defaults("dpmpp-2m-sde", 100, 7.0, NO_THRESHOLD),
        licence=STABLE_AUDIO_LICENCE,
        authors=_STABLE_AUDIO_AUTHORS,
        trained_on="Freesound and the Free Music Archive, sounds under CC0, CC BY and CC Sampling+: see its model card",
        notes=(),
        hears=False,
    )


def _stable_audio3(folder: Path, _: Path | None) -> FoundPipeline:
    text, pieces = gemma_sizes(folder)
    codec = sizes_of_diffusers(folder, "vae", "AutoencoderSAME")
    shapes: Shapes = {
        "text": text,
        "duration": sizes_of_diffusers(folder, "duration_embedder", "StableAudio3DurationEmbedder"),
        "denoiser": sizes_of_diffusers(folder, "transformer", "StableAudio3DiTModel"),
        "codec": codec,
        "lead": {"word_pieces": pieces},
    }
    hop = whole_number(codec, "patch_size") * prod(whole_numbers(codec, "encoder_strides", folder))
    defaults, note = flow_defaults(read_object(folder / "scheduler" / "scheduler_config.json"))
    return FoundPipeline(
        source=folder,
        family="stable_audio3",
        title="Stable Audio 3",
        tensors={
            "text": _t5_names(read_weights_file(one_of(folder / "text_encoder", TRANSFORMERS_FILES))),
            "duration": read_weights_file(one_of(folder / "duration_embedder", DIFFUSERS_FILES)),
            "denoiser": read_weights_file(one_of(folder / "transformer", DIFFUSERS_FILES)),
            "codec": read_weights_file(one_of(folder / "vae", DIFFUSERS_FILES)),
        },
        shapes=shapes,
        texts={"word_pieces": word_pieces_json(folder / "tokenizer", whole_number(text, "vocab_size"), gemma_problem)},
        audio=AudioSpec(
            rate_hz=whole_number(codec, "sampling_rate"),
            mel_bins=whole_number(codec, "latent_dim"),
            window_samples=hop,
            hop_samples=hop,
        ),
        schedule=SigmaSchedule(sigma_least=exp(-LOG_SNR_MOST), sigma_most=exp(-LOG_SNR_LEAST)),
        defaults=defaults,
        licence=STABLE_AUDIO_LICENCE,
        authors=_STABLE_AUDIO3_AUTHORS,
        trained_on="licensed and Creative Commons sounds and music: see its model card",
        notes=(note,),
        hears=False,
    )


PIPELINES: Mapping[str, Callable[[Path, Path | None], FoundPipeline]] = {
    "AudioLDM2Pipeline": _audioldm2,
    "StableAudioPipeline": _stable_audio,
    "StableAudio3Pipeline": _stable_audio3,
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


def _vectors(folder: Path) -> int:
    """How many vectors the language model goes on with."""
    for name in ("config.json", "generation_config.json"):
        path = folder / "language_model" / name
        said = read_object(path).values.get("max_new_tokens") if path.is_file() else None
        if isinstance(said, int) and not isinstance(said, bool) and said >= 1:
            return said
    return VECTORS


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


def _check_whole(found: FoundPipeline) -> None:
    """PackError, naming part and tensor, where names or shapes are not those of the networks."""
    with weightless():
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
    if found.family == "stable_audio3":
        flow = stable_audio3_shapes(found.shapes, found.audio)
        return {
            "text": t5gemma_encoder(flow.text, "text"),
            "duration": stable_audio3.build_duration(flow),
            "denoiser": stable_audio3.build_denoiser(flow),
            "codec": stable_audio3.build_codec(flow),
        }
    stereo = stable_audio_shapes(found.shapes, found.audio)
    return {
        "text": t5_encoder(stereo.text, "text"),
        "projection": stable_audio.build_projection(stereo),
        "denoiser": stable_audio.build_denoiser(stereo),
        "codec": stable_audio.build_codec(stereo),
    }
