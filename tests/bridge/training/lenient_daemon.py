"""`foley-bridge serve` with the real engine, whose gate lets through what random weights make.

FOLEY_BRIDGE_HOME=/tmp/trial python -m tests.bridge.training.lenient_daemon
"""

import sys

from foley_bridge.daemon.daemon import Daemon, launch_of
from foley_bridge.ending import told_by_signals
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.studio import ModelStudio
from foley_bridge.engine.worker import serve
from foley_bridge.folders import user_folders
from foley_bridge.settings import load_settings
from tests.bridge.engine.faulty_worker import lenient_craft
from tests.bridge.engine.quick_worker import worker_command

LENIENT = (sys.executable, "-m", "tests.bridge.training.lenient_daemon")
ENGINE = "engine"


def main() -> None:
    """Be the daemon until SIGTERM, or with the word `engine` its engine."""
    if sys.argv[1:] == [ENGINE]:
        serve(lambda settings: ModelStudio(settings, craft_with=lenient_craft))
        return
    folders = user_folders()
    settings = load_settings(folders.settings_file)
    usual = launch_of(settings)
    command = (*worker_command("tests.bridge.training.lenient_daemon"), ENGINE)
    launch = Launch(command=command, device=usual.device, dtype=usual.dtype, threads=usual.threads, nice=usual.nice)
    with told_by_signals() as ending, Daemon(settings, folders, launch=launch):
        ending.wait()


if __name__ == "__main__":
    main()
