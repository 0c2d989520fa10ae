"""`foley-bridge send WORD`: one call to the running daemon, one word for each address, and what it answers."""

import argparse
import json
import secrets
from collections.abc import Iterator, Mapping

from foley_bridge.client import NONCE_BYTES, Client
from foley_bridge.folders import user_folders
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_bridge.protocol.spec import Address, Kind
from foley_bridge.protocol.spec import Argument as Spec
from foley_bridge.protocol.table import ON_ANY, PROTOCOL, TO_DAEMON

_EXAMPLES = """\
examples:
  foley-bridge send status
  foley-bridge send generate "a door slams" --seconds 2.5 --count 4 --seed 7
  foley-bridge send cancel 5f0c…          the id that send generate prints
  foley-bridge send subscribe --seconds 600
  foley-bridge send cues /film/reel1.csv --out /film/reel1 --stems 1
  foley-bridge send export "5f0c…#0|5f0c…#2|71aa…" --out /game/door --count 4
  foley-bridge send hosts
  foley-bridge send offer 5f0c… 2 "REAPER: Film"

Each answer is one line: the request's id, what it is, and its values. --json makes each a JSON object.
"""
# What a person need not type; the others stand in the order of the protocol.
_DEFAULTS: Mapping[str, Argument] = {"seconds": 4.0, "count": 4, "protocol": PROTOCOL, "client": "foley-bridge send"}
_TYPES: Mapping[Kind, type] = {"s": str, "i": int, "f": float, "t": float}
# Addresses with more than one answer, and the word of the last.
_LAST_WORDS = {
    "generate": "done",
    "variation": "done",
    "transform": "done",
    "fill": "done",
    "packs": "packs",
    "hosts": "hosts",
    "subscribe": "",
    "search": "searched",
    "library": "library",
    "onsets": "onsets",
    "cues": "done",
    "export": "done",
    "spot": "done",
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand with a word for each address of the table."""
    parser = subparsers.add_parser(
        "send",
        help="send one message to the running daemon and print its answers",
        description="Send one message of the OSC protocol to the running daemon and print what it answers.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words = parser.add_subparsers(title="addresses", metavar="WORD", required=True)
    for address in TO_DAEMON:
        _add_word(words, address)


def run(args: argparse.Namespace) -> None:
    """Send, and print each answer as it comes; until Ctrl-C for a subscription."""
    address: Address = args.address
    arguments = [_value(args, one) for one in address.arguments]
    pairs = {one.name: getattr(args, f"pair_{one.name}") for one in address.pairs if one not in ON_ANY}
    given = {name: value for name, value in pairs.items() if value is not None}
    with Client.connect(user_folders(), name="foley-bridge send") as client:
        answers = client.call(address.path, *arguments, pairs=given, request_id=args.id)
        for answer in _until_last(answers, address.word):
            print(_json(answer) if args.json else _line(answer), flush=True)


def _add_word(words: "argparse._SubParsersAction[argparse.ArgumentParser]", address: Address) -> None:
    parser = words.add_parser(address.word, help=address.meaning, description=address.meaning + ".")
    parser.set_defaults(func=run, address=address)
    for one in address.arguments:
        if one.name in _DEFAULTS or one.name == "nonce":
            parser.add_argument(f"--{one.name}", type=_TYPES[one.kind], metavar=one.name.upper(), help=one.meaning)
        else:
            parser.add_argument(one.name, type=_TYPES[one.kind], metavar=one.name.upper(), help=one.meaning)
    for pair in address.pairs:
        if pair not in ON_ANY:
            parser.add_argument(
                f"--{pair.name}",
                dest=f"pair_{pair.name}",
                type=_TYPES[pair.kind],
                metavar=pair.name.upper(),
                help=pair.meaning,
            )
    parser.add_argument("--id", help="the request's own id (default: a new one)")
    parser.add_argument("--json", action="store_true", help="print each answer as a JSON object")


def _value(args: argparse.Namespace, one: Spec) -> Argument:
    given: Argument | None = getattr(args, one.name)
    if given is not None:
        return given
    return secrets.token_hex(NONCE_BYTES) if one.name == "nonce" else _DEFAULTS[one.name]


def _until_last(answers: Iterator[Answer], word: str) -> Iterator[Answer]:
    last = _LAST_WORDS.get(word)
    for answer in answers:
        yield answer
        if last is None or answer.word == last:
            return


def _line(answer: Answer) -> str:
    values = [f"{name}={_text(value)}" for name, value in answer.values.items() if name != "kind"]
    return " ".join([answer.id, answer.word, *values, *map(_text, answer.rest)])


def _text(value: Argument) -> str:
    """A value as one word of a line where it can be one, quoted where it has spaces."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if text and not any(mark in text for mark in " \"'") else json.dumps(text, ensure_ascii=False)


def _json(answer: Answer) -> str:
    values = {"id": answer.id, "answer": answer.word, **{k: v for k, v in answer.values.items() if k != "kind"}}
    if answer.rest:
        values["indices"] = list(answer.rest)  # type: ignore[assignment]  # JSON takes it
    return json.dumps(values, ensure_ascii=False)
