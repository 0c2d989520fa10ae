"""What a fill asks for: which range of which recording, or by how much it goes on, and what should be heard there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from foley_bridge.osc.message import Argument
from foley_ui.takes.origins import FilledIn


@dataclass(frozen=True)
class FillWish:
    """A request without its id. `extend_s` over 0 continues the recording, and start and end are 0 then."""

    path: str
    prompt: str
    start_s: float
    end_s: float
    extend_s: float = 0.0
    count: int = 4
    options: Mapping[str, Argument] = field(default_factory=dict)  # further pairs of /foley/fill

    def pairs(self) -> dict[str, Argument]:
        """Those of the call."""
        return {**self.options, "extend": float(self.extend_s)} if self.extend_s else dict(self.options)


def wish_again(filled: FilledIn, prompt: str, count: int, options: Mapping[str, Argument]) -> FillWish:
    """The wish that asks for what an order of the journal asked for."""
    wish = FillWish(filled.recording.path, prompt, filled.start_s, filled.end_s, 0.0, count, options)
    if not filled.extends:
        return wish
    return replace(wish, start_s=0.0, end_s=0.0, extend_s=filled.end_s - filled.start_s)
