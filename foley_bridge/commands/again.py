"""`foley-bridge again FILE`: the sound of a delivered file made once more from the recipe inside it."""

import argparse
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.files.atomic import NameTakenError, publish
from foley_bridge.files.destination import prepared_folder
from foley_bridge.files.recipe import Recipe, is_loop
from foley_bridge.files.recipe_reading import NoRecipeError, read_recipe
from foley_bridge.files.riff import find_chunks
from foley_models.errors import DestinationError

if TYPE_CHECKING:
    from foley_bridge.engine.repetition import Repetition
    from foley_bridge.files.ucs import CategoryEntry

# Of full scale: how far a single sample may be off where anything of the environment differs. Measured with the
# embedded pack over 40 sounds, between a processor's newest and older instructions: float32 at most 2.7e-4, median
# 1e-5; bfloat16 at most 0.54, median 0.06, which is another grain of the same event, 22 dB under it in the median.
# float16 was not measured: it is finer, and treated alike.
TOLERANCES = {"float32": 1e-3, "bfloat16": 0.6, "float16": 0.6}
PCM_BYTES_MOST = 128 << 20  # three minutes at 192 kHz are 99 MiB
NAMES_TRIED_MOST = 1000


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "again",
        help="make the sound of a delivered file once more",
        description="Make the sound of a file that Foley Bridge delivered once more, from the recipe inside it, as a "
        "new file, and say whether the two are the same. The file may have been renamed or moved.",
    )
    parser.set_defaults(func=run)
    parser.add_argument("file", metavar="FILE", type=Path, help="a WAV file that Foley Bridge delivered")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default: beside FILE)")
    parser.add_argument("--pack", metavar="PACK", help="the pack it was made with, where that is not here any more")
    parser.add_argument(
        "--adapter", metavar="FILE", type=Path, help="the adapter it was made with, where the daemon does not know it"
    )
    parser.add_argument(
        "--source", metavar="FILE", type=Path, help="the recording it was filled into, where that is not beside it"
    )


def run(args: argparse.Namespace) -> None:
    """Check all that can be checked, make the sound, write it, compare."""
    from foley_bridge.engine.repetition import (
        check_repeatable,
        find_recorded_adapter,
        find_recorded_pack,
        find_recording,
        make_again,
    )
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.folders import user_folders
    from foley_bridge.journal.inspection import known_adapters
    from foley_bridge.packs.places import folder_of

    recipe, pcm = read_recipe(args.file), read_pcm(args.file)
    check_repeatable(recipe)
    category = Catalogue.load().lookup(recipe.sound.cat_id)
    installed = user_folders().packs
    pack = find_recorded_pack(recipe.pack, folder_of(args.pack, installed) if args.pack else None, installed)
    known = known_adapters(user_folders().journal_file) if recipe.pack.adapter and args.adapter is None else ()
    adapter = find_recorded_adapter(recipe.pack, args.adapter, known)
    recording = find_recording(recipe, getattr(args, "source", None), args.file)
    folder = args.out or args.file.absolute().parent
    with prepared_folder(folder):
        repetition = make_again(recipe, pack, adapter, recording=recording)
        path = _write(repetition, recipe, folder, category=category)
    print(f"Made again as {path}.")
    for line in compare(pcm, recipe, repetition):
        print(line)


def read_pcm(file: Path) -> bytes:
    """The sound in a WAV file as bytes. NoRecipeError where there is none."""
    try:
        with file.open("rb") as stream:
            return find_chunks(stream, {b"data": PCM_BYTES_MOST})[b"data"]
    except (OSError, ValueError, KeyError) as error:
        raise NoRecipeError(f"{file} has no sound that can be compared: give a file as it was delivered.") from error


def compare(pcm: bytes, recipe: Recipe, repetition: "Repetition") -> Iterator[str]:
    """Sentences on whether the sound made again is that of the recipe, and of the file with these bytes of sound."""
    untouched = hashlib.sha256(pcm).hexdigest() == recipe.sound.sha256
    same = hashlib.sha256(repetition.made.pcm).hexdigest() == recipe.sound.sha256
    if same and untouched:
        yield "It is the same, bit for bit."
    elif same:
        yield "It is what was delivered, bit for bit; the sound in the file itself was changed afterwards."
    elif untouched:
        yield _distance(pcm, recipe, repetition)
    else:
        yield (
            "It is not what was delivered bit for bit; by how much cannot be said, since the sound in the file itself "
            "was changed afterwards."
        )
    yield from _reasons(repetition, same=same)


def _distance(pcm: bytes, recipe: Recipe, repetition: "Repetition") -> str:
    import numpy as np

    from foley_bridge.files.sample_formats import decode_samples

    if len(pcm) != len(repetition.made.pcm):
        return "It is another sound: even its length differs. The recipe was changed, or another version wrote it."
    form = repetition.made.channels, repetition.made.subtype
    largest = float(np.abs(decode_samples(pcm, *form) - decode_samples(repetition.made.pcm, *form)).max())
    tolerance = TOLERANCES[coarser(recipe.environment.dtype, repetition.made.recipe["environment"]["dtype"])]
    within = "within" if largest <= tolerance else "over"
    return (
        f"It is not the same bit for bit: the largest difference is {largest:.2g} of full scale, {within} the "
        f"{tolerance:g} that can come of another environment."
    )


def coarser(dtype: str, other: str) -> str:
    """The one of two number formats that allows more difference."""
    return max(dtype, other, key=lambda one: TOLERANCES.get(one, 0.0))


def _reasons(repetition: "Repetition", *, same: bool) -> Iterator[str]:
    if repetition.differences:
        listed = "; ".join(repetition.differences)
        yield f"The environments differ: {listed}." + ("" if same else " Each of these can change the last digits.")
    elif not same:
        yield (
            "The environments are the same as far as they are recorded, so the bits should be, too: the program or the "
            "recipe may have been changed."
        )


def _write(repetition: "Repetition", recipe: Recipe, folder: Path, *, category: "CategoryEntry") -> Path:
    """Write the new file under the first name that is free."""
    from foley_bridge.files.names import sound_file_name
    from foley_bridge.files.sound_file import encode_sound
    from foley_bridge.files.tags import Tags

    job_id = f"again-{recipe.sound.sha256[:16]}"
    made = repetition.made
    data = encode_sound(made, Tags(job_id, category, made_at=datetime.now(), loop=is_loop(recipe)))
    for retry in range(NAMES_TRIED_MOST):
        name = sound_file_name(made.cat_id, recipe.request.prompt, job_id=job_id, index=made.index, retry=retry)
        with suppress(NameTakenError):
            (path,) = publish(folder, {name: data})
            return path
    raise DestinationError(f"{folder} holds this sound {NAMES_TRIED_MOST} times already: choose another folder.")
