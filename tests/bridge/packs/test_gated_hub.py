"""A model that the hub gives only to who accepted its licence: a token, told to the hub alone, or a clear sentence."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.packs import hub_catalogue
from foley_bridge.packs.addresses import host_of
from foley_bridge.packs.fetch import Access, fetch_small
from foley_bridge.packs.hub_catalogue import STABILITY, Entry, HubFile, Kind, Repository, entries, entry_of
from foley_bridge.packs.hub_install import TOKEN_VARIABLE, Wish, _question, look_at_wish
from foley_bridge.packs.licences import Use, terms_of
from foley_models.pack_files import verify_pack
from tests.bridge.packs.hub_server import REPOSITORY, REVISION, HubServer, hub_server
from tests.models.published.tiny_pipelines import stable_audio, write_folder

TOKEN = "hub_SeCrEt123"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    licence = "license: other\nlicense_name: stable-audio-community"
    return write_folder(stable_audio(), tmp_path_factory.mktemp("hub") / "stable", licence)


@pytest.fixture
def hub(published: Path) -> Iterator[HubServer]:
    with hub_server(published) as running, hub_server(published) as kept:
        running.token, running.kept_at = TOKEN, kept.address
        running.words, kept.words = {}, {}
        running.elsewhere = kept  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    return user_folders().packs


@pytest.fixture
def entry(published: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """As `stable-audio-open`, of the small one."""
    names = [one.path for one in entry_of("stable-audio-open").files]
    files = []
    for name in names:
        data = (published / name).read_bytes()
        known = (hashlib.sha256(data).hexdigest(), len(data))
        files.append(HubFile(Repository(REPOSITORY, REVISION), name, name, *known))
    made = Entry("tiny-stable", "A small one", Kind.MODEL, STABILITY, tuple(files), gated=True, roberta=False)
    monkeypatch.setattr(hub_catalogue, "entries", lambda: (made,))
    return made


def command(hub: HubServer) -> list[str]:
    host = hub.elsewhere.address.removeprefix("http://")  # type: ignore[attr-defined]
    return ["packs", "install", "tiny-stable", "--hub", hub.address, "--allow-host", host]


def test_without_a_token_one_sentence_says_where_to_accept_the_licence_and_where_the_token_goes(
    hub: HubServer, entry: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert main(command(hub)) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f"{entry.name} is given only to who accepted its licence, and it needs a token" in said
    assert f"log in at {hub.address}/{REPOSITORY}, accept the licence there" in said
    assert TOKEN_VARIABLE in said
    assert not any("authorization" in one for one in hub.headers), "the tokens of other programs are not read"


def test_a_token_that_the_hub_does_not_accept_is_told_of_and_never_shown(
    hub: HubServer, entry: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "hub_of_somebody_else")
    assert main(command(hub)) == 1
    said = capsys.readouterr().err
    assert f"the hub does not accept the token in {TOKEN_VARIABLE} for it" in " ".join(said.split())
    assert "hub_of_somebody_else" not in said
    monkeypatch.setenv(TOKEN_VARIABLE, "two words")
    assert main(command(hub)) == 2
    said = capsys.readouterr().err
    assert f"What is in {TOKEN_VARIABLE} is no token" in said
    assert "two words" not in said
    assert not installed.exists() or not [one for one in installed.iterdir() if not one.name.startswith(".")]


def test_with_a_token_it_is_installed_and_only_the_hub_was_told_the_token(
    hub: HubServer, entry: Entry, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    hub.elsewhere.cuts["transformer/diffusion_pytorch_model.safetensors"] = [30_000]  # type: ignore[attr-defined]
    assert main([*command(hub), "--yes"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Stability AI" in out
    assert "less than 1 million US dollars a year" in out
    card = verify_pack(installed / "tiny-stable")
    assert (card.family, card.licence.weights, card.licence.commercial_use) == ("stable_audio", STABILITY, True)
    assert "less than 1 million US dollars" in card.licence.note
    assert all(one.get("authorization") == f"Bearer {TOKEN}" for one in hub.headers)
    kept: list[dict[str, str]] = hub.elsewhere.headers  # type: ignore[attr-defined]
    assert kept, "large files came from another server"
    assert not any("authorization" in one for one in kept)
    texts = [one.read_bytes() for one in installed.rglob("*") if one.is_file()]
    assert not any(TOKEN.encode() in one for one in texts), "it is kept nowhere"


def test_a_hub_that_sends_on_to_itself_is_told_again_and_nobody_else(hub: HubServer) -> None:
    hub.moved = True
    kept: HubServer = hub.elsewhere  # type: ignore[attr-defined]
    hosts, access = frozenset({host_of(hub.address), host_of(kept.address)}), Access(host_of(hub.address), TOKEN)
    for name in ("model_index.json", "transformer/diffusion_pytorch_model.safetensors"):
        address = f"{hub.address}/{REPOSITORY}/resolve/{REVISION}/{name}"
        data = fetch_small(address, hosts=hosts, most_bytes=10_000_000, access=access)
        assert data == (hub.folder / name).read_bytes()
    sent_on = [one for (_, path, _), one in zip(hub.asked, hub.headers, strict=True) if path.startswith("/moved")]
    assert [one.get("authorization") for one in sent_on] == [f"Bearer {TOKEN}"] * 2
    assert ["authorization" in one for one in kept.headers] == [False]


def test_who_needs_no_licence_is_told_no_token(hub: HubServer, entry: Entry, installed: Path, published: Path) -> None:
    hub.token = ""
    free = Entry("free", "A free one", Kind.MODEL, STABILITY, entry.files[-2:], roberta=False)
    look_at_wish(Wish(free, "free"), installed, hub=hub.address, token=TOKEN)
    assert not any("authorization" in one for one in hub.headers)


def test_the_ear_of_a_model_with_other_words_brings_its_own(installed: Path, tmp_path: Path) -> None:
    stable, ear = entry_of("stable-audio-open"), entry_of("laion-clap")
    wish = Wish(stable, "stable", ranker=ear)
    words = {one.local for one in ear.files if one.of_tokenizer}
    from foley_bridge.packs import hub_install

    asked: list[str] = []

    def look(files: tuple[HubFile, ...], *_: object, **__: object) -> None:
        asked.extend(one.local for one in files)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hub_install, "look_at_hub", look)
        look_at_wish(wish, installed, unpinned=True)
    assert {f"ranker/{one}" for one in words} <= set(asked)
    assert "tokenizer/tokenizer.json" in asked
    assert _question_of(wish, tmp_path) is None, "its own folder of words is a T5's"


def _question_of(wish: Wish, there: Path) -> Path | None:
    from foley_bridge.packs.hub import HubOffer

    return _question(wish, HubOffer("stable", "https://hub.example", (), frozenset()), there).tokenizer


def test_the_catalogue_names_audioldm2_and_stable_audio_with_licences_and_sizes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = {one.name: one for one in entries()}
    assert {"audioldm2", "audioldm2-large", "audioldm2-music", "stable-audio-open"} <= known.keys()
    weights = [one for one in known["audioldm2"].files if one.path.endswith(".safetensors")]
    assert len(weights) == 7
    assert all(one.pinned for one in weights), "whose hashes were all found"
    assert terms_of(known["audioldm2"].licence, commercial_use=True).use is Use.NO
    stable = known["stable-audio-open"]
    assert stable.gated
    assert terms_of(stable.licence, commercial_use=True).use is Use.CONDITIONS
    assert terms_of("stable-audio-nc-community", commercial_use=True).use is Use.NO
    assert main(["packs", "list", "--available"]) == 0
    out = capsys.readouterr().out
    assert "foley-bridge packs install stable-audio-open --ranker laion-clap" in out
    assert f"its token goes into {TOKEN_VARIABLE}" in out
