"""Prints how many sound outputs PortAudio sees: run by the doctor as a process of its own."""

import json
import sys


def main() -> int:
    """Print the number as JSON. OSError where PortAudio is not installed."""
    import sounddevice

    outputs = [one for one in sounddevice.query_devices() if one["max_output_channels"] > 0]
    sys.stdout.write(json.dumps({"outputs": len(outputs)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
