"""`foley-bridge serve` with an engine that makes noise bursts in milliseconds; everything but the model is real.

FOLEY_BRIDGE_HOME=/tmp/trial python -m benchmarks.reliability.quick_daemon
"""

import sys

from foley_bridge.daemon.daemon import Daemon
from foley_bridge.daemon.promptness import be_prompt
from foley_bridge.daemon.session import load_token
from foley_bridge.ending import told_by_signals
from foley_bridge.engine.launch import Launch
from foley_bridge.folders import user_folders
from foley_bridge.logs import open_log
from foley_bridge.settings import load_settings
from foley_models.errors import FoleyError
from tests.bridge.engine.quick_worker import quick_command


def main() -> None:
    """Serve until SIGTERM."""
    folders = user_folders()
    settings = load_settings(folders.settings_file)
    log = open_log(folders.logs, level=settings.log.level, size_bytes=settings.log.size_bytes)
    log.hide(load_token(folders))
    be_prompt()
    launch = Launch(command=quick_command(), nice=0)
    with told_by_signals() as ending, Daemon(settings, folders, launch=launch):
        ending.wait()
    log.close()


if __name__ == "__main__":
    try:
        main()
    except FoleyError as error:
        sys.exit(str(error))
