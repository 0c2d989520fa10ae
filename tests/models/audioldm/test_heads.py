import pytest
import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import Tensor

from foley_models.audioldm.build import build_denoiser
from foley_models.audioldm.heads import heads_for, with_right_heads
from foley_models.audioldm.shapes import DenoiserShape
from foley_models.errors import PackError
from tests.models.audioldm.conftest import frozen

SHAPE = DenoiserShape(channels=(32, 64, 96), latent_channels=8, layers_per_block=1)


@pytest.fixture(scope="module")
def trained() -> UNet2DConditionModel:
    """A network with 32 channels a head, whose attention has learned to prefer some places to others."""
    with torch.random.fork_rng():
        torch.manual_seed(2)
        unet = build_denoiser(SHAPE)
    for name, weight in unet.named_parameters():
        if name.endswith(("to_q.weight", "to_k.weight")):
            weight.data.mul_(4)
    return unet.eval().requires_grad_(requires_grad=False)


def loaded(config: dict[str, object], tensors: dict[str, Tensor]) -> UNet2DConditionModel:
    unet: UNet2DConditionModel = UNet2DConditionModel.from_config(config)
    return frozen(unet, tensors)


def as_published(unet: UNet2DConditionModel) -> dict[str, object]:
    return {**unet.config, "attention_head_dim": 8}


def eps_of(unet: UNet2DConditionModel) -> Tensor:
    generator = torch.Generator().manual_seed(4)
    z_n = torch.randn(1, 8, 8, 4, generator=generator)
    embedding = torch.nn.functional.normalize(torch.randn(1, 512, generator=generator), dim=-1)
    eps: Tensor = unet(z_n, torch.tensor([500]), encoder_hidden_states=None, class_labels=embedding).sample
    return eps


def relative_error(found: Tensor, wanted: Tensor) -> float:
    return float((found - wanted).norm() / wanted.norm())


def test_a_published_configuration_loads_silently_and_predicts_something_else(trained: UNet2DConditionModel) -> None:
    wrong = loaded(as_published(trained), trained.state_dict())
    assert relative_error(eps_of(wrong), eps_of(trained)) > 1e-3


def test_the_corrected_configuration_predicts_the_same(trained: UNet2DConditionModel) -> None:
    right = loaded(with_right_heads(as_published(trained)), trained.state_dict())
    assert relative_error(eps_of(right), eps_of(trained)) < 1e-6


def test_a_configuration_that_names_no_heads_is_corrected_too() -> None:
    corrected = with_right_heads({"block_out_channels": [128, 256, 384, 640], "act_fn": "silu"})
    assert corrected["attention_head_dim"] == (4, 8, 12, 20)
    assert corrected["act_fn"] == "silu"


def test_heads_that_were_named_for_each_block_stay() -> None:
    config: dict[str, object] = {"block_out_channels": [64, 64], "attention_head_dim": [4, 4]}
    assert with_right_heads(config) == config


def test_one_number_of_heads_under_its_newer_name_is_corrected_too() -> None:
    config: dict[str, object] = {"block_out_channels": [64, 96], "num_attention_heads": 8, "attention_head_dim": 8}
    corrected = with_right_heads(config)
    assert corrected["num_attention_heads"] is None
    assert corrected["attention_head_dim"] == (2, 3)


@pytest.mark.parametrize(
    ("channels", "heads"),
    [
        ((128, 256, 384, 640), (4, 8, 12, 20)),
        ((192, 384, 576, 960), (6, 12, 18, 30)),
        ((256, 512, 768, 1280), (8, 16, 24, 40)),
    ],
)
def test_published_shapes_have_32_channels_a_head(channels: tuple[int, ...], heads: tuple[int, ...]) -> None:
    assert heads_for(channels) == heads


@pytest.mark.parametrize("channels", [(0,), (16,), (64, 100)])
def test_channels_that_cannot_be_shared_are_refused(channels: tuple[int, ...]) -> None:
    with pytest.raises(PackError, match="multiple of 32"):
        heads_for(channels)


def test_a_configuration_without_channels_is_refused() -> None:
    with pytest.raises(PackError, match="block_out_channels"):
        with_right_heads({"attention_head_dim": 8})
