"""The panels that show something of the studio's own, brought to where a picture says it: library, sheet, guide.

    --panels library,picture,spot,routes

The recordings of the library are takes of this program, with nothing left in their files that says so: the pictures
hold no sound of anybody else.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from foley_bridge.journal.reading import JournalReader
from tests.ui.turns import run_for, wait_for

if TYPE_CHECKING:
    from foley_ui.picture.panel import PicturePanel
    from foley_ui.program import Program
    from foley_ui.sounds.table import SoundTable

P = TypeVar("P")

LONG_S = 900.0
PROMPTS = (
    "a dog barking",
    "a small dog barking far away",
    "heavy boots on gravel",
    "rain falling on leaves",
    "someone typing on a keyboard",
    "a wooden door slams",
)
TAKES, TAKE_S = 2, 2.0
WORDS = "a dog barking"
SHEET = """time,length,prompt,track,count
1.5,1.5,heavy boots on gravel,Feet,2
4.2,1,a wooden door slams,Doors,2
6,2,rain falling on leaves,Weather,1
9.75,1.5,a dog barking,Dog,2
12,1.5,heavy boots on gravel,Feet,2
"""
TIMES_S, STRENGTHS = (0.4, 0.95, 1.5, 2.1, 2.6, 3.2), (1.0, 0.55, 0.9, 0.5, 1.0, 0.7)
GUIDE_HZ = 24_000
ROUTES = '[FEETHmn]\npack = "core"\nthreshold = 0.25\n\n[RAIN]\npack = "core"\nguidance = 3.0\n'


def stock(program: "Program", name: str, home: Path) -> str:
    """Bring a panel to where its picture is taken; the panel's name in the window."""
    _STOCKED[name](program, home)
    run_for(1.0)
    return _PANEL_OF.get(name, name)


def _library(program: "Program", home: Path) -> None:
    from foley_ui.library.panel import LibraryPanel

    panel = _panel(program, "library", LibraryPanel)
    told = panel.watch.told
    if told is None or not told.folders:
        folder = _plain_recordings(program, home / "Sounds")
        panel.watch.add((folder,))
        wait_for(lambda: (now := panel.watch.told) is not None and now.settled and now.heard > 0, LONG_S)
    panel.search.field.setText(WORDS)
    wait_for(lambda: bool(panel.search.table.hits.hits) and not panel.search.searching.busy, LONG_S)
    panel.search.table.setFocus()
    _drawn(panel.search.table)


def _sheet(program: "Program", home: Path) -> None:
    panel = _to_picture(program)
    panel.tabs.setCurrentWidget(panel.cues)
    sheet = home / "reel 1.csv"
    if not sheet.exists():
        sheet.write_text(SHEET, encoding="utf-8")
        panel.cues.open(sheet)
        wait_for(lambda: panel.cues._sheet is not None, LONG_S)
        panel.cues.start()
        wait_for(lambda: not panel.cues.run.busy, LONG_S)
    panel.cues.table.setFocus()
    _drawn(panel.cues.table)


def _spot(program: "Program", home: Path) -> None:
    import soundfile

    from tests.bridge.spotting.clicks import hits_at

    panel = _to_picture(program)
    panel.tabs.setCurrentWidget(panel.spot)
    guide = home / "steps of the take.wav"
    if not guide.exists():
        soundfile.write(guide, hits_at(TIMES_S, STRENGTHS, GUIDE_HZ, seconds=4.0), GUIDE_HZ)
        panel.spot.open(guide)
        wait_for(lambda: bool(panel.spot.events.events), LONG_S)
        panel.spot.prompt.setText("heavy boots on gravel")
        panel.spot.options.count.setValue(2)
        panel.spot.options.seconds.setValue(3.0)
        panel.spot.start()
        wait_for(lambda: not panel.spot.run.busy, LONG_S)
    panel.spot.table.setFocus()
    _drawn(panel.spot.table)


def _routes(program: "Program", _: Path) -> None:
    from foley_bridge.routes.file import routes_file
    from foley_ui.packs.panel import PacksPanel

    file = routes_file(program.context.folders)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(ROUTES, encoding="utf-8")
    panel = _panel(program, "packs", PacksPanel)
    wait_for(lambda: bool(panel.watch.shelf.packs), LONG_S)
    panel.tabs.setCurrentIndex(1)
    wait_for(lambda: panel.routes is not None and panel.routes.model.rowCount() == 2, LONG_S)
    if panel.routes is not None:
        panel.routes.table.setCurrentIndex(panel.routes.model.index(0, 0))


def leave(program: "Program", name: str) -> None:
    """Back to the page that a panel shows first."""
    from foley_ui.packs.panel import PacksPanel

    if name == "routes":
        cast(PacksPanel, program.window.panel("packs")).tabs.setCurrentIndex(0)


def _plain_recordings(program: "Program", folder: Path) -> Path:
    """The takes of all requests as plain 16-bit files."""
    import soundfile

    made: list[int] = []
    program.context.work.run(lambda _: _make(program), owner=program, done=made.append, long=True)
    wait_for(lambda: bool(made), LONG_S)
    reader = JournalReader(program.context.folders.journal_file)
    for row in reader.page(limit=50):
        for number, candidate in enumerate(reader.candidates(row.job.id), start=1):
            own = folder / row.prompt.title()
            own.mkdir(parents=True, exist_ok=True)
            sound, rate_hz = soundfile.read(candidate.path, dtype="float32")
            soundfile.write(own / f"{row.prompt} {row.number}{number}.wav", sound, rate_hz, "PCM_16")
    return folder


def _drawn(table: "SoundTable") -> None:
    """Until no row waits for its waveform."""
    run_for(0.3)
    thumbnails = table._wave.thumbnails
    wait_for(lambda: not thumbnails._wanted and not thumbnails._drawing, LONG_S)


def _make(program: "Program") -> int:
    """Some takes of each prompt; how many requests there were."""
    with program.context.bridge.client() as client:
        for prompt in PROMPTS:
            for _ in client.generate(prompt, seconds=TAKE_S, count=TAKES, pairs={"pool": TAKES}):
                pass
    return len(PROMPTS)


def _to_picture(program: "Program") -> "PicturePanel":
    from foley_ui.picture.panel import PicturePanel

    return _panel(program, "picture", PicturePanel)


def _panel(program: "Program", name: str, kind: type[P]) -> P:
    program.window.open(name)
    wait_for(lambda: program.window.panel(name) is not None, 60.0)
    panel = program.window.panel(name)
    assert isinstance(panel, kind)
    run_for(0.3)
    return panel


_STOCKED: Mapping[str, Callable[["Program", Path], None]] = {
    "library": _library,
    "picture": _sheet,
    "spot": _spot,
    "routes": _routes,
}
_PANEL_OF = {"spot": "picture", "routes": "packs"}
STOCKED = tuple(_STOCKED)
