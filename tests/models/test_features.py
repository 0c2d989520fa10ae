"""What a pack can do follows from its card."""

from dataclasses import replace

from foley_models.card import FileEntry, read_card
from foley_models.features import features_of
from foley_models.pack_files import packs_folder

CORE = read_card(packs_folder() / "core" / "card.json")
ENTRY = FileEntry("x.safetensors", "0" * 64, 0, 0)


def missing(card: object) -> dict[str, str]:
    return {one.name: one.missing for one in features_of(card)}  # type: ignore[arg-type]


def test_the_embedded_pack_can_do_everything() -> None:
    assert not any(missing(CORE).values())


def test_a_pack_with_a_ranker_beside_it_ranks_but_not_against_stored_sounds() -> None:
    told = missing(replace(CORE, files={**CORE.files, "ranker": ENTRY}))
    assert told["ranking"] == ""
    assert told["targets among stored sounds"] == "its ranker never heard them"


def test_without_an_encoder_of_latents_its_loss_cannot_be_used() -> None:
    files = {name: entry for name, entry in CORE.files.items() if name not in ("latent_clap", "targets")}
    told = missing(replace(CORE, files=files))
    assert told["latent CLAP loss"] == "no encoder was trained for it yet"
    assert told["targets among stored sounds"] == "it stores none"


def test_only_a_ranker_makes_a_deaf_pack_rank_and_it_still_cannot_be_trained() -> None:
    deaf = replace(CORE, family="audioldm", shapes={"clap": {"text": {}}}, files={"ranker": ENTRY})
    told = missing(deaf)
    assert told["ranking"] == ""
    assert told["training"] == "it has no audio tower"
