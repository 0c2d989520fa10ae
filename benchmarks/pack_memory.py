"""How much memory published models take at their true sizes, beside what `packs info` says, with random weights.

`python -m benchmarks.pack_memory audioldm-s` writes such a pack under --work (it is kept for the next run),
then makes one take in a process of its own for each number format and each way of offloading, and prints what was
predicted and what that process held at most: of weights on the device, and of memory that was its own. Pages of the
pack's files that the system keeps mapped are no memory of a process: they go when something else needs room.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import published_sizes

if TYPE_CHECKING:
    from torch import nn

    from foley_models.audio_spec import AudioSpec
    from foley_models.card import Card
    from foley_models.schedule import NoiseSchedule

OFFLOADS = ("none", "parts", "layers")
LOOK_EVERY_S = 0.02
SAID = "MEASURED "


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", choices=("audioldm-s", "audioldm-m", "audioldm-l", "audioldm2", "stable-audio"))
    parser.add_argument("--work", type=Path, default=Path("build/pack-memory"))
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtypes", nargs="*", default=["float32", "bfloat16"])
    parser.add_argument("--offloads", nargs="*", default=list(OFFLOADS))
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--one", nargs=2, metavar=("DTYPE", "OFFLOAD"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    folder = args.work / args.model
    if args.one:
        _measure(folder, args)
        return
    if not (folder / "card.json").exists():
        _write(args.model, folder)
    print("format    offload  weights: said    held   memory: said  most own  load s  one take s")
    for dtype in args.dtypes:
        for offload in args.offloads:
            found = _in_a_process(args, dtype, offload)
            weights = f"{found['said_weights'] / 1e6:10.0f} MB {found['weights'] / 1e6:6.0f} MB"
            memory = f"{found['said'] / 1e6:8.0f} MB {found['own'] / 1e6:6.0f} MB"
            print(f"{dtype:9} {offload:8} {weights} {memory} {found['load_s']:7.1f} {found['take_s']:8.1f}", flush=True)


def _in_a_process(args: argparse.Namespace, dtype: str, offload: str) -> dict[str, Any]:
    asked = [args.model, "--work", str(args.work), "--device", args.device, "--seconds", str(args.seconds)]
    asked += ["--steps", str(args.steps), "--one", dtype, offload]
    command = [sys.executable, "-m", "benchmarks.pack_memory", *asked]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (line,) = [one for one in said.splitlines() if one.startswith(SAID)]
    found: dict[str, Any] = json.loads(line.removeprefix(SAID))
    return found


def _measure(folder: Path, args: argparse.Namespace) -> None:
    dtype, offload = args.one
    watch = _Watch(args.device)
    from foley_models.card import CARD_FILE, read_card
    from foley_models.memory_needs import memory_of, weights_of
    from foley_models.pack import load_pack
    from foley_models.requests import GenerationRequest
    from foley_models.stack import ModelStack

    card = read_card(folder / CARD_FILE)
    began_s = time.perf_counter()
    pack = load_pack(folder, device=args.device, dtype=dtype, offload=offload)
    loaded_s = time.perf_counter()
    request = GenerationRequest("rain", seconds=args.seconds, count=1, pool=1, steps=args.steps)
    ModelStack(pack).generate(request)
    found = {
        "load_s": loaded_s - began_s,
        "take_s": time.perf_counter() - loaded_s,
        "said_weights": weights_of(folder, card, dtype).of(offload),
        "weights": 0 if pack.desk is None else pack.desk.most_bytes,
        "said": memory_of(folder, card, dtype).of(offload),
        "own": watch.most_bytes(),
    }
    print(SAID + json.dumps(found))


class _Watch:
    """The most memory that this process has for itself, or takes of a GPU; looked at from a thread."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._most = 0
        threading.Thread(target=self._look, daemon=True).start()

    def most_bytes(self) -> int:
        """Until now."""
        if self._device.startswith("cuda"):
            import torch

            return torch.cuda.max_memory_reserved(self._device)
        return self._most

    def _look(self) -> None:
        while True:
            values = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
            self._most = max(self._most, int(values["RssAnon"].split()[0]) * 1024)
            time.sleep(LOOK_EVERY_S)


def _write(model: str, folder: Path) -> None:
    """A pack of random weights at the true size."""
    import torch

    from foley_models.card import CARD_FILE, describe_file, write_card
    from foley_models.published.writing import write_tensors

    folder.mkdir(parents=True)
    with torch.device("meta"):
        networks, card, assets = _model(model)
    files = {
        part: write_tensors(_random(network), folder / f"{part}.safetensors", lambda _: None)
        for part, network in networks.items()
    }
    for name, text in assets.items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    (folder / card.attribution).write_text("Random numbers.\n", encoding="utf-8")
    entries = {name: describe_file(folder / f"{name}.json") for name in assets}
    write_card(replace(card, files=files, assets=entries), folder / CARD_FILE)


def _random(network: "nn.Module") -> Mapping[str, Any]:
    """What the network of a meta device would keep, with numbers: small ones, so that nothing overflows on its way."""
    import torch

    generator = torch.Generator().manual_seed(1)

    def value(one: Any) -> Any:
        if not one.is_floating_point():
            return torch.zeros(one.shape, dtype=one.dtype)
        return torch.randn(one.shape, generator=generator).mul_(0.02) + (1.0 if one.ndim == 1 else 0.0)

    return {name: value(one) for name, one in network.state_dict().items()}


def _model(name: str) -> "tuple[dict[str, nn.Module], Card, dict[str, str]]":
    """Networks without numbers, a card without files, and tokenizers of the true size whose words mean nothing."""
    if name.startswith("audioldm-"):
        return _audioldm(name.removeprefix("audioldm-") + "-full")
    return _audioldm2() if name == "audioldm2" else _stable_audio()


def _audioldm(size: str) -> "tuple[dict[str, nn.Module], Card, dict[str, str]]":
    from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder
    from foley_models.audioldm.shapes import PUBLISHED
    from foley_models.published.pack_of import clap_sizes, sizes_of
    from foley_models.schedule import NoiseSchedule

    shape, audio = PUBLISHED[size]
    sizes: dict[str, Mapping[str, object]] = {"clap": clap_sizes(shape.clap)}
    sizes |= {one: sizes_of(getattr(shape, one)) for one in ("denoiser", "codec", "vocoder")}
    networks: dict[str, nn.Module] = {
        "clap": build_clap(shape.clap),
        "denoiser": build_denoiser(shape.denoiser),
        "codec": build_codec(shape.codec),
        "vocoder": build_vocoder(shape.vocoder),
    }
    card = _card("audioldm", audio, NoiseSchedule(), sizes)
    return networks, card, {"tokenizer": roberta_tokenizer(shape.clap.text.vocabulary)}


def _audioldm2() -> "tuple[dict[str, nn.Module], Card, dict[str, str]]":
    from foley_models.audioldm.build import build_clap, build_codec, build_vocoder
    from foley_models.audioldm.shapes import AUDIO_16_KHZ, M_FULL
    from foley_models.audioldm2 import family
    from foley_models.audioldm2.shapes import read_shapes
    from foley_models.networks import gpt2, t5_encoder
    from foley_models.published.pack_of import clap_sizes, sizes_of
    from foley_models.schedule import NoiseSchedule

    sizes: dict[str, Mapping[str, object]] = {
        "clap": clap_sizes(M_FULL.clap),
        "codec": sizes_of(M_FULL.codec),
        "vocoder": sizes_of(M_FULL.vocoder),
        "text": published_sizes.FLAN_T5_LARGE,
        "language": published_sizes.GPT2,
        "projection": published_sizes.AUDIOLDM2_WIDTHS,
        "denoiser": published_sizes.audioldm2_unet(large=False),
        "lead": {"vectors": 8, "word_pieces": 512},
    }
    shape = read_shapes(sizes, AUDIO_16_KHZ)
    networks: dict[str, nn.Module] = {
        "clap": build_clap(shape.clap),
        "text": t5_encoder(shape.text, "text"),
        "language": gpt2(shape.language, "language"),
        "projection": family.build_projection(shape),
        "denoiser": family.build_denoiser(shape),
        "codec": build_codec(shape.codec),
        "vocoder": build_vocoder(shape.vocoder),
    }
    card = _card("audioldm2", AUDIO_16_KHZ, NoiseSchedule(), sizes)
    return networks, card, {"tokenizer": roberta_tokenizer(shape.clap.text.vocabulary), "word_pieces": _t5(32_100)}


def _stable_audio() -> "tuple[dict[str, nn.Module], Card, dict[str, str]]":
    from foley_models.audio_spec import AudioSpec
    from foley_models.networks import t5_encoder
    from foley_models.schedule import SigmaSchedule
    from foley_models.stable_audio import family
    from foley_models.stable_audio.shapes import read_shapes

    sizes: dict[str, Mapping[str, object]] = {
        "text": published_sizes.T5_BASE,
        "projection": published_sizes.STABLE_AUDIO_PROJECTION,
        "denoiser": published_sizes.STABLE_AUDIO_TRANSFORMER,
        "codec": published_sizes.OOBLECK,
        "lead": {"word_pieces": 128},
    }
    audio = AudioSpec(44_100, 64, 2048, 2048)
    shape = read_shapes(sizes, audio)
    networks: dict[str, nn.Module] = {
        "text": t5_encoder(shape.text, "text"),
        "projection": family.build_projection(shape),
        "denoiser": family.build_denoiser(shape),
        "codec": family.build_codec(shape),
    }
    card = _card("stable_audio", audio, SigmaSchedule(), sizes)
    return networks, card, {"word_pieces": _t5(32_100)}


def _card(
    family: str, audio: "AudioSpec", schedule: "NoiseSchedule", sizes: Mapping[str, Mapping[str, object]]
) -> "Card":
    from foley_models.card import Card, Defaults, Licence
    from foley_models.published.pack_of import plain_categories

    sampler: Any = "dpmpp-2m-sde" if family == "stable_audio" else "unipc-karras"
    return Card(
        name=family,
        version="random",
        family=family,
        description="Random numbers at the true size.",
        audio=audio,
        schedule=schedule,
        shapes=sizes,
        files={},
        assets={},
        defaults=Defaults(sampler, 25, 3.0, 0.0),
        categories=plain_categories(),
        licence=Licence("CC0-1.0", commercial_use=True, note="random numbers"),
        trained_on={},
        attribution="AUTHORS.md",
        measured={},
    )


def roberta_tokenizer(vocabulary: int) -> str:
    """Of single bytes, filled up to the size of the published one with words that no text has."""
    from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, processors

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    fillers = [f"<filler {number}>" for number in range(vocabulary - len(special) - len(letters))]
    words = {word: number for number, word in enumerate([*special, *letters, *fillers])}
    tokenizer = Tokenizer(models.BPE(vocab=words, merges=[], unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(one, special=True) for one in special])
    return str(tokenizer.to_str())


def _t5(vocabulary: int) -> str:
    """Of single letters, likewise."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    letters = ["<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnopqrstuvwxyz"]
    fillers = [f"<filler {number}>" for number in range(vocabulary - len(letters))]
    pieces = [(word, -float(number)) for number, word in enumerate([*letters, *fillers])]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=2))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return str(tokenizer.to_str())


if __name__ == "__main__":
    main()
