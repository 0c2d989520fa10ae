"""Prints which sound outputs PortAudio sees: run as a process of its own, so that no driver takes anything down here.

outputs()  -> tuple[str, ...]   asks such a process
"""

import json
import sys

from foley_bridge.doctor.child import ask

TIMEOUT_S = 30.0


def outputs() -> tuple[str, ...]:
    """The sound outputs by the names that the setting takes: device, then the interface it is seen through.

    ChildFailedError where PortAudio is not installed or fails.
    """
    found: list[str] = ask(["-m", "foley_bridge.doctor.sound_devices"], timeout_s=TIMEOUT_S)["outputs"]
    return tuple(found)


def main() -> int:
    """Print the names as JSON. OSError where PortAudio is not installed."""
    import sounddevice

    interfaces = sounddevice.query_hostapis()
    names = [
        f"{one['name']}, {interfaces[one['hostapi']]['name']}"
        for one in sounddevice.query_devices()
        if one["max_output_channels"] > 0
    ]
    sys.stdout.write(json.dumps({"outputs": names}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
