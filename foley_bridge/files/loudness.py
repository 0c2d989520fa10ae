"""How loud a sound is (ITU-R BS.1770-4), and how high its peaks are, of samples and between them."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK_S, STEP_S = 0.4, 0.1
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_LUFS = -0.691
OVERSAMPLING = 4  # BS.1770-4, annex 2
_LONG_SAMPLES = 2_000_000  # ten seconds at the highest rate
_TAIL_S = 0.15  # the weighting's answer to a click has fallen by 300 dB
_PIECE_SAMPLES = 1 << 15  # of a transform: a long sound takes no more memory than a short one, and stays in the cache
_PEAK_PIECE_SAMPLES = 1 << 14
_PEAK_MARGIN_SAMPLES = 512

Waveform = NDArray[np.floating]


def integrated_lufs(waveform: Waveform, rate_hz: int) -> float:
    """Integrated loudness of a waveform, full scale 1, in LUFS; -inf where nothing passes the gates.

    The waveform is (sample,), or (sample, channel) for left and right, whose powers add up. A sound shorter than one
    block of 0.4 s counts as one block of its own length: it has a loudness to a listener too, which the standard leaves
    open.
    """
    if len(waveform) == 0:
        return -math.inf
    channels = np.atleast_2d(waveform.T)
    heard = _long_powers if len(waveform) > _LONG_SAMPLES else _powers
    powers = np.sum([heard(np.asarray(one, np.float64), rate_hz) for one in channels], axis=0)
    loud = powers[_lufs(powers) > ABSOLUTE_GATE_LUFS]
    if len(loud) == 0:
        return -math.inf
    gate = float(_lufs(np.mean(loud, keepdims=True))[0]) + RELATIVE_GATE_LU
    return float(_lufs(np.mean(loud[_lufs(loud) > gate], keepdims=True))[0])


def highest_momentary_power(waveform: Waveform, rate_hz: int) -> float:
    """The highest K-weighted mean square over any 0.4 s of a waveform (sample,), silence before and after included."""
    block = round(BLOCK_S * rate_hz)
    # Behind the sound goes what the weighting's answer takes to die away: the loudest block may end there.
    padded = np.concatenate([np.asarray(waveform, np.float64), np.zeros(block)])
    sums = np.cumsum(np.concatenate([np.zeros(block), *(piece**2 for _, piece in _weighted(padded, rate_hz))]))
    return max(0.0, float(np.max(sums[block:] - sums[:-block], initial=0.0)) / block)


def peak_dbfs(waveform: Waveform) -> float:
    """The highest sample of a waveform (any shape) in dB of full scale; -inf for silence."""
    highest = max(float(np.max(waveform, initial=0.0)), -float(np.min(waveform, initial=0.0)))
    return _decibels(highest)


def true_peak_dbtp(waveform: Waveform) -> float:
    """The highest point of a waveform, between its samples too, in dB of full scale; -inf for silence.

    The waveform is (sample,) or (sample, channel); of channels the highest counts.
    """
    if len(waveform) == 0:
        return -math.inf
    between = max(_dense_peak(np.asarray(one, np.float64)) for one in np.atleast_2d(waveform.T))
    return max(_decibels(between), peak_dbfs(waveform))


def _dense_peak(waveform: NDArray[np.float64]) -> float:
    """The highest value at OVERSAMPLING times the rate, piece by piece; each fades in and out over its margins."""
    margin, size = _PEAK_MARGIN_SAMPLES, _PEAK_PIECE_SAMPLES
    step = size - 2 * margin
    rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(margin // 2) + 0.5) / (margin // 2))
    window = np.concatenate([rise, np.ones(size - margin), rise[::-1]])
    highest = 0.0
    for start in range(0, len(waveform), step):
        spectrum = np.fft.rfft(_stretch(waveform, start - margin, size) * window)
        dense = np.fft.irfft(spectrum, OVERSAMPLING * size)[OVERSAMPLING * margin : -OVERSAMPLING * margin]
        highest = max(highest, float(np.max(dense)), -float(np.min(dense)))
    return highest * OVERSAMPLING


def _decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def _lufs(powers: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        return OFFSET_LUFS + 10 * np.log10(powers)


def _block_powers(weighted: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Mean squares (block,) of blocks that overlap by three quarters; what does not fill a last block is left out."""
    block, step = round(BLOCK_S * rate_hz), round(STEP_S * rate_hz)
    if len(weighted) <= block:
        return np.array([np.mean(weighted**2)])
    sums = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, len(weighted) - block + 1, step)
    powers: NDArray[np.float64] = np.maximum(sums[starts + block] - sums[starts], 0.0) / block
    return powers


def _powers(waveform: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    return _block_powers(np.concatenate([piece for _, piece in _weighted(waveform, rate_hz)]), rate_hz)


def _long_powers(waveform: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """The same of a long waveform from the energies of its steps, without another waveform in memory."""
    step, steps_in_block = round(STEP_S * rate_hz), round(BLOCK_S / STEP_S)
    energies = np.zeros(len(waveform) // step + 1)
    for start, piece in _weighted(waveform, rate_hz):
        places = (start + np.arange(len(piece))) // step
        found = np.bincount(places - places[0], weights=piece**2)
        energies[places[0] : places[0] + len(found)] += found
    sums = np.concatenate([[0.0], np.cumsum(energies[: len(waveform) // step])])
    powers: NDArray[np.float64] = (sums[steps_in_block:] - sums[:-steps_in_block]) / (steps_in_block * step)
    return np.maximum(powers, 0.0)


def _weighted(waveform: NDArray[np.float64], rate_hz: int) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """The K-weighted waveform in pieces, filtered through their spectra: numpy alone has no quick filter in time."""
    tail = round(_TAIL_S * rate_hz)
    size = max(_PIECE_SAMPLES, 1 << (2 * tail).bit_length())
    response = _response(np.linspace(0, math.pi, size // 2 + 1), rate_hz)
    for start in range(0, len(waveform), size - tail):
        piece = np.fft.irfft(np.fft.rfft(_stretch(waveform, start - tail, size)) * response, size)[tail:]
        yield start, piece[: len(waveform) - start]


def _stretch(waveform: NDArray[np.float64], start: int, size: int) -> NDArray[np.float64]:
    """`size` samples from `start` on, zero where there are none."""
    found = np.zeros(size)
    first, last = max(start, 0), min(start + size, len(waveform))
    found[first - start : last - start] = waveform[first:last]
    return found


def _response(angles: NDArray[np.float64], rate_hz: int) -> NDArray[np.complex128]:
    """The weighting at digital frequencies (radians a sample): the head's shelf, then the high pass.

    The standard lists coefficients for 48 kHz; these are its analogue filters, to which they belong, at any rate.
    """
    delay = np.exp(-1j * angles)
    response: NDArray[np.complex128] = np.ones_like(delay)
    for top, bottom in (_shelf(rate_hz), _high_pass(rate_hz)):
        response *= np.polyval(top[::-1], delay) / np.polyval(bottom[::-1], delay)
    return response


def _shelf(rate_hz: int) -> tuple[list[float], list[float]]:
    """Numerator and denominator in powers of the delay: +4 dB above 1.7 kHz."""
    k, q = math.tan(math.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    scale = 1 + k / q + k * k
    top = [(high + band * k / q + k * k) / scale, 2 * (k * k - high) / scale, (high - band * k / q + k * k) / scale]
    return top, [1.0, 2 * (k * k - 1) / scale, (1 - k / q + k * k) / scale]


def _high_pass(rate_hz: int) -> tuple[list[float], list[float]]:
    """The same for the high pass at 38 Hz."""
    k, q = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    scale = 1 + k / q + k * k
    return [1.0, -2.0, 1.0], [1.0, 2 * (k * k - 1) / scale, (1 - k / q + k * k) / scale]
