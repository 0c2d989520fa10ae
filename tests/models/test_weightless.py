"""Networks that are built without numbers."""

import os
import subprocess
import sys

import torch
from torch import nn

from foley_models.tuning import TuningLayer
from foley_models.weightless import give_room, weightless

CPU = torch.device("cpu")


def test_sizes_are_those_of_the_network_and_nothing_is_drawn() -> None:
    state = torch.get_rng_state()
    with weightless():
        network = nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 2), TuningLayer(4))
    plain = nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 2), TuningLayer(4))
    assert {name: one.shape for name, one in network.state_dict().items()} == {
        name: one.shape for name, one in plain.state_dict().items()
    }
    assert all(one.is_meta for one in network.parameters())
    torch.set_rng_state(state)
    with weightless():
        nn.Embedding(5, 3)
    assert torch.equal(torch.get_rng_state(), state)


def test_outside_it_networks_draw_again() -> None:
    with weightless():
        pass
    assert nn.Embedding(5, 3).weight.abs().sum() > 0
    drawn = torch.ones(4)
    with weightless():
        nn.init.zeros_(drawn)
        nn.init.normal_(drawn)
    assert drawn.abs().sum() > 0  # a tensor that has numbers keeps being filled


def test_room_has_the_sizes_order_and_type_of_what_was_built() -> None:
    with weightless():
        network = nn.Linear(3, 2, dtype=torch.float64)
        network.weight = nn.Parameter(torch.empty(3, 2, dtype=torch.float64).t())
    give_room(network, CPU)
    assert network.weight.shape == (2, 3)
    assert network.weight.stride() == (1, 2)
    assert {(one.device, one.dtype) for one in network.parameters()} == {(CPU, torch.float64)}


def test_the_shipped_pack_is_loaded_without_the_compiler_of_torch() -> None:
    """It is a second of processor time at every start, and nothing needs it."""
    code = (
        "import sys; from foley_models.pack import load_pack; from foley_models.pack_files import find_pack;"
        "load_pack(find_pack('core'), device='cpu'); print(*sorted({'torch._dynamo', 'sympy'} & sys.modules.keys()))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.strip()) == (0, ""), ended.stdout + ended.stderr
