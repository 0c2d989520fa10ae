"""What a delivered file says of itself besides its recipe."""

from dataclasses import dataclass
from datetime import datetime

from foley_bridge.files.ucs import CategoryEntry


@dataclass(frozen=True)
class Tags:
    """The daemon's part of a file's metadata; the engine's part (`events.Made`) carries prompt, scores and recipe."""

    job_id: str
    category: CategoryEntry
    made_at: datetime  # local time
    position_s: float = 0.0  # on the host's timeline
    creator: str = "FB"
    source: str = "NONE"
    project: str = ""  # what the host calls its project; "" = unknown
    library: str = "Foley Bridge"
    designer: str = "Foley Bridge"
    loop: bool = False
    edit: str = ""  # a sentence on what was done to the sound after it was delivered
