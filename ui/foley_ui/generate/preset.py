"""What the generate panel asks for, complete: kept between starts, handed from panel to panel, turned into a call."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from foley_bridge.journal.rows import read_object
from foley_bridge.osc.message import Argument
from foley_ui.kept import Plain
from foley_ui.takes.origins import imitated_in

SECONDS, COUNT = 4.0, 4
STRENGTH, FOLLOW = 0.6, 1.0
SAME_S = 0.0005  # nearer to a recording's length than that is as long as it
_OF_GUIDE = frozenset({"guide", "strength", "follow", "whole"})  # no pairs of /foley/generate
# How the fields of an order are called here; those of its request that are not named are called the same.
_OF_ORDER = {
    "cat_id": "category",
    "pack": "pack",
    "adapter": "adapter",
    "destination": "destination",
    "rate_hz": "rate",
}


@dataclass(frozen=True)
class Preset:
    """A request without its id. None stands for what pack or settings say, "" for a choice that is left to them."""

    prompt: str = ""
    seconds: float = SECONDS
    count: int = COUNT
    category: str = ""  # CatID
    pack: str = ""
    adapter: str | None = None  # "" asks for none
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    sampler: str = ""
    negative: str = ""
    threshold: float | None = None
    under: str = ""
    pool: int | None = None
    target: str = ""
    diversity: float | None = None
    loop: bool = False
    destination: str = ""
    rate: int | None = None
    guide: str = ""  # path of a recording that sets timing and loudness: an imitation
    strength: float = STRENGTH  # how far from it
    follow: float = FOLLOW  # how much of its loudness
    whole: bool = True  # as long as it is, whatever `seconds` rounds that to

    def pairs(self) -> dict[str, Argument]:
        """The pairs of /foley/generate that it names."""
        given = {one.name: getattr(self, one.name) for one in fields(self)[3:] if one.name not in _OF_GUIDE}
        chosen = {name: value for name, value in given.items() if not (value is None or value is False or value == "")}
        if self.adapter is not None:
            chosen["adapter"] = self.adapter
        return {name: int(value) if isinstance(value, bool) else value for name, value in chosen.items()}

    def imitation_pairs(self) -> dict[str, Argument]:
        """The pairs of /foley/transform that it names; an imitation is no loop."""
        chosen = {name: value for name, value in self.pairs().items() if name != "loop"}
        chosen["follow"] = float(self.follow)
        return chosen if self.whole else {**chosen, "seconds": float(self.seconds)}

    def fill_pairs(self) -> dict[str, Argument]:
        """The pairs of /foley/fill that it names: rate and length are the recording's."""
        return {name: value for name, value in self.pairs().items() if name not in ("loop", "rate")}

    def plain(self) -> dict[str, Plain]:
        """As it is kept: without what is left open."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of_plain(cls, values: Mapping[str, Plain]) -> "Preset":
        """What `plain` gave; a value of another type, or of another version, is left out."""
        kinds = {
            "seconds": float, "count": int, "seed": int, "steps": int, "guidance": float, "threshold": float,
            "pool": int, "diversity": float, "loop": bool, "rate": int, "strength": float, "follow": float,
            "whole": bool,
        }  # fmt: skip
        known: dict[str, Plain] = {}
        for name in (one.name for one in fields(cls)):
            kind, value = kinds.get(name, str), values.get(name)
            if kind is float and type(value) is int:
                value = float(value)
            if value is not None and type(value) is kind:
                known[name] = value
        return cls(**known)  # type: ignore[arg-type]  # by the kinds above

    def anew(self) -> "Preset":
        """The same wish made here: what an order always has, and what belongs to its host's project, is left open."""
        return replace(
            self,
            seed=None,
            pack="",
            adapter=None,
            destination="",
            rate=None,
            under="" if self.under == "mark" else self.under,
            target="" if self.target == "text" else self.target,
        )

    @classmethod
    def of_order(cls, order: str) -> "Preset":
        """What an order in the journal (JSON) asked for, with its definite seed."""
        whole = read_object(order)
        request = whole.get("request")
        asked = dict(request) if isinstance(request, dict) else {}
        asked |= {ours: whole.get(theirs) for theirs, ours in _OF_ORDER.items()}
        imitated = imitated_in(order)
        if imitated is not None:
            same = abs(imitated.recording.seconds - _number(asked.get("seconds"))) < SAME_S
            asked |= {"guide": imitated.recording.path, "strength": imitated.strength, "follow": imitated.follow}
            asked |= {"whole": same}
        return cls.of_plain(asked)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
