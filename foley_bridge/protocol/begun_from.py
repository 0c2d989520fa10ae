"""From a call of /foley/transform or /foley/fill to a complete order, once the recording it names was looked at."""

from dataclasses import replace
from pathlib import Path

from foley_bridge.files.sample_formats import SAMPLE_BYTES, delivered_subtype
from foley_bridge.protocol.generation import (
    PATH_MOST_CHARACTERS,
    Defaults,
    basis_of,
    complete_order,
    number,
    request_of,
    route_of,
)
from foley_bridge.protocol.order import Filled, Imitated, Order, Recording
from foley_bridge.protocol.parse import Call, shown
from foley_models.errors import RequestError
from foley_models.limits import (
    AROUND_MOST_S,
    READ_LEAST_S,
    READ_MOST_S,
    check_fill_length,
    check_follow,
    check_request,
    check_strength,
)

CONTEXT_S = 2.0  # heard on either side of a range that is filled
KEPT_LEAST_S = 0.1  # of a sound: what is filled must have something to fit to
EDGE_S = 0.001  # hosts round their points to a millisecond
DATA_BYTES_MOST = 100_000_000  # of a filled sound: it travels from the engine as a whole


def path_of(call: Call, what: str = "a sound file") -> Path:
    """The recording, or what else a call names by its path. RequestError where it can be none."""
    text = call.text("path")
    if len(text) > PATH_MOST_CHARACTERS:
        raise RequestError(f"path has {len(text)} characters, the limit is {PATH_MOST_CHARACTERS}.")
    path = Path(text)
    if not path.is_absolute():
        raise RequestError(f"path is {shown(text)}: it must be the absolute path of {what}.")
    return path


def check_said(call: Call) -> None:
    """RequestError for what is wrong whatever the recording is, so that no file is opened for it."""
    path_of(call)
    if call.address.word == "transform":
        check_strength(float(call.arguments["strength"]))
        check_follow(_follow(call))
    else:
        _said_range(call)
    check_request(request_of(call, AROUND_MOST_S, None))


def order_from(call: Call, recording: Recording, defaults: Defaults) -> Order:
    """The order that a call makes of a recording. RequestError for what cannot be met."""
    if call.address.word == "transform":
        return _transform_order(call, recording, defaults)
    return _fill_order(call, recording, defaults)


def window_of(filled: Filled) -> tuple[int, int]:
    """The frames that are heard for a fill: the range and what is around it, at most AROUND_MOST_S together."""
    rate_hz, end = filled.recording.rate_hz, max(filled.recording.frames, filled.last)
    room = round(AROUND_MOST_S * rate_hz) - (filled.last - filled.first)
    context = min(round(CONTEXT_S * rate_hz), room // 2)
    return max(0, filled.first - context), min(end, filled.last + context)


def _transform_order(call: Call, recording: Recording, defaults: Defaults) -> Order:
    seconds = number(call.pairs, "seconds")
    if seconds is None:
        seconds = recording.seconds
        if not READ_LEAST_S <= seconds <= READ_MOST_S:
            long = seconds > READ_MOST_S
            raise RequestError(
                f"The sound {recording.path} lasts {seconds:.3g} seconds, and {READ_LEAST_S:g} to {READ_MOST_S:g} can "
                f"be imitated: {'cut it, or say by `seconds` how much of it is meant' if long else 'give a longer'}."
            )
    elif not READ_LEAST_S <= seconds <= READ_MOST_S:
        raise RequestError(f"seconds is {seconds:g}: choose a value from {READ_LEAST_S:g} to {READ_MOST_S:g}.")
    imitated = Imitated(recording, float(call.arguments["strength"]), _follow(call))
    route = route_of(call, defaults)
    order = complete_order(call, request_of(call, seconds, route), basis_of(call, defaults, route))
    return replace(order, imitated=imitated)


def _fill_order(call: Call, recording: Recording, defaults: Defaults) -> Order:
    filled = Filled(recording, *_frames(call, recording))
    _check_kept(filled)
    first, last = window_of(filled)
    route = route_of(call, defaults)
    basis = replace(basis_of(call, defaults, route), rate_hz=recording.rate_hz)
    request = request_of(call, (last - first) / recording.rate_hz, route)
    return replace(complete_order(call, request, basis), filled=filled)


def _follow(call: Call) -> float:
    said = number(call.pairs, "follow")
    return 1.0 if said is None else said


def _said_range(call: Call) -> tuple[float, float, float | None]:
    """Start, end and by how much the sound is continued."""
    start_s, end_s = float(call.arguments["start"]), float(call.arguments["end"])
    extend = number(call.pairs, "extend")
    if extend is not None:
        if start_s or end_s:
            raise RequestError(f"extend goes with start and end 0, not {start_s:g} and {end_s:g}: say one of both.")
        check_fill_length(extend)
        return 0.0, 0.0, extend
    if start_s < 0.0:
        raise RequestError(f"start is {start_s:g}: it must be 0 or more seconds.")
    if end_s <= start_s:
        raise RequestError(f"The range ends at {end_s:g} s, which is not after its start at {start_s:g} s.")
    check_fill_length(end_s - start_s)
    return start_s, end_s, None


def _frames(call: Call, recording: Recording) -> tuple[int, int]:
    """First and last of the range in frames of the recording."""
    start_s, end_s, extend = _said_range(call)
    rate_hz, length_s = recording.rate_hz, recording.seconds
    if extend is not None:
        return recording.frames, recording.frames + round(extend * rate_hz)
    if end_s > length_s + EDGE_S:
        raise RequestError(
            f"The range from {start_s:g} to {end_s:g} s does not lie in the sound {recording.path}, which lasts "
            f"{length_s:.3f} s; to continue it, say extend."
        )
    return round(start_s * rate_hz), min(round(end_s * rate_hz), recording.frames)


def _check_kept(filled: Filled) -> None:
    recording = filled.recording
    kept_s = (recording.frames - max(0, min(filled.last, recording.frames) - filled.first)) / recording.rate_hz
    first, last = window_of(filled)
    if kept_s < KEPT_LEAST_S or (last - first) / recording.rate_hz < READ_LEAST_S:
        raise RequestError(
            f"Of the sound {recording.path} only {kept_s:.3g} seconds would stay, which is too little to fit to: "
            "choose a shorter range, or generate a new sound."
        )
    frame_bytes = recording.channels * SAMPLE_BYTES[delivered_subtype(recording.subtype)]
    if max(recording.frames, filled.last) * frame_bytes > DATA_BYTES_MOST:
        seconds = DATA_BYTES_MOST / frame_bytes / recording.rate_hz
        raise RequestError(
            f"The sound {recording.path} lasts {recording.seconds:.0f} seconds, and of such files up to {seconds:.0f} "
            "can be filled: cut out the part that is meant."
        )
