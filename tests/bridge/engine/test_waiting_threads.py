"""How the engine's threads wait for each other beside programs that want the same cores."""

import subprocess
import sys

import pytest

from foley_bridge.engine.worker import SPINS, wait_briefly
from tests.bridge.processes import environment


@pytest.mark.parametrize("said", [{"OMP_WAIT_POLICY": "ACTIVE"}, {"GOMP_SPINCOUNT": "7"}])
def test_what_the_user_said_about_waiting_stays(said: dict[str, str]) -> None:
    surroundings = dict(said)
    wait_briefly(surroundings)
    assert surroundings == said


@pytest.mark.skipif(sys.platform != "linux", reason="libgomp is what torch has on Linux")
def test_the_library_reads_it_where_torch_is_imported_afterwards() -> None:
    script = (
        "import os; os.environ.pop('GOMP_SPINCOUNT', None); os.environ.pop('OMP_WAIT_POLICY', None)\n"
        "from foley_bridge.engine.worker import wait_briefly; import sys; assert 'torch' not in sys.modules\n"
        "wait_briefly(os.environ); import torch\n"
    )
    surroundings = environment() | {"OMP_DISPLAY_ENV": "VERBOSE"}
    made = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True)
    assert f"GOMP_SPINCOUNT = '{SPINS}'" in made.stderr
