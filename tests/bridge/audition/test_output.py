"""The way to the device over a strict stand-in for PortAudio: opened at a rate it takes, lost, found again."""

import threading

import numpy as np
import pytest

from foley_bridge.audition.output import LATENCY_S, LIST_AGE_MOST_S, SILENT_S, NoOutputError, Output
from tests.bridge.audition.fake_sounddevice import Device, Library
from tests.bridge.audition.making import clip, noise


def output_of(library: Library) -> Output:
    return Output(load=lambda: library, clock=library.clock)


def test_what_the_mixer_is_told_is_what_the_device_plays() -> None:
    library = Library()
    output = output_of(library)
    mixer = output.open()
    samples = noise(0.1)
    mixer.start(clip(samples), 0.0, 1.0)
    assert np.array_equal(library.stream.pull(4800)[:, 0], samples)
    output.close()
    assert all(one.closed for one in library.streams)
    assert output.mixer is None


def test_the_default_device_is_opened_at_its_own_rate_with_two_channels_at_most() -> None:
    library = Library([Device("Interface", channels=18, rate_hz=96_000)])
    mixer = output_of(library).open()
    assert (mixer.rate_hz, library.stream.rate_hz, library.stream.channels) == (96_000, 96_000, 2)


def test_a_device_with_one_channel_gets_one() -> None:
    library = Library([Device("Handset", channels=1)])
    output_of(library).open()
    assert library.stream.pull(64).shape == (64, 1)


def test_where_its_own_rate_is_refused_the_usual_ones_are_tried() -> None:
    library = Library([Device("Odd", rate_hz=11_025, refused_rates_hz=frozenset({11_025, 48_000}))])
    assert output_of(library).open().rate_hz == 44_100


@pytest.mark.parametrize(
    ("name", "number"), [("Monitor", 3), ("Monitor, Usual", 3), ("Monitor, Other", 2), ("Speakers, Usual", 0)]
)
def test_a_device_is_found_by_its_name_with_the_interface_or_without(name: str, number: int) -> None:
    library = Library(
        [Device("Speakers"), Device("Monitor", channels=0), Device("Monitor", hostapi=1), Device("Monitor", hostapi=0)]
    )
    output = output_of(library)
    output.open(name)
    assert library.stream.device is library.plugged[number]
    assert not output.missing


def test_a_named_device_that_was_plugged_in_just_now_is_found() -> None:
    library = Library()
    output = output_of(library)
    output.open()
    output.close()
    library.plugged.append(Device("Headphones"))
    output.open("Headphones")
    assert library.stream.device.name == "Headphones"


def test_in_place_of_a_device_that_is_not_there_the_default_one_is_opened() -> None:
    library = Library()
    output = output_of(library)
    output.open("Studio")
    assert library.stream.device.name == "Speakers"
    assert output.missing


def test_no_device_is_a_sentence_and_one_that_comes_later_is_found() -> None:
    library = Library([])
    output = output_of(library)
    with pytest.raises(NoOutputError, match="No sound can be played: this machine has no sound device now"):
        output.open()
    library.plugged.append(Device("Headphones"))
    assert output.open().rate_hz == 48_000
    assert library.scans == 2


def test_no_portaudio_is_a_sentence() -> None:
    def missing() -> None:
        raise NoOutputError("No sound can be played: PortAudio is missing (not found); install libportaudio2.")

    output = Output(load=missing)
    for _ in range(2):
        with pytest.raises(NoOutputError, match="PortAudio is missing"):
            output.open()


def test_a_device_that_opens_but_does_not_start_is_given_back() -> None:
    library = Library([Device("Broken", fails_to_start=True)])
    with pytest.raises(NoOutputError, match="Unanticipated host error"):
        output_of(library).open()
    assert all(one.closed for one in library.streams)


def test_a_device_that_goes_away_is_noticed_and_closed_and_another_one_found() -> None:
    library = Library([Device("Headphones"), Device("Speakers")])
    output = output_of(library)
    output.open()
    library.stream.pull(480)
    assert not output.lost
    library.stream.vanish()
    assert output.lost
    output.close()
    assert not output.lost
    output.open()
    assert library.stream.device.name == "Speakers"


def test_a_device_that_asks_for_nothing_any_more_counts_as_gone() -> None:
    library = Library()
    output = output_of(library)
    output.open()
    library.stream.pull(480)
    library.clock.now_s += SILENT_S / 2
    assert not output.lost
    library.clock.now_s += SILENT_S
    assert output.lost


def test_devices_are_looked_for_again_after_a_minute_and_never_under_an_open_stream() -> None:
    library = Library()
    output = output_of(library)
    output.open()
    library.plugged.insert(0, Device("Headphones"))
    library.clock.now_s += 2 * LIST_AGE_MOST_S
    output.load()
    assert library.scans == 1
    output.close()
    output.open()
    assert library.stream.device.name == "Headphones"


def test_where_a_device_says_how_late_it_is_the_position_follows_it() -> None:
    library = Library()
    output = output_of(library)
    output.open().start(clip(noise(1.0)), 0.0, 1.0)
    library.stream.delay_s = 0.25
    library.stream.pull(24_000)
    assert output.heard().position_s == pytest.approx(0.25)


@pytest.mark.parametrize("nonsense_s", [0.0, -3.0, 1e9])
def test_where_it_says_nonsense_the_usual_latency_is_taken(nonsense_s: float) -> None:
    library = Library()
    output = output_of(library)
    output.open().start(clip(noise(1.0)), 0.0, 1.0)
    library.stream.delay_s = nonsense_s
    library.stream.pull(24_000)
    assert output.heard().position_s == pytest.approx(0.5 - LATENCY_S)


def test_two_threads_that_open_get_one_stream() -> None:
    library = Library()
    output = output_of(library)
    threads = [threading.Thread(target=output.open) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(library.streams) == 1
