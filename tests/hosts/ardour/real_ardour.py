"""Ardour itself, with its window in a virtual screen and no sound card, for tests.

A session is made by Ardour's own Lua, the scripts are put where Ardour keeps those that people chose, and a hook of the
tests does by Ardour's functions what a person does by hand: save, select, undo, quit.
"""

import base64
import os
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "host_plugins" / "ardour" / "scripts"
ACTIONS = (
    "generate",
    "cancel",
    "more_like_this",
    "imitate",
    "fill",
    "markers",
    "hits",
    "library",
    "lay",
)  # in the slots script-1 and on
HERE = Path(__file__).parent
NEEDED = ("ardour", "ardour7-lua", "Xvfb", "xdotool")
RATE_HZ = 48000
SUPERCLOCKS_PER_SECOND = 282_240_000
WAIT_S = 40.0  # far more than anything here takes, on a machine that is busy with other things

# The numbers of Ardour 7.3: what `signals` of the script says is a set of these, which Ardour keeps as text.
_STATE_SAVED, _LUA_TIMER_DS = 16, 47
_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<Ardour>
  <Config>
    <Option name="try-autostart-engine" value="1"/>
    <Option name="hide-dummy-backend" value="0"/>
  </Config>
  <Extra><AudioMIDISetup><EngineStates>
    <State backend="None (Dummy)" driver="Normal Speed" device="Silence" input-device="" output-device=""
     sample-rate="48000" buffer-size="1024" n-periods="0" input-latency="0" output-latency="0" input-channels="0"
     output-channels="0" active="1" use-buffered-io="0" midi-option="" lm-input="" lm-output=""><MIDIDevices/></State>
  </EngineStates></AudioMIDISetup></Extra>
</Ardour>
"""


def missing() -> list[str]:
    """The programs that these tests need and this machine has not."""
    return [name for name in NEEDED if shutil.which(name) is None]


def until(holds: Callable[[], object], what: str, *, timeout_s: float = WAIT_S) -> None:
    """Wait for what another process does."""
    end_s = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < end_s, f"in vain: {what}"
        time.sleep(0.05)


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen's name for DISPLAY."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as number:
                yield f":{number.readline().strip()}"
        finally:
            server.terminate()


@dataclass(frozen=True)
class Heard:
    """A region in a playlist: its name, where it begins and how long it is, its file and where in it, how loud.

    Ardour keeps a file for each channel; this is the first.
    """

    name: str
    start_s: float
    length_s: float
    file: Path
    offset_s: float
    gain: float = 1.0
    channels: int = 1


@dataclass(frozen=True)
class Track:
    """An audio track of a saved session: the active playlist first; `inputs` are its channels."""

    name: str
    comment: str
    playlists: Mapping[str, tuple[Heard, ...]]
    active: str
    inputs: int = 1


class Ardour:
    """A session in `folder`, whose name is the session's, and the program that has it open from time to time."""

    def __init__(self, folder: Path, home: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._home = home
        self._environment = {
            **environment,
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "FOLEY_TEST_TO_ARDOUR": str(self._said),
        }
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            self._environment.pop(name, None)
        self._program: subprocess.Popen[bytes] | None = None
        self._configure()
        self._make_session()

    @property
    def _said(self) -> Path:
        return self._home / "to_ardour"

    @property
    def requests(self) -> Path:
        """The file of the session that holds its requests."""
        return self.folder / "foley-bridge.requests"

    @property
    def wishes(self) -> Path:
        """The file by which the actions tell the hook what is wished."""
        return self.folder / "foley-bridge.wishes"

    def _configure(self) -> None:
        config = self._home / ".config" / "ardour7"
        config.mkdir(parents=True)
        (self._home / ".local" / "share").mkdir(parents=True)
        (config / ".a7").touch()  # been here before: no questions of a first start
        (config / "config").write_text(_CONFIG, encoding="utf-8")
        hooks = [
            _hook("listen", (SCRIPTS / "foley_bridge_listen.lua").read_text("utf-8"), (_LUA_TIMER_DS, _STATE_SAVED)),
            _hook("tests", (HERE / "by_hand.lua").read_text("utf-8"), (_LUA_TIMER_DS,)),
        ]
        actions = [(SCRIPTS / f"foley_bridge_{name}.lua").read_text("utf-8") for name in ACTIONS]
        scripts = f"<UIScripts>{_actions(actions)}<ActionHooks>{''.join(hooks)}</ActionHooks></UIScripts>"
        (config / "ui_scripts").write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{scripts}\n', encoding="utf-8")

    def _make_session(self) -> None:
        environment = {**self._environment, "SESSION_FOLDER": str(self.folder), "SESSION_NAME": self.folder.name}
        script = str(HERE / "make_session.lua")
        subprocess.run(["ardour7-lua", script], env=environment, check=True, capture_output=True, timeout=WAIT_S)

    def open(self) -> Self:
        """Start Ardour with the session, and wait until its hooks run."""
        self._said.write_text("", encoding="utf-8")
        with (self._home / "log.txt").open("ab") as log:
            command = ["ardour", "-n", "-a", "-d", str(self.folder)]
            self._program = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        until(lambda: not self._said.exists() or self._ended(), "Ardour opens the session")
        assert not self._ended(), self.log()
        return self

    def log(self) -> str:
        """What Ardour wrote."""
        return (self._home / "log.txt").read_text("utf-8", errors="replace")

    def do(self, *words: str | int) -> None:
        """Have the tests' hook do something, and wait until it began."""
        half = self._said.with_suffix(".tmp")
        half.write_text(" ".join(str(word) for word in words), encoding="utf-8")
        half.rename(self._said)
        until(lambda: not self._said.exists() or self._ended(), f"Ardour does {words}")

    def save(self) -> None:
        """As Ctrl-S does."""
        before = self._stamp()
        self.do("action", "Common", "Save")
        until(lambda: self._stamp() != before, "the session is saved")

    def quit(self) -> None:
        """Leave a session that has no unsaved changes."""
        assert self._program is not None
        self.do("action", "Common", "Quit")
        self._program.wait(WAIT_S)

    def kill(self) -> None:
        """End it at once, as a crash would; what was not saved is gone."""
        if self._program is not None:
            self._program.kill()
            self._program.wait()

    def close(self) -> None:
        """End it, however it stands."""
        with suppress(OSError):
            self.kill()

    def wish(self, id_: str, prompt: str, **more: str | int | float) -> None:
        """Ask for sounds as the action does after its dialog."""
        place: dict[str, str | int | float] = {
            "position": "2.0",
            "rate": RATE_HZ,
            "destination": str(self.folder),
            "project": self.folder.name,
        }
        asked = {
            "id": id_,
            "prompt": prompt,
            "seconds": 1,
            "count": 2,
            "seed": 7,
            "pool": 2,
            "steps": 4,
            "sample": 96000,
        }
        fields = {**asked, **place, **more}
        line = "\t".join(["generate", *(f"{name}={value}" for name, value in fields.items())]) + "\n"
        with self.wishes.open("a", encoding="utf-8") as wishes:
            wishes.write(line)

    def act(self, action: str, title: str, *words: str) -> None:
        """Start an action, type into its dialog and agree; a number counts when its field is left."""
        self.do("action", "LuaAction", f"script-{ACTIONS.index(action) + 1}")
        window = self._window(f"Foley Bridge: {title}")
        self._type(*words, "Tab", "alt+o")
        until(lambda: window not in self._windows(f"Foley Bridge: {title}"), "the dialog is closed")

    def generate_by_dialog(self, prompt: str, *, count: str, seconds: str | None = None, loop: bool = False) -> None:
        """Ask for sounds; the seconds may stay as the dialog has them."""
        length = [] if seconds is None else [seconds]
        looped = ["Tab", "Tab", "space"] if loop else []
        self.act("generate", "Generate", prompt, "Tab", *length, "Tab", count, *looped)

    def answer_window(self, title: str, key: str) -> None:
        """Wait for a window and press a key in it."""
        window = self._window(title)
        self._type(key)
        until(lambda: window not in self._windows(title), f"{title} is closed")

    def imported_files(self) -> list[Path]:
        """What Ardour copied into the session."""
        return list((self.folder / "interchange").rglob("*.wav"))

    def request_ids(self) -> list[str]:
        """Ids of the requests that are not settled."""
        return re.findall(r"\tid=([^\t\n]+)", self.requests.read_text("utf-8"))

    def request_fields(self) -> set[str]:
        """`name=value` of the requests that are not settled."""
        text = self.requests.read_text("utf-8") if self.requests.exists() else ""
        return set(re.split(r"[\t\n]", text))

    def track_id(self, name: str) -> str:
        """What Ardour calls a track of the saved session."""
        routes = ElementTree.parse(self._session_file).iterfind("Routes/Route")
        return next(str(one.get("id")) for one in routes if one.get("name") == name)

    def _windows(self, title: str) -> list[str]:
        found = self._xdotool("search", "--onlyvisible", "--name", f"^{title}")
        return found.split()

    def _window(self, title: str) -> str:
        until(lambda: self._windows(title), f"the window {title!r} opens")
        (window,) = self._windows(title)
        return window

    def _type(self, *words: str) -> None:
        for word in words:
            is_key = word in ("Tab", "Escape", "Return", "space") or word.startswith("alt+")
            self._xdotool(*(("key", word) if is_key else ("type", "--delay", "5", word)))

    def _xdotool(self, *words: str) -> str:
        command = ["xdotool", *words]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False).stdout

    def saved_tracks(self) -> list[Track]:
        """The tracks as they are now: the session is saved first."""
        self.save()
        return self.tracks()

    def tracks(self) -> list[Track]:
        """The audio tracks of the session as it was saved last, without the master bus."""
        root = ElementTree.parse(self._session_file).getroot()
        sources = {one.get("id"): one for one in root.iterfind("Sources/Source")}
        audio = self.folder / "interchange" / self.folder.name / "audiofiles"

        def heard(region: ElementTree.Element) -> Heard:
            source = sources[region.get("source-0")]
            length = _seconds(str(region.get("length")).partition("@")[0])
            start = _seconds(str(region.get("length")).partition("@")[2])
            offset = _seconds(str(region.get("start")))
            gain = float(region.get("scale-amplitude", "1"))
            file, channels = audio / str(source.get("name")), int(str(region.get("channels")))
            return Heard(str(region.get("name")), start, length, file, offset, gain, channels)

        found = []
        for route in root.iterfind("Routes/Route"):
            if (active := route.get("audio-playlist")) is None:
                continue
            mine = [one for one in root.iter("Playlist") if one.get("orig-track-id") == route.get("id")]
            names = {str(one.get("id")): str(one.get("name")) for one in mine}
            playlists: dict[str, tuple[Heard, ...]] = {}
            for one in mine:  # two may be called the same
                name = next(name for name in _again(names[str(one.get("id"))]) if name not in playlists)
                names[str(one.get("id"))] = name
                playlists[name] = tuple(heard(region) for region in one.iterfind("Region"))
            comment = route.find("Comment")
            text = (comment.text or "") if comment is not None else ""
            inputs = len(route.findall("IO[@direction='Input']/Port"))
            found.append(Track(str(route.get("name")), text, playlists, names[active], inputs))
        return found

    @property
    def _session_file(self) -> Path:
        return self.folder / f"{self.folder.name}.ardour"

    def _stamp(self) -> int:
        return self._session_file.stat().st_mtime_ns

    def _ended(self) -> bool:
        return self._program is None or self._program.poll() is not None


def _seconds(superclocks: str) -> float:
    return int(superclocks.removeprefix("a")) / SUPERCLOCKS_PER_SECOND


def _again(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} ({number})" for number in count(2))


def _quoted(text: str) -> str:
    return f"[=====[\n{text}]=====]"


def _kept(source: str) -> str:
    """A script as Ardour keeps it: only the bytes of its factory, which must not need anything around it."""
    return f"ardour = function() end\n{source}\nreturn load(string.dump(factory, true), nil, nil, _ENV)(...)"


def _entry(table: str, name: str, source: str) -> str:
    values = {"n": name, "s": source, "f": _kept(source)}
    return "".join(f'{table}["{key}"]={_quoted(value)} ' for key, value in values.items()) + f'{table}["a"]={{}} '


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _hook(name: str, source: str, signals: tuple[int, ...]) -> str:
    bits = "".join(str(int(one in signals)) for one in range(max(signals), -1, -1))
    number = 1000 + sum(name.encode())
    state = _encoded("s={} " + _entry("s", name, source))
    return f'<LuaCallback lua="Lua 5.3" id="{number}" name="{name}" signals="{bits}">{state}</LuaCallback>'


def _actions(sources: list[str]) -> str:
    entries = (
        f"scripts[{at}]={{}} " + _entry(f"scripts[{at}]", f"foley {at}", one) for at, one in enumerate(sources, 1)
    )
    return f'<ActionScript lua="Lua 5.3">{_encoded("scripts={} " + "".join(entries))}</ActionScript>'
