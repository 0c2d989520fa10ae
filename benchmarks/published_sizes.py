"""Sizes of published models, as their configurations say them; those of AudioLDM are in the product itself."""

GPT2 = {
    "vocab_size": 50_257, "n_positions": 1024, "n_embd": 768, "n_layer": 12, "n_head": 12, "n_inner": None,
    "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "scale_attn_weights": True,
    "scale_attn_by_inverse_layer_idx": False,
}  # fmt: skip
FLAN_T5_LARGE = {
    "vocab_size": 32_128, "d_model": 1024, "d_kv": 64, "d_ff": 2816, "num_layers": 24, "num_heads": 16,
    "relative_attention_num_buckets": 32, "relative_attention_max_distance": 128, "layer_norm_epsilon": 1e-6,
    "feed_forward_proj": "gated-gelu",
}  # fmt: skip
T5_BASE = {
    **FLAN_T5_LARGE,
    "d_model": 768,
    "d_ff": 3072,
    "num_layers": 12,
    "num_heads": 12,
    "feed_forward_proj": "relu",
}
AUDIOLDM2_WIDTHS = {"text_encoder_dim": 512, "text_encoder_1_dim": 1024, "langauge_model_dim": 768}
STABLE_AUDIO_TRANSFORMER = {
    "sample_size": 1024, "in_channels": 64, "out_channels": 64, "num_layers": 24, "attention_head_dim": 64,
    "num_attention_heads": 24, "num_key_value_attention_heads": 12, "cross_attention_dim": 768, "time_proj_dim": 256,
    "global_states_input_dim": 1536, "cross_attention_input_dim": 768,
}  # fmt: skip
OOBLECK = {
    "encoder_hidden_size": 128, "downsampling_ratios": [2, 4, 4, 8, 8], "channel_multiples": [1, 2, 4, 8, 16],
    "decoder_channels": 128, "decoder_input_channels": 64, "audio_channels": 2, "sampling_rate": 44_100,
}  # fmt: skip
SAME = {
    "audio_channels": 2, "patch_size": 256, "encoder_strides": [16], "encoder_transformer_depths": [6],
    "latent_dim": 256, "sliding_window": 1, "sampling_rate": 44_100,
}  # fmt: skip
STABLE_AUDIO_PROJECTION = {"text_encoder_dim": 768, "conditioning_dim": 768, "min_value": 0, "max_value": 512}


def audioldm2_unet(*, large: bool) -> dict[str, object]:
    """As published, with the heads that it was trained with."""
    attended = [None, 768, 1024, None] if large else [None, 768, 1024]
    return {
        "sample_size": 256,
        "in_channels": 8,
        "out_channels": 8,
        "block_out_channels": [128, 256, 384, 640],
        "layers_per_block": 2,
        "down_block_types": ["DownBlock2D", *["CrossAttnDownBlock2D"] * 3],
        "up_block_types": [*["CrossAttnUpBlock2D"] * 3, "UpBlock2D"],
        "cross_attention_dim": [attended] * 4,
        "transformer_layers_per_block": 2 if large else 1,
        "attention_head_dim": [4, 8, 12, 20],
    }
