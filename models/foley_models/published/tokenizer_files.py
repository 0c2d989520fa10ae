"""RoBERTa's tokenizer as one `tokenizer.json`, out of a folder that has it in either of its two forms; T5's as it is.

A tokenizer of another size would make other words, or the same few, out of every prompt, without a word: libraries do
make one of five tokens where they find no files. So it is counted against the text tower.
"""

from collections.abc import Callable
from pathlib import Path

from foley_models.audioldm.build import PADDING_ID
from foley_models.audioldm.tokens import PADDING_TOKEN
from foley_models.errors import PackError, RequestError
from foley_models.strict_json import parse_object
from foley_models.word_pieces import t5_problem

WHOLE = "tokenizer.json"
WORDS, MERGES = "vocab.json", "merges.txt"
MOST_BYTES = 64_000_000  # Gemma's, of 256,000 pieces, has 34
_SPECIAL = ("<s>", "</s>", "<unk>", "<pad>", "<mask>")


def find_tokenizer(named: Path | None, *beside: Path) -> Path:
    """The folder with a tokenizer: the one that was named, or else the first of others that has one. RequestError."""
    places = [named] if named is not None else list(beside)
    for place in places:
        folder = place.parent if place.name in (WHOLE, WORDS, MERGES) else place
        if (folder / WHOLE).is_file() or ((folder / WORDS).is_file() and (folder / MERGES).is_file()):
            return folder
    where = named or (beside[0] if beside else Path())
    raise RequestError(
        f"There is no tokenizer in {where}: this file has none inside, so name a folder with RoBERTa's {WHOLE}, or its "
        f"{WORDS} and {MERGES}, with --tokenizer."
    )


def tokenizer_json(folder: Path, vocabulary: int) -> str:
    """The text of a `tokenizer.json` with exactly so many tokens. PackError where it is another, or broken."""
    from tokenizers import Tokenizer

    try:
        whole = (folder / WHOLE).is_file()
        tokenizer = Tokenizer.from_str(_text(folder / WHOLE)) if whole else _from_words(folder)
    except PackError:
        raise
    except Exception as error:  # the library raises bare Exception for whatever it dislikes
        raise PackError(f"The tokenizer in {folder} cannot be read ({error}): download it again.") from error
    size = tokenizer.get_vocab_size()
    if size != vocabulary:
        raise PackError(
            f"The tokenizer in {folder} has {size} tokens, the text tower knows {vocabulary}: prompts would mean "
            "something else, so it was not imported."
        )
    if tokenizer.token_to_id(PADDING_TOKEN) != PADDING_ID:
        raise PackError(f"The tokenizer in {folder} numbers its tokens otherwise than RoBERTa's: it was not imported.")
    return str(tokenizer.to_str())


def word_pieces_json(folder: Path, vocabulary: int, wrong: Callable[[object, int], str] = t5_problem) -> str:
    """The text of a `tokenizer.json` for an encoder of so many rows. PackError where it is another, or broken.

    `wrong` says what is wrong with it, "" for nothing: it must be a T5's, or a Gemma's.
    """
    from tokenizers import Tokenizer

    if not (folder / WHOLE).is_file():
        raise PackError(f"{folder} has no {WHOLE}: the download is incomplete (spiece.model alone is not read).")
    text = _text(folder / WHOLE)
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # the library raises bare Exception for whatever it dislikes
        raise PackError(f"{folder / WHOLE} cannot be read ({error}): download it again.") from error
    problem = wrong(tokenizer, vocabulary)
    if problem:
        raise PackError(f"{folder / WHOLE} {problem}: prompts would mean something else, so it was not imported.")
    return text


def _from_words(folder: Path):  # type: ignore[no-untyped-def]  # a class of the library's own
    """RoBERTa's: bytes in pairs, a sentence between <s> and </s>."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

    words = parse_object(_text(folder / WORDS).encode(), str(folder / WORDS))
    numbered = {name: number for name, number in words.items() if isinstance(number, int)}
    if len(numbered) != len(words) or any(name not in numbered for name in ("<s>", "</s>")):
        raise PackError(f"{folder / WORDS} is no vocabulary of RoBERTa: download it again.")
    lines = [line for line in _text(folder / MERGES).splitlines() if line and not line.startswith("#version")]
    pairs = [(first, second) for first, _, second in (line.partition(" ") for line in lines)]
    tokenizer = Tokenizer(models.BPE(vocab=numbered, merges=pairs, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.RobertaProcessing(
        ("</s>", numbered["</s>"]), ("<s>", numbered["<s>"]), trim_offsets=True, add_prefix_space=False
    )
    tokenizer.add_special_tokens(
        [AddedToken(name, lstrip=name == "<mask>", normalized=False) for name in _SPECIAL if name in numbered]
    )
    return tokenizer


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PackError(f"{path} has more than {MOST_BYTES // 1_000_000} MB: it is no tokenizer.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise PackError(f"{path} is no text: download it again.") from error
