"""Which folders sounds may go into: 200 hostile ones, links that are swapped in, and the ones that are fine."""

import itertools
import os
import sys
from pathlib import Path

import pytest

import foley_bridge
import foley_models
from foley_bridge.files import folder_opening
from foley_bridge.files.destination import open_place
from foley_bridge.files.folder_rules import name_refusal
from foley_models.errors import DestinationError
from tests.bridge.files.canary import plant, tree_hash
from tests.bridge.files.faults import DISK_FAULTS, Shim

posix_only = pytest.mark.skipif(os.name == "nt", reason="other calls are made there")

HIDDEN = [".config", ".ssh", ".vst3", ".clap", ".lv2", ".local/share", ".git", "...", "..a", ". ", ".config/REAPER"]
CODE = ["VST", "vst3", "Vst2", "VSTPlugins", "LV2", "ladspa", "dssi", "lxvst", "AAX", "Plug-Ins", "LaunchAgents"]
CODE += ["x.vst3", "Y.CLAP", "z.component", "My.app", "a.lv2", "b.aaxplugin", "c.bundle", "lib/clap", "Audio/CLAP"]
CODE += ["REAPER/Scripts", "reaper/effects", "REAPER/UserPlugins", "Programs/Startup"]
BELOW = ["", "deep", "deep/er", "deep/er/Foley"]
TEXTS = ["", " ", "relative", "./relative", "~", "~/media", "..", "../..", "\0", "/tmp/a\0b", "/tmp/a\nb", "/\ud800"]
TEXTS += [
    "/tmp/\x1b[2J",
    "\\\\server\\share",
    "C:\\Windows",
    "file:///tmp",
    "http://example.org/",
    "$HOME",
    "`id`",
    "%TEMP%",
]
TEXTS += ["/" + "a/" * 3000, "/" + "x" * 300, "/tmp/\u2028", "nul", "CON", "-rf", "/..", "/../etc", "//..", "/./.."]
SYSTEM = ["/", "//", "/etc", "/usr/lib", "/bin", "/sbin", "/proc/self", "/dev", "/dev/shm", "/sys", "/boot", "/var/lib"]
SYSTEM += [
    "/run",
    "/opt",
    "/usr/share/sounds",
    "/lib",
    "/proc/self/cwd",
    "/proc/self/root",
    "/usr/../etc",
    "/etc/../etc",
]


def _hostile(canary: Path) -> list[str]:
    """Destinations that name the canary's tree or other folders in every forbidden way; all of them exist."""
    named = [canary / name / below for name, below in itertools.product(HIDDEN + CODE, BELOW)]
    for folder in named:
        folder.mkdir(parents=True, exist_ok=True)
    dotted = [f"{canary}/deep/../deep", f"{canary}/..", f"{canary}/deep/../../{canary.name}", f"{canary}/./../x"]
    files = [str(canary / "sound.wav"), str(canary / "sound.wav" / "below"), str(canary / "missing"), f"{canary}/a/b/c"]
    reaper = canary / "Portable"
    inside = [reaper, *(reaper / name for name in ("Data", "Effects", "FXChains", "Plugins", "presets", "Other/deep"))]
    for folder in inside:
        folder.mkdir(parents=True, exist_ok=True)
    (reaper / "reaper.ini").touch()
    links = []
    for number, target in enumerate([canary / ".ssh", canary / "VST", reaper, Path("/etc"), canary / "sound.wav"]):
        link = canary / f"link{number}"
        link.symlink_to(target)
        links += [str(link), str(link / "deep")]
    loop = canary / "loop"
    loop.symlink_to(loop)
    own = [str(Path(package.__file__ or "").parent) for package in (foley_bridge, foley_models)]
    return [*map(str, named), *dotted, *files, *map(str, inside), *links, str(loop), *own, *TEXTS, *SYSTEM]


@posix_only
def test_two_hundred_hostile_folders_take_no_byte(tmp_path: Path) -> None:
    canary = plant(tmp_path / "canary")
    hostile = _hostile(canary)
    assert len(hostile) >= 200
    before = tree_hash(tmp_path)
    for destination in hostile:
        with pytest.raises(DestinationError) as caught:
            open_place(destination)
        assert caught.value.code == "bad-path"
        assert len(str(caught.value)) < 5000
    assert tree_hash(tmp_path) == before


def test_sounds_go_into_a_subfolder_of_the_media_folder(tmp_path: Path) -> None:
    with open_place(str(tmp_path)) as place:
        assert place.folder == Path(os.path.realpath(tmp_path)) / "Foley"
        assert list(place.folder.iterdir()) == []
    with open_place(str(tmp_path)) as again:
        assert again.folder == place.folder


@pytest.mark.parametrize(
    "name", ["REAPER Media", "clap", "Effects", "scripts", "Ünï cödé 音", "a.b", "Startup", "x'y\"z"]
)
def test_a_folder_with_an_everyday_name_is_fine(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with open_place(str(tmp_path / name)) as place:
        assert place.folder.is_dir()


def test_the_projects_beside_a_portable_reaper_are_fine(tmp_path: Path) -> None:
    (tmp_path / "reaper.ini").touch()
    (tmp_path / "Projects" / "Night").mkdir(parents=True)
    with open_place(str(tmp_path / "Projects" / "Night")) as place:
        assert place.folder.is_dir()


def test_a_folder_of_the_daemon_is_refused_under_any_name(tmp_path: Path) -> None:
    state, inside = tmp_path / "state", tmp_path / "state" / "spool"
    inside.mkdir(parents=True)
    for destination in (state, inside):
        with pytest.raises(DestinationError, match="Foley Bridge's own"):
            open_place(str(destination), reserved=[state, tmp_path / "missing"])
    with open_place(str(tmp_path), reserved=[state]) as place:
        assert place.folder.is_dir()


def test_a_trial_that_was_killed_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "Foley").mkdir()
    (tmp_path / "Foley" / ".foleytrial.part").touch()
    with open_place(str(tmp_path)) as place:
        assert list(place.folder.iterdir()) == []


@posix_only
def test_our_subfolder_may_not_be_a_link_or_a_file_or_reserved(tmp_path: Path) -> None:
    outside = plant(tmp_path / "outside")
    before = tree_hash(outside)
    for number, target in enumerate([outside, outside / "sound.wav", outside / "missing"]):
        media = tmp_path / f"media{number}"
        media.mkdir()
        (media / "Foley").symlink_to(target)
        with pytest.raises(DestinationError):
            open_place(str(media))
    assert tree_hash(outside) == before
    (tmp_path / "Foley").mkdir()
    with pytest.raises(DestinationError, match="own"):
        open_place(str(tmp_path), reserved=[tmp_path / "Foley"])


def test_the_settings_own_folder_is_made_may_be_hidden_and_is_used_itself(tmp_path: Path) -> None:
    own = tmp_path / ".hidden" / "sounds"
    with open_place(str(own), own=own) as place:
        assert place.folder == Path(os.path.realpath(own))
    with pytest.raises(DestinationError, match="hidden"):
        open_place(str(own.parent), own=own)


@posix_only
@pytest.mark.parametrize("swapped", ["a", "b", "c"])
def test_a_part_that_is_swapped_for_a_link_after_the_look_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    outside = plant(tmp_path / "outside")
    (outside / "b" / "c").mkdir(parents=True)
    (outside / "c").mkdir()
    media = tmp_path / "a" / "b" / "c"
    media.mkdir(parents=True)
    before = tree_hash(outside)
    (part,) = [path for path in (media, *media.parents) if path.name == swapped and path.is_relative_to(tmp_path)]
    genuine = os.path.realpath

    def swap_after_the_look(path: Path, *, strict: bool = False) -> str:
        real = genuine(path, strict=strict)
        if not part.is_symlink():
            part.rename(part.with_name("moved"))
            part.symlink_to(outside)
        return real

    monkeypatch.setattr(os.path, "realpath", swap_after_the_look)
    with pytest.raises(DestinationError):
        open_place(str(media))
    assert tree_hash(outside) == before


@posix_only
@pytest.mark.parametrize("code", DISK_FAULTS)
def test_whichever_call_fails_opening_says_so_and_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    shim = Shim()
    with monkeypatch.context() as patch:
        shim.install(patch)
        open_place(str(tmp_path)).close()
    before = _descriptors()
    for which in range(1, shim.calls + 1):
        with monkeypatch.context() as patch:
            Shim(which, code).install(patch)
            try:
                open_place(str(tmp_path)).close()
            except (DestinationError, OSError) as error:
                caught = error
            else:
                continue  # a descriptor that nothing was written through may fail to close
        assert isinstance(caught, DestinationError) or which == shim.calls  # the last is this test's own close
        assert _descriptors() == before
        (tmp_path / "Foley").rmdir() if (tmp_path / "Foley").exists() else None


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


@pytest.mark.parametrize(
    "parts",
    [
        ("Windows",),
        ("WINDOWS. ", "Media"),
        ("Program Files", "REAPER"),
        ("Program Files (x86)",),
        ("ProgramData", "x"),
        ("Users", "me", "AppData", "Roaming", "REAPER", "Scripts"),
        ("Users", "me", "AppData", "Local", "Temp"),
        ("VstPlugins",),
        ("Users", "me", ".ssh"),
    ],
)
def test_windows_folders_of_system_and_programs_are_refused(parts: tuple[str, ...]) -> None:
    assert name_refusal(parts, windows=True) is not None


@pytest.mark.parametrize("parts", [("Users", "me", "Documents", "REAPER Media"), ("Projects", "Night"), ("Media",)])
def test_windows_folders_of_a_person_are_fine(parts: tuple[str, ...]) -> None:
    assert name_refusal(parts, windows=True) is None


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        ("/Users/me/Music", True),
        ("/Users/me/Library/Application Support/REAPER/Scripts", False),
        ("/Users/me/Library/Audio/Sounds", False),
        ("/Users/me/Library/Mobile Documents/com~apple~CloudDocs/Film", True),
        ("/Library/Audio", False),
        ("/private/etc", False),
        ("/private/var/folders/x/y", True),
        ("/Volumes/Disk/Film", True),
        ("/run/media/me/Disk", True),
        ("/var/home/me/Music", True),
        ("/media/me/Disk", True),
        ("/mnt/share", True),
        ("/home/me/Music", True),
        ("/var/www", False),
    ],
)
def test_folders_of_systems_and_of_persons_are_told_apart(path: str, *, fine: bool) -> None:
    assert (name_refusal(Path(path).parts[1:], windows=False) is None) == fine


def test_where_folders_have_no_descriptors_paths_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_opening, "ON_WINDOWS", True)
    with open_place(str(tmp_path)) as place:
        path = place.publish("a.wav", b"sound", temporary=".a.part")
        assert path.read_bytes() == b"sound"
    (tmp_path / "reaper.ini").touch()
    with pytest.raises(DestinationError, match="REAPER loads code"):
        open_place(str(tmp_path))
