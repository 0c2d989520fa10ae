"""The facts in signatures.txt for Python: luacheck's settings are made from them.

python -m tests.hosts.reaper.facts      writes reaper_scripts/.luacheckrc
"""

import re
from pathlib import Path

SIGNATURES = Path(__file__).parent / "signatures.txt"
LUACHECKRC = Path(__file__).parents[3] / "reaper_scripts" / ".luacheckrc"
_NAME = re.compile(r"([\w.]+)\(")
# The drawing library keeps its pen in two fields that scripts write.
_PEN = ("x", "y")


def names() -> tuple[str, ...]:
    """Every function that REAPER offers, `gfx.` in front of those for drawing."""
    lines = SIGNATURES.read_text(encoding="utf-8").splitlines()
    found = [_NAME.match(line) for line in lines if line and not line.startswith("#")]
    return tuple(match.group(1) for match in found if match)


def luacheckrc() -> str:
    """The settings: no global but Lua's own and these, and none may be made."""
    drawing = [name.removeprefix("gfx.") for name in names() if name.startswith("gfx.")]
    fields = "".join(f"    {name} = {{}},\n" for name in names() if "." not in name)
    pens = "".join(f"    {name} = {{ read_only = false }},\n" for name in _PEN)
    drawn = "".join(f"    {name} = {{}},\n" for name in drawing)
    return (
        "-- Made from tests/hosts/reaper/signatures.txt by python -m tests.hosts.reaper.facts\n"
        'std = "lua54"\n'
        "max_line_length = 120\n"
        "allow_defined = false\n"
        "read_globals = {\n"
        f"  reaper = {{ fields = {{\n{fields}  }} }},\n"
        f"  gfx = {{ fields = {{\n{drawn}{pens}  }} }},\n"
        "}\n"
    )


if __name__ == "__main__":
    LUACHECKRC.write_text(luacheckrc(), encoding="utf-8")
