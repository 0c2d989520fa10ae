"""Judge prompts in words that no caption uses by an independent ear: python -m benchmarks.ear_unseen --ear FOLDER.

As `benchmarks.ear` judges the families' own prompts: rank 1 of the default request, for each of the 65 prompts of
`prompts_unseen.csv` and each seed. Beside the shares stands how many prompts the pack takes for their family among all
of its own. A run that was stopped goes on where it was.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.ear_report import table
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.fitting import Fitting, load_fitting
from benchmarks.takes import Take, TakeStore, make_takes
from benchmarks.unseen_prompts import UnseenPrompt, load_unseen_prompts
from benchmarks.yamnet_judge import YamnetJudge, load_judge
from foley_bridge.progress import shown_progress
from foley_models.errors import FoleyError, RequestError
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack, verify_pack
from foley_models.stack import ModelStack

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class UnseenRow:
    """Of the takes of a family's unseen prompts: shares that fit, and that the pack took for the family."""

    lenient: float
    strict: float
    taken_for: float
    takes: int


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ear_unseen", description=__doc__)
    parser.add_argument("--ear", type=Path, required=True, help="folder with yamnet.py, its weights and class tables")
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    parser.add_argument("--seeds", type=int, default=4, help="takes a prompt, seeds 1 to this (default 4)")
    parser.add_argument("--out", type=Path, default=Path("out/ear"), help="where takes and table go (default out/ear)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")
    args = parser.parse_args(argv)
    try:
        with shown_progress(sys.stderr) as progress:
            rows = measure(args, lambda label, fraction: progress.advance(label, fraction, -1.0))
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.ear_unseen: {error}\n")
        return 1
    (args.out / "ear_unseen.json").write_text(
        json.dumps({family: asdict(row) for family, row in rows.items()}, indent=1) + "\n", encoding="utf-8"
    )
    print(markdown(rows))
    return 0


def measure(args: argparse.Namespace, report: Report) -> dict[str, UnseenRow]:
    """Takes, and what the ear says of them."""
    if args.seeds < 1:
        raise RequestError(f"seeds is {args.seeds}: at least 1 take a prompt is needed")
    folder = find_pack(args.pack)
    store = TakeStore(args.out, verify_pack(folder))
    judge = load_judge(args.ear)
    fitting = load_fitting(args.ear, judge.class_names)
    args.out.mkdir(parents=True, exist_ok=True)
    stack = _Once(lambda: ModelStack(load_pack(folder, device=args.device)))
    prompts = load_unseen_prompts()
    takes: list[Take] = []
    for done, prompt in enumerate(prompts):
        report(f"takes of {prompt.prompt!r}", done / len(prompts))
        takes += _takes_of(prompt, range(1, args.seeds + 1), stack, store)
    return {
        family: _row(judge, fitting, family, [take for take in takes if take.note.family == family])
        for family in JUDGED_FAMILIES
    }


class _Once:
    """The stack, loaded when the first take has to be made."""

    def __init__(self, load: Callable[[], ModelStack]) -> None:
        self._load = load
        self._stack: ModelStack | None = None

    def __call__(self) -> ModelStack:
        if self._stack is None:
            self._stack = self._load()
        return self._stack


def _takes_of(prompt: UnseenPrompt, seeds: Sequence[int], stack: _Once, store: TakeStore) -> list[Take]:
    asked = {prompt.family: prompt.prompt}
    return make_takes(stack, asked, seeds, store=store, on_progress=lambda _label, _fraction: None)[prompt.family]


def _row(judge: YamnetJudge, fitting: Fitting, family: str, takes: Sequence[Take]) -> UnseenRow:
    tops = [judge.hear(take.sound).top for take in takes]
    lenient, strict = (fitting.share(tops, family, strict=strict) or 0.0 for strict in (False, True))
    taken_for = sum(take.note.predicted == family for take in takes) / len(takes)
    return UnseenRow(lenient, strict, taken_for, len(takes))


def markdown(rows: dict[str, UnseenRow]) -> str:
    """The table, and the averages of its columns under it."""
    body = [
        [name, f"{row.lenient:.2f} / {row.strict:.2f}", f"{row.taken_for:.2f}", str(row.takes)]
        for name, row in rows.items()
    ]
    means = [
        sum(getattr(row, name) for row in rows.values()) / len(rows) for name in ("lenient", "strict", "taken_for")
    ]
    body.append(["**average**", f"{means[0]:.2f} / {means[1]:.2f}", f"{means[2]:.2f}", ""])
    return table(("family", "the ear fits, lenient / strict", "taken for its family", "takes"), body)


if __name__ == "__main__":
    sys.exit(main())
