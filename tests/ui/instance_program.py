"""One start of the tray's instance alone: says `won` and then each wish, or `handed`, or what is wrong; for tests."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from foley_bridge.folders import user_folders
from foley_models.errors import FoleyError
from foley_ui.instance import Instance, Wish


def main(home: Path, prompt: str) -> int:
    """Claim; hold on until it is killed where the place is ours."""
    app = QCoreApplication([])
    try:
        instance = Instance.claim(user_folders(home), Wish.of_this_start(prompt=prompt))
    except FoleyError as error:
        print(f"failed: {error}", flush=True)  # noqa: T201
        return 1
    if instance is None:
        print("handed", flush=True)  # noqa: T201
        return 0
    instance.raised.connect(lambda wish: print(json.dumps(vars(wish)), flush=True))  # noqa: T201
    print("won", flush=True)  # noqa: T201
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
