"""Networks of diffusers and transformers built from the configuration that was published with them.

A pack's card keeps that configuration, without what says nothing of the network: names of classes, versions, paths.
"""

import inspect
from collections.abc import Mapping
from typing import Any

from torch import nn

from foley_models.errors import PackError

# Of a configuration of transformers: what the encoder of a T5 or a T5Gemma, and a GPT-2, depend on.
T5_KEYS = (
    "vocab_size",
    "d_model",
    "d_kv",
    "d_ff",
    "num_layers",
    "num_heads",
    "relative_attention_num_buckets",
    "relative_attention_max_distance",
    "layer_norm_epsilon",
    "feed_forward_proj",
)
GPT2_KEYS = (
    "vocab_size",
    "n_positions",
    "n_embd",
    "n_layer",
    "n_head",
    "n_inner",
    "activation_function",
    "layer_norm_epsilon",
    "scale_attn_weights",
    "scale_attn_by_inverse_layer_idx",
)

T5GEMMA_KEYS = (
    "vocab_size",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "hidden_activation",
    "max_position_embeddings",
    "rms_norm_eps",
    "attention_bias",
    "query_pre_attn_scalar",
    "sliding_window",
    "layer_types",
    "attn_logit_softcapping",
    "rope_parameters",
)


def diffusers_sizes(kind: Any, config: Mapping[str, object]) -> dict[str, object]:
    """What of a configuration belongs to a network of diffusers: the arguments of its class."""
    known = inspect.signature(kind.__init__).parameters.keys() - {"self"}
    return {key: value for key, value in config.items() if key in known}


def diffusers_network(kind: Any, sizes: Mapping[str, object], part: str) -> Any:
    """A network of a class of diffusers. PackError where the card gives it something that it does not know."""
    unknown = sorted(sizes.keys() - inspect.signature(kind.__init__).parameters.keys())
    if unknown:
        raise PackError(f"The pack's card has the unknown key `shapes.{part}.{unknown[0]}`: install the pack again.")
    try:
        return kind(**{key: _plain(value) for key, value in sizes.items()})
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise _contradictory(part, error) from error


def t5_encoder(sizes: Mapping[str, object], part: str) -> nn.Module:
    """The encoder of a T5 without weights of its own meaning. PackError where its sizes contradict each other."""
    from transformers import T5Config, T5EncoderModel

    _check_keys(sizes, T5_KEYS, part)
    try:
        whole = T5EncoderModel(_config(T5Config, {**sizes, "use_cache": False, "dropout_rate": 0.0}))
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _contradictory(part, error) from error
    encoder: nn.Module = whole.encoder
    return encoder


def t5gemma_encoder(sizes: Mapping[str, object], part: str) -> nn.Module:
    """The encoder of a T5Gemma. PackError likewise."""
    from transformers import T5GemmaConfig, T5GemmaEncoderModel
    from transformers.models.t5gemma.configuration_t5gemma import T5GemmaModuleConfig

    _check_keys(sizes, T5GEMMA_KEYS, part)
    try:
        module = _config(T5GemmaModuleConfig, {**sizes, "use_cache": False})
        whole = T5GemmaEncoderModel(_config(T5GemmaConfig, {"encoder": module, "is_encoder_decoder": False}))
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _contradictory(part, error) from error
    encoder: nn.Module = whole.encoder
    return encoder


def gpt2(sizes: Mapping[str, object], part: str) -> nn.Module:
    """A GPT-2 without the head that would say words. PackError likewise."""
    from transformers import GPT2Config, GPT2Model

    _check_keys(sizes, GPT2_KEYS, part)
    silent: dict[str, Any] = {"bos_token_id": None, "eos_token_id": None}  # it says no words
    silent |= {"embd_pdrop": 0.0, "attn_pdrop": 0.0, "resid_pdrop": 0.0, "use_cache": False}
    try:
        network: nn.Module = GPT2Model(_config(GPT2Config, {**sizes, **silent}))
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _contradictory(part, error) from error
    return network


def _config(kind: Any, values: Mapping[str, object]) -> Any:
    """A configuration of the library, which says of itself whether the values are of the right kinds."""
    return kind(**values)


def _check_keys(sizes: Mapping[str, object], known: tuple[str, ...], part: str) -> None:
    for key in sorted(set(sizes) ^ set(known)):
        problem = "lacks the key" if key in known else "has the unknown key"
        raise PackError(f"The pack's card {problem} `shapes.{part}.{key}`: install the pack again.")


def _contradictory(part: str, error: Exception) -> PackError:
    return PackError(f"The pack's card contradicts itself: of `shapes.{part}` no network can be made ({error}).")


def _plain(value: object) -> object:
    """Lists as JSON has them are what the classes take; only what is none of their kinds stays as it is."""
    return list(value) if isinstance(value, tuple) else value
