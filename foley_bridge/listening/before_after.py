"""A pack with an adapter against the pack without it, by ear and blind: what is compared, and what came of it.

Everything lies beside the adapter: in a training's folder as `listening/`, with what the listeners said so far as
`listening.json`, so that whoever decides about the adapter sees it.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from foley_bridge.listening.ab import AbResults
from foley_bridge.listening.compare import Present, compare_before_after
from foley_bridge.listening.plan import AB, ListeningTest, has_test
from foley_bridge.listening.results import collect
from foley_bridge.listening.session import prepare
from foley_bridge.training.asking import ask_sounds
from foley_bridge.training.project import REJECTED, TrainingFolder
from foley_bridge.training.with_and_without import AFTER, BEFORE, Wanted, count_for, kept
from foley_models.card import hash_file
from foley_models.errors import PackError, RequestError

PROMPTS_MOST = 16
HALF = 0.5
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Preference:
    """What all listeners of an adapter's comparison said; `share` is of those who heard a difference."""

    sha256: str  # of the adapter
    listeners: int
    before: int
    after: int
    undecided: int
    share: float | None
    low: float | None
    high: float | None
    p: float | None
    test: str  # its folder

    def verdict(self) -> str:
        """In a sentence what it shows; of one listener, what that one prefers."""
        if self.share is None or self.low is None or self.high is None:
            return "Nobody heard a difference that was worth a preference."
        if self.low > HALF:
            return "Listeners prefer the sounds with the adapter, by more than chance."
        if self.high < HALF:
            return "Listeners prefer the sounds without the adapter, by more than chance."
        return "That is no more than chance would bring: it shows no preference."

    def counts(self) -> str:
        """The numbers behind it."""
        who = "1 listener" if self.listeners == 1 else f"{self.listeners} listeners"
        told = f"{who}: better with the adapter {self.after}, without it {self.before}, no preference {self.undecided}"
        if self.share is None or self.low is None or self.high is None:
            return f"{told}."
        return f"{told}; {self.share:.0%} with it, 95 % interval {self.low:.0%} to {self.high:.0%}."


def comparison_of(
    adapter: Path, *, prompts: Sequence[str] = (), pack: str = "", count: int | None = None, seed: int = 1
) -> Wanted:
    """What is compared: the prompts, else the captions of the recordings that its training held out.

    PackError where it is no adapter, or not there; RequestError where no prompt is known.
    """
    from foley_models.training.adapter_card import read_adapter_card

    adapter = adapter.absolute()
    card = read_adapter_card(adapter)
    used = tuple(dict.fromkeys(one.strip() for one in prompts if one.strip())) or held_out_captions(adapter)
    if not used:
        raise RequestError(
            f"No recording was held out when {card.name} was trained, so there is no caption to compare by: give some "
            "prompts."
        )
    return Wanted(
        adapter=str(adapter),
        sha256=hash_file(adapter),
        pack=pack or _pack_of(adapter) or card.base_pack,
        prompts=used,
        count=count_for(len(used)) if count is None else count,
        seed=seed,
    )


def held_out_captions(adapter: Path) -> tuple[str, ...]:
    """Captions of the recordings that the training of an adapter held out, each once, at most sixteen, spread out."""
    check = _training_of(adapter).kept("check.json") or {}
    clips = [one for one in check.get("clips", ()) if one.get("split") == "validation" and one.get("captions")]
    captions = list(dict.fromkeys(str(one["captions"][0]) for one in clips))
    every = max(1, -(-len(captions) // PROMPTS_MOST))
    return tuple(captions[::every])


def listening_folder(adapter: Path) -> Path:
    """Where the sounds and answers of an adapter's comparison lie unless somebody says otherwise."""
    folder = _training_of(adapter).path
    own = folder / "listening" if (folder / "settings.json").exists() else folder / f"{adapter.stem}-listening"
    return own.absolute()


def compare_adapter(
    wanted: Wanted,
    out: Path,
    listener: str,
    *,
    present: Present | None = None,
    device: str = "auto",
    on_progress: OnProgress | None = None,
) -> Preference:
    """Have the sounds made where they are missing, lead a listener through them, and keep what all listeners said.

    Called again it goes on. RequestError where another comparison lies in `out`, and what `compare_before_after` and
    `ask_sounds` raise.
    """
    make_ready(wanted, out, device=device, on_progress=on_progress)
    adapter = Path(wanted.adapter)
    try:
        results = compare_before_after(out / BEFORE, out / AFTER, out / "test", listener, present=present, rule="name")
    except KeyboardInterrupt:
        with suppress(RequestError):  # nobody has answered yet
            keep_said(adapter, out)
        raise
    return keep_preference(adapter, results, out)


def make_ready(
    wanted: Wanted,
    out: Path,
    *,
    device: str = "auto",
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Have the sounds of both made in `out`. RequestError where sounds of another comparison lie there."""
    there = kept(out)
    if there == wanted:
        return
    if there is not None and has_test(out / "test"):
        raise RequestError(
            f"{out} holds a comparison of other prompts or of another adapter: go on with that one, or keep the new "
            "one in another folder."
        )
    _clear(out)
    ask_sounds(wanted, out, device=device, on_progress=on_progress, cancelled=cancelled)


def comparison_in(out: Path) -> ListeningTest:
    """The listening test of sounds that are ready, made where it is missing; errors as of `prepare`."""
    test, _ = prepare(out / "test", AB, {BEFORE: out / BEFORE, AFTER: out / AFTER}, rule="name")
    return test


def keep_said(adapter: Path, out: Path) -> Preference:
    """Write beside the adapter what all listeners said so far. RequestError where nobody answered yet."""
    results = collect(comparison_in(out)).results
    if not isinstance(results, AbResults):
        raise TypeError("a comparison gives preferences")
    return keep_preference(adapter, results, out)


def keep_preference(adapter: Path, results: AbResults, out: Path) -> Preference:
    """Write what was said beside the adapter, and give it back. DestinationError, DiskFullError."""
    row = results.rows[0]
    interval = row.interval
    preference = Preference(
        sha256=hash_file(adapter),
        listeners=results.listeners,
        before=row.first,
        after=row.second,
        undecided=row.undecided,
        share=row.share,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        p=row.p,
        test=str(out / "test"),
    )
    TrainingFolder(_training_of(adapter).path).keep(_file_name(adapter), asdict(preference))
    return preference


def read_preference(adapter: Path) -> Preference | None:
    """What was said about an adapter so far; None where nothing was, or of another file under its name."""
    values = _training_of(adapter).kept(_file_name(adapter))
    with suppress(TypeError, PackError, OSError):
        preference = Preference(**(values or {}))
        return preference if preference.sha256 == hash_file(adapter) else None
    return None


def _file_name(adapter: Path) -> str:
    return f"{adapter.stem}.listening.json"


def _training_of(adapter: Path) -> TrainingFolder:
    """The folder of its training, also while it lies among the rejected."""
    folder = adapter.parent
    return TrainingFolder(folder.parent if folder.name == REJECTED else folder)


def _pack_of(adapter: Path) -> str:
    """The pack as its training named it: a name, or a folder that may be gone since."""
    with suppress(KeyError, TypeError, json.JSONDecodeError):
        settings = _training_of(adapter).kept("settings.json") or {}
        return str(settings["order"]["pack"])
    return ""


def _clear(out: Path) -> None:
    """Take away sounds of other prompts, which would be taken for these; they are this program's own."""
    for name in (BEFORE, AFTER):
        for file in (out / name).glob("*.wav"):
            file.unlink()
