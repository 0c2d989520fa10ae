"""A stereo pack from the daemon as people run it to the track of REAPER, and made again bit by bit."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.engine.repetition import make_again
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.files.sample_formats import decode_samples
from foley_bridge.files.sound_reading import read_sound
from foley_bridge.folders import HOME_VARIABLE
from foley_models.card import CARD_FILE, read_card, write_card
from tests.hosts.core_daemon import CoreDaemon
from tests.hosts.reaper.conftest import open_backend
from tests.hosts.reaper.fake_reaper import FakeReaper
from tests.models.published.tiny_pipelines import stable_audio_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of few steps: its networks are small, but it asks for a hundred."""
    folder = stable_audio_pack(tmp_path_factory.mktemp("published"))
    card = read_card(folder / CARD_FILE)
    write_card(replace(card, defaults=replace(card.defaults, steps=2)), folder / CARD_FILE)
    return folder


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory, pack: Path) -> Iterator[CoreDaemon]:
    """With that pack in use, its parts offloaded."""
    found = CoreDaemon(tmp_path_factory.mktemp("home"))
    settings = found.folders.settings_file
    more = f'pack = "{pack}"\noffload = "parts"\ndtype = "float32"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + more, encoding="utf-8")
    found.start()
    yield found
    found.stop()


def test_stereo_takes_arrive_on_the_track_ranked_told_of_and_made_again_bit_by_bit(
    daemon: CoreDaemon, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(daemon.home))
    backend = open_backend("lupa")
    try:
        reaper = FakeReaper(backend, tmp_path)
        reaper.do("track", "selected")
        reaper.do("cursor", 7)
        reaper.do("fill", "rain on a roof", 1, "0.7")
        reaper.run("Generate Foley")
        (item,) = reaper.until_idle()["items"]
        takes = reaper.takes()
    finally:
        backend.close()
    assert (item["position"], item["length"], len(takes)) == (7, 0.7, 1)
    assert -1.0 <= float(takes[0].ext["score"]) <= 1.0
    for take in takes:
        file = Path(take.file)
        sound, rate_hz = soundfile.read(file, dtype="float64", always_2d=True)
        assert sound.shape == (round(0.7 * rate_hz), 2)
        assert not np.allclose(sound[:, 0], sound[:, 1])
        data = file.read_bytes()
        assert b"<TRACK_COUNT>2</TRACK_COUNT>" in data
        assert b"powered by Stability AI" in data or b"stable-audio-community" in data, "its licence stays with it"
    first = Path(takes[0].file)
    recipe = read_recipe(first)
    assert (recipe.request.sampler, recipe.sound.channels) == ("dpmpp-2m-sde", 2)
    again = make_again(recipe, pack)
    np.testing.assert_array_equal(
        decode_samples(again.made.pcm, 2, "PCM_24"), decode_samples(read_sound(first).pcm, 2, "PCM_24")
    )
