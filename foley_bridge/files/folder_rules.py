"""Which folders sounds never go into, by their names alone: hidden ones, those that programs load code from, systems'.

A folder is given as its parts below the root. Pure: nothing is looked up, so that every system's rules can be tried on
any of them.
"""

from collections.abc import Sequence

# Each of these folders is searched by audio programs for code to load.
_CODE_FOLDERS = frozenset(
    "vst vst2 vst3 vstplugins lxvst lv2 ladspa dssi aax plug-ins scripts effects userplugins launchagents launchdaemons"
    " startup".split()
)
# `clap` and `scripts` are words of everyday work too: they count only below these.
_NEEDS_PARENT = {
    "clap": frozenset({"lib", "lib64", "common files", "audio", "plug-ins"}),
    "scripts": frozenset({"reaper"}),
    "effects": frozenset({"reaper"}),
    "userplugins": frozenset({"reaper"}),
    "startup": frozenset({"programs", "scripts"}),
}
_BUNDLES = (".vst", ".vst3", ".clap", ".lv2", ".component", ".aaxplugin", ".app", ".framework", ".bundle")
_POSIX_SYSTEM = frozenset(
    "bin boot cores dev etc lib lib32 lib64 libx32 opt proc run sbin snap sys usr var"
    " applications library system".split()
)
# Where system folders hold what is a person's: mounted disks, home folders, temporary folders, network shares.
_POSIX_OPEN = (("run", "media"), ("run", "user"), ("var", "home"), ("var", "folders"), ("var", "tmp"), ("var", "mnt"))
_WINDOWS_SYSTEM = frozenset({"windows", "program files", "program files (x86)", "programdata", "$recycle.bin"})
# A person's own part of the system on macOS; the two hold documents that lie with a cloud service.
_LIBRARY_OPEN = frozenset({"mobile documents", "cloudstorage"})


def name_refusal(parts: Sequence[str], *, windows: bool) -> str | None:
    """Why a folder is refused for its names, in words that end a sentence; None where they are fine."""
    folded = tuple(part.casefold().rstrip(". ") if windows else part.casefold() for part in parts)
    if not folded:
        return "it is the root of the file system"
    hidden = next((part for part in parts if part.startswith(".")), None)
    if hidden is not None:
        return f"{hidden!r} is a hidden folder"
    code = next((part for index, part in enumerate(folded) if _holds_code(folded, index)), None)
    if code is not None:
        return f"programs load code from {code!r}"
    if _is_system(folded, windows=windows):
        return "it belongs to the system"
    return None


def _holds_code(folded: Sequence[str], index: int) -> bool:
    part, parent = folded[index], folded[index - 1] if index else ""
    if part.endswith(_BUNDLES):
        return True
    if part in _NEEDS_PARENT:
        return parent in _NEEDS_PARENT[part]
    return part in _CODE_FOLDERS


def _is_system(folded: Sequence[str], *, windows: bool) -> bool:
    if windows:
        return folded[0] in _WINDOWS_SYSTEM or "appdata" in folded
    if folded[0] == "private":  # where macOS keeps /etc, /tmp and /var in truth
        folded = folded[1:] or ("private",)
    if folded[0] in _POSIX_SYSTEM:
        return tuple(folded[:2]) not in _POSIX_OPEN
    return (
        folded[0] == "users"
        and len(folded) > 2
        and folded[2] == "library"
        and not _LIBRARY_OPEN.intersection(folded[3:4])
    )
