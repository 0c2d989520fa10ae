"""The unseen prompts stay unseen: no caption and no template of the pack holds one of their content words."""

from collections import Counter
from pathlib import Path

import foley_models
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.unseen_prompts import content_words, content_words_of_all, load_unseen_prompts
from foley_models.recipe.captions import all_template_texts
from foley_models.recipe.wording_stage import read_phrases

PACK_CAPTIONS = Path(foley_models.__file__).parent / "packs" / "core" / "captions.txt"


def _unseen_words_in(texts: set[str]) -> dict[str, set[str]]:
    seen = content_words_of_all(texts)
    shared = {prompt.prompt: content_words(prompt.prompt) & seen for prompt in load_unseen_prompts()}
    return {prompt: words for prompt, words in shared.items() if words}


def test_there_are_five_different_prompts_for_each_judged_family() -> None:
    prompts = load_unseen_prompts()
    assert Counter(prompt.family for prompt in prompts) == dict.fromkeys(JUDGED_FAMILIES, 5)
    assert len({prompt.prompt for prompt in prompts}) == 65


def test_no_caption_template_holds_a_content_word_of_the_unseen_prompts() -> None:
    texts = set(all_template_texts())
    assert len(texts) > 13
    assert _unseen_words_in(texts) == {}


def test_no_caption_of_the_shipped_pack_holds_a_content_word_of_the_unseen_prompts() -> None:
    captions = {line.strip() for line in PACK_CAPTIONS.read_text(encoding="utf-8").splitlines() if line.strip()}
    assert len(captions) > 13
    assert _unseen_words_in(captions) == {}


def test_no_phrase_that_the_text_tower_learns_with_its_family_holds_a_content_word_of_the_unseen_prompts() -> None:
    """A word that a caption of the recordings holds is not unseen in the first place."""
    phrases = {phrase.text for phrase in read_phrases()}
    assert len(phrases) > 1000
    assert _unseen_words_in(phrases) == {}


def test_content_words_drop_stop_words_and_endings() -> None:
    assert content_words("A dog is barking at the rainy sea's waves") == content_words("dogs barked rain sea wave")
    assert content_words("running runs the hammer hammering") == content_words("run hammered")
    assert content_words("of the and") == set()


def test_a_leak_is_found_through_a_different_ending() -> None:
    assert _unseen_words_in({"puppies yap"}).keys() == {"a puppy yapping at the mailman"}
