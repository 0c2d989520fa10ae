"""Makes the scripts that Ardour takes, each one file without `require`, of their parts.

    python host_plugins/ardour/assemble.py            # writes host_plugins/ardour/scripts/

In a part of a script the line `--@ NAME NAME` stands for those parts, each in a function of its own: Ardour keeps only
the bytes of `factory`, so all that it uses must lie inside.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = {
    "listen": "foley_bridge_listen.lua",
    "generate": "foley_bridge_generate.lua",
    "more_like_this": "foley_bridge_more_like_this.lua",
    "imitate": "foley_bridge_imitate.lua",
    "fill": "foley_bridge_fill.lua",
    "markers": "foley_bridge_markers.lua",
    "hits": "foley_bridge_hits.lua",
    "library": "foley_bridge_library.lua",
    "lay": "foley_bridge_lay.lua",
    "cancel": "foley_bridge_cancel.lua",
}
_INCLUDE = re.compile(r"^( *)--@ ([a-z_ ]+)\n", re.MULTILINE)


def part(name: str) -> str:
    """A part's text."""
    return (HERE / "parts" / f"{name}.lua").read_text(encoding="utf-8")


def included(name: str, *, indent: str = "") -> str:
    """A part as a local of its name."""
    text = f"local {name} = (function()\n{part(name)}end)()\n\n"
    return "".join(indent + line if line.strip() else line for line in text.splitlines(keepends=True))


def assembled(name: str) -> str:
    """A script with all that it needs."""
    return _INCLUDE.sub(
        lambda found: "".join(included(one, indent=found[1]) for one in found[2].split()).rstrip("\n") + "\n",
        part(name),
    )


def main() -> None:
    """Write all of them."""
    for name, file in SCRIPTS.items():
        (HERE / "scripts" / file).write_text(assembled(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
