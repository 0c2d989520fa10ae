"""The quality gate: what is broken is never published as if it were a sound.

The thresholds stand between what is broken and real recordings: of 1,218 recorded clips of 38 families the gate refuses
fewer than one in a hundred, and those are cut off or carry a constant voltage indeed.
"""

import math

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.loudness import Waveform, integrated_lufs
from foley_bridge.files.wav import FRAME_BYTES
from foley_models.seam import seam_of

SILENT_LUFS = -60.0  # the quietest of the recorded clips has -58
QUIET_DBFS = -70.0
QUIET_SHARE_MOST = 0.95  # no recorded clip is below QUIET_DBFS for more than 92 % of its length
AUDIBLE_LEAST_S = 0.2  # a single click in a long clip is a sound all the same
QUIET_FRAME_S = 0.05

FLAT_TOP_LEAST = 0.97  # of full scale: flat tops below that are a square wave or a recording's own
FLAT_TOP_SAMPLES = 3  # a sine touches its peak with one or two samples
FLAT_TOP_TOLERANCE = 1e-6
FLAT_TOP_SHARE_MOST = 0.001  # 1 of 1,218 clips has more, and is clipped

OFFSET_MOST = 0.05  # of full scale; explosions reach 0.043 by themselves
OFFSET_SHARE_MOST = 0.5  # of the RMS; recorded clips reach 0.4
OFFSET_HEARD_LEAST = 0.001  # below that even a quiet sound's offset does no harm

SEAM_HEARD_LEAST_DB = 0.1  # a tone that never changes has steps of rounding alone

CUT_FRAME_S = 0.001  # shorter than the fade of 5 ms that ends every sound that the model makes
CUT_SHARE_MOST = 0.5  # of the loudest such frame; 5 of 1,218 clips have more, and are cut off
CUT_HEARD_LEAST = 0.01

NOISE_FLATNESS = 0.95  # white noise has 0.98 to 1; rain, surf and fire reach 0.91
NOISE_SWELL_DB = 0.5  # white noise has 0.1; steady rain 0.3 and a flatness of 0.76
NOISE_FRAME_S = 0.1
NOISE_FRAMES_LEAST = 4
NOISE_BAND_SHARE = 0.995  # of the energy: above it there is nothing where a sound was resampled upwards
NOISE_BAND_LEAST = 16  # of 256 parts of the spectrum: a narrower band is a tone, however flat
_SPECTRUM_SAMPLES = 512
_FRAMES_AT_ONCE = 2048


def check_sound(waveform: Waveform, rate_hz: int) -> str | None:
    """Why a waveform at full scale 1 is not fit to be delivered, in plain words; None where it is.

    It is (sample,), or (sample, channel): both channels are to be fit, and one of them may be silent.
    """
    if waveform.ndim == 1:
        return check_loop(waveform, rate_hz) or _check_end(np.asarray(waveform, dtype=np.float64), rate_hz)
    sides = [side for side in waveform.T if not _is_silent(side)]
    if not sides:
        return check_sound(waveform[:, 0], rate_hz)
    found = (check_sound(side, rate_hz) for side in sides)
    return next((reason for reason in found if reason is not None), None)


def _is_silent(side: Waveform) -> bool:
    """Whether there is next to nothing in a channel, which is no fault where the other one sounds."""
    return len(side) > 0 and bool(np.isfinite(side).all()) and float(np.abs(side).max()) < 10 ** (QUIET_DBFS / 20)


def check_loop(waveform: Waveform, rate_hz: int) -> str | None:
    """The same of a loop, which may be as loud at its end as anywhere."""
    sound = np.asarray(waveform, dtype=np.float64)
    if len(sound) == 0:
        return "it has no samples"
    if not np.isfinite(sound).all():
        return "it has samples that are not numbers"
    return (
        _check_silence(sound, rate_hz) or _check_clipping(sound) or _check_offset(sound) or _check_noise(sound, rate_hz)
    )


def check_seam(waveform: Waveform, rate_hz: int) -> str | None:
    """Why the end of a loop (sample,) does not go over into its start; None where it does.

    Level and spectrum must change less there than in the median of all other places.
    """
    seam = seam_of(waveform, rate_hz)
    for what, step, median in (
        ("level", seam.level, seam.level_median),
        ("spectrum", seam.spectrum, seam.spectrum_median),
    ):
        if step > max(median, SEAM_HEARD_LEAST_DB):
            return f"its seam is heard (a step of {step:.1f} dB in its {what}, {median:.1f} dB elsewhere)"
    return None


def check_master(pcm: bytes, samples: int) -> str | None:
    """Why 24-bit PCM is not a sound of exactly so many samples, of all channels, or is all zeros; None where it is."""
    if len(pcm) != samples * FRAME_BYTES:
        return f"it has {len(pcm) / FRAME_BYTES:g} samples where {samples} were asked for"
    if samples and not np.frombuffer(pcm, np.uint8).any():
        return "it is silent"
    return None


def _check_silence(sound: NDArray[np.float64], rate_hz: int) -> str | None:
    loudness = integrated_lufs(sound, rate_hz)
    if loudness < SILENT_LUFS:
        shown = "" if math.isinf(loudness) else f" ({loudness:.0f} LUFS)"
        return f"it is silent{shown}"
    frames = _frame_rms(sound, round(QUIET_FRAME_S * rate_hz))
    audible = frames >= 10 ** (QUIET_DBFS / 20)
    if audible.mean() < 1 - QUIET_SHARE_MOST and audible.sum() * QUIET_FRAME_S < AUDIBLE_LEAST_S:
        return f"it is silent but for {audible.sum() * QUIET_FRAME_S:.2f} s"
    return None


def _check_clipping(sound: NDArray[np.float64]) -> str | None:
    level = np.abs(sound)
    peak = float(level.max())
    if peak > 1.0:
        return f"it goes beyond full scale ({20 * math.log10(peak):+.1f} dB)"
    if peak < FLAT_TOP_LEAST:
        return None
    at_top = np.concatenate([[False], level >= peak * (1 - FLAT_TOP_TOLERANCE), [False]])
    edges = np.flatnonzero(np.diff(at_top.astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    share = float(runs[runs >= FLAT_TOP_SAMPLES].sum()) / len(sound)
    return f"it is clipped ({share:.1%} of it is flat at the top)" if share > FLAT_TOP_SHARE_MOST else None


def _check_offset(sound: NDArray[np.float64]) -> str | None:
    offset, level = abs(float(sound.mean())), float(np.sqrt(np.mean(sound**2)))
    heard = offset > OFFSET_HEARD_LEAST and offset > OFFSET_SHARE_MOST * level
    return f"it has a constant offset of {offset:.3f}" if heard or offset > OFFSET_MOST else None


def _check_noise(sound: NDArray[np.float64], rate_hz: int) -> str | None:
    """A flat spectrum and no swell at all: each alone is found in rain, surf or machines."""
    frames = _frame_rms(sound, round(NOISE_FRAME_S * rate_hz))
    if len(frames) < NOISE_FRAMES_LEAST or not frames.all():
        return None
    swell_db = float(np.std(20 * np.log10(frames)))
    if swell_db >= NOISE_SWELL_DB or _flatness(sound) <= NOISE_FLATNESS:
        return None
    return "it is static noise, with a flat spectrum and no change in time"


def _check_end(sound: NDArray[np.float64], rate_hz: int) -> str | None:
    frame = max(round(CUT_FRAME_S * rate_hz), 1)
    frames = _frame_rms(sound[len(sound) % frame :], frame)
    if len(frames) > 1 and frames[-1] > CUT_HEARD_LEAST and frames[-1] > CUT_SHARE_MOST * frames.max():
        return "it is cut off at its end while it is loud"
    return None


def _frame_rms(sound: NDArray[np.float64], frame: int) -> NDArray[np.float64]:
    """RMS (frame,) of whole frames; of all samples where there is not even one."""
    count = len(sound) // frame
    frames = sound[: count * frame].reshape(count, frame) if count else sound[None]
    level: NDArray[np.float64] = np.sqrt(np.mean(frames**2, axis=1))
    return level


def _mean_power(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    power: NDArray[np.float64] = np.mean(np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)) ** 2, axis=0)
    return power


def _mean_power_of(pieces: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    whole = sum(len(piece) for piece in pieces)
    power: NDArray[np.float64] = np.sum([_mean_power(piece) * (len(piece) / whole) for piece in pieces], axis=0)
    return power


def _flatness(sound: NDArray[np.float64]) -> float:
    """Geometric over arithmetic mean of the power spectrum, inside the band that holds nearly all of the energy."""
    size, step = _SPECTRUM_SAMPLES, _SPECTRUM_SAMPLES // 2
    if len(sound) < size:
        return 0.0
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[::step]
    # Few at a time, so that a long sound takes no more memory than a short one.
    pieces = [frames[first : first + _FRAMES_AT_ONCE] for first in range(0, len(frames), _FRAMES_AT_ONCE)]
    power = _mean_power(pieces[0])[1:] if len(pieces) == 1 else _mean_power_of(pieces)[1:]
    if not power.any():
        return 0.0
    held = np.cumsum(power) / power.sum()
    band = power[: int(np.searchsorted(held, NOISE_BAND_SHARE))] + 1e-30
    if len(band) < NOISE_BAND_LEAST:
        return 0.0
    return float(np.exp(np.mean(np.log(band))) / band.mean())
