"""What torch sees of this machine."""

import json
import subprocess
import sys
from dataclasses import asdict

import torch

from foley_models.devices import available_devices
from foley_models.hardware import look_at_hardware
from tests.bridge.processes import environment


def test_the_best_device_is_described() -> None:
    found = look_at_hardware()
    assert found.torch == torch.__version__
    assert found.devices == available_devices()
    assert found.best_name
    assert found.threads >= 1
    assert (found.memory_bytes > 0) == (found.devices[0] == "cuda")


def test_the_program_prints_the_same_as_json() -> None:
    command = [sys.executable, "-m", "foley_models.hardware"]
    done = subprocess.run(command, env=environment(), capture_output=True, check=True)
    assert json.loads(done.stdout) == json.loads(json.dumps(asdict(look_at_hardware())))
