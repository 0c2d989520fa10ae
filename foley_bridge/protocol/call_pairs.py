"""The table's part with options: what may be said beside the arguments."""

from dataclasses import replace

from foley_bridge.protocol.spec import Pair

GENERATION = (
    Pair("seed", "i", "0 to 2147483647; the same seed gives the same sounds; default: drawn"),
    Pair("steps", "i", "denoising steps; default: the pack's"),
    Pair("guidance", "f", "0 to 20, how strongly the prompt steers; default: the category's"),
    Pair(
        "sampler",
        "s",
        "ddim, dpmpp-2m-karras, unipc-karras, dpmpp-2m-sde, ping-pong or few-steps; default: few-steps where the pack "
        "has them and neither steps, guidance nor negative is said, else the pack's",
    ),
    Pair("negative", "s", "what should not be heard"),
    Pair("threshold", "f", "-1 to 1, least score that passes; default: the category's"),
    Pair(
        "under",
        "s",
        "mark (default): candidates under the threshold come last and marked; drop: they are rejected and others "
        "tried, at most three pools, then nothing-passed",
    ),
    Pair(
        "pool",
        "i",
        "candidates started so that count are delivered, at most 64 and 2880 seconds together; default: four times "
        "count, over ten seconds no more than are 640 seconds together",
    ),
    Pair("target", "s", "text (default), audio or mixed: what candidates are scored against"),
    Pair("diversity", "f", "0 (those that fit best) to 1: how unlike each other the delivered sounds should be"),
    Pair(
        "thorough",
        "i",
        "1: all of the pool are finished and heard before any is chosen; default 0: the weak are left early",
    ),
    Pair("loop", "i", "1 for a seamless loop of 1 to 180 seconds; default 0. A variation of a loop is one, too"),
    Pair("destination", "s", "absolute path of the project's media folder; default: the sounds folder of the settings"),
    Pair("position", "t", "seconds on the timeline, for the file's time reference"),
    Pair("rate", "i", "of the files in Hz, 8000 to 192000; default: the settings'"),
    Pair("pack", "s", "a pack's name or folder; default: the one in use"),
    Pair("adapter", "s", 'a fine-tuned adapter\'s name or file, "" for none; default: the one in use with the pack'),
    Pair("category", "s", "UCS CatID, such as FEETHmn; default: predicted from the prompt"),
    Pair("project", "s", "the project's name, for the file's metadata"),
)

# What a variation takes over of its candidate, where nothing else is said.
_OF_THE_CANDIDATE = {
    "steps": "denoising steps of a whole way; the amount says which part of it is gone",
    "guidance": "0 to 20, how strongly the prompt steers",
    "sampler": "ddim, dpmpp-2m-karras, unipc-karras, dpmpp-2m-sde or ping-pong",
    "negative": "what should not be heard",
    "threshold": "-1 to 1, least score that passes",
    "under": "mark or drop, as for generate",
    "target": "text, audio or mixed: what candidates are scored against",
    "destination": "absolute path of the project's media folder",
    "position": "seconds on the timeline, for the file's time reference",
    "rate": "of the files in Hz, 8000 to 192000",
    "pack": "a pack's name or folder; with another than the candidate's, its sound file is varied",
    "adapter": 'a fine-tuned adapter\'s name or file, "" for none; with another, the sound file is varied',
    "category": "UCS CatID, such as FEETHmn",
    "project": "the project's name, for the file's metadata",
}
VARIATION = (
    Pair(
        "less",
        "i",
        "1 for less like the candidate: fresh sounds of its prompt that go away from it, by an amount of over 0 "
        "(hardly) to 1 (as far as they fit); default 0",
    ),
    Pair("blend", "s", "ID#2 of a second candidate, as long as the first: what is made lies between the two"),
    Pair("mix", "f", "of a blend: 0 (all the first) to 1 (all the second); default 0.5"),
    *(
        replace(one, meaning=f"{_OF_THE_CANDIDATE[one.name]}; default: the candidate's")
        if one.name in _OF_THE_CANDIDATE
        else one
        for one in GENERATION
        if one.name != "loop"  # which the candidate decides
    ),
)

# What begins from a sound goes part of the way only.
_WHOLE_SAMPLER = Pair(
    "sampler", "s", "ddim, dpmpp-2m-karras, unipc-karras, dpmpp-2m-sde or ping-pong; default: the pack's"
)
TRANSFORM = (
    Pair("seconds", "f", "length of each, 0.25 to 60; default: the sound's own; beyond it there is silence"),
    Pair("follow", "f", "0 to 1 (default), how much of the sound's loudness over time candidates are given"),
    *(_WHOLE_SAMPLER if one.name == "sampler" else one for one in GENERATION if one.name != "loop"),
)

FILL = (
    Pair("extend", "f", "0.05 to 8 seconds: continues the sound, in place of start and end, which are 0 then"),
    *(
        _WHOLE_SAMPLER if one.name == "sampler" else one
        for one in GENERATION
        if one.name not in ("loop", "rate")  # the sound's own
    ),
)

TRAINING = (
    Pair("name", "s", "of the adapter and of its folder beside the project; default: the project's own name"),
    Pair("pack", "s", "a pack's name or folder; default: the one in use"),
    Pair("method", "s", "what moves: tuning (the tuning layer alone), lora (default), full, or codec (codec first)"),
    Pair("latent_clap", "i", "1 (default) for the latent CLAP loss, 0 to leave it out"),
    Pair("latent_weight", "f", "its weight; default: the pack's"),
    Pair("steps", "i", "1 to 10000000; default 400"),
    Pair("minutes", "f", "0.1 to 10000: as many steps as fit into them, measured at the start, in place of steps"),
    Pair("batch", "i", "examples a step, 1 to 4096; default 16; computed in smaller parts where memory runs out"),
    Pair("rate", "f", "learning rate, over 0 and up to 0.1; default: what suits the method"),
    Pair("seed", "i", "0 to 2147483647, of order, noise and split; default 1"),
    Pair("validation", "f", "0.05 to 0.5, share of the recordings that is held out; default 0.2"),
    Pair(
        "prompts", "s", "up to eight, separated by vertical bars: rendered every so often, so that one hears it learn"
    ),
    Pair("sample_every", "i", "steps between their renderings; default 100, 0 for never"),
    Pair("save_every", "i", "steps between checkpoints; default 50"),
    Pair(
        "judge_every", "i", "steps between measurements on held-out clips, of which the best is kept; default 0: never"
    ),
    Pair(
        "processes",
        "i",
        "1 to 64, no more than examples a step: how many take each step together on this machine, one a GPU; default 1",
    ),
    Pair("licence", "s", "of the adapter, as the studio chooses it; travels in the metadata of what it makes"),
)

SUBSCRIPTION = (
    Pair("seconds", "f", "1 to 3600, until it expires; default 60; 0 ends it"),
    Pair("client", "s", 'name of the host, for people, such as "REAPER: Film"; up to 128 characters'),
    Pair("takes", "i", "1 where the host imports what is offered to it; default 0; needs client"),
    Pair("events", "i", "1 (default) for the events of all requests, 0 for what is offered to this host alone"),
)

SEARCH = (
    Pair(
        "like",
        "s",
        "a sound to be like: absolute path of a file in an added folder, or a candidate as ID#2; beside words half",
    ),
    Pair("limit", "i", "files to tell, 1 to 100; default 20"),
    Pair("folder", "s", "absolute path of an added folder, or of one below it: files in it alone"),
    Pair("least", "f", "seconds a file lasts at least"),
    Pair("most", "f", "seconds a file lasts at most"),
    Pair("there", "i", "1 for files alone that are there now; default 0: those of drives that are away are told, too"),
    Pair("pack", "s", "a pack's name or folder: refused unless its ear is the one in use; default: the one in use"),
    Pair("adapter", "s", 'the adapter that tunes the words, "" for none; default: the one in use with the pack'),
)

ONSETS = (
    Pair("start", "f", "seconds into the file from which on it is listened to; default 0"),
    Pair("end", "f", "seconds into the file; default and at most its end, at most 10 minutes after start"),
)

LIBRARY = (Pair("folder", "s", "absolute path of the folder to add or remove"),)

_OUT = Pair(
    "out",
    "s",
    "absolute path of the folder that all of it goes into, made where it is missing; default: one of its name in the "
    "sounds folder of the settings; a host at a seat must name one that the server sees",
)
_FILES_RATE = Pair("rate", "i", "of the files in Hz, 8000 to 192000; default 48000")
_OWN_PACK = Pair("pack", "s", "a pack's name or folder; default: the one in use")
_OWN_ADAPTER = Pair("adapter", "s", "the pack's adapter; default: the one in use with it")
_OWN_SEED = Pair("seed", "i", "0 to 2147483647; the same seed gives the same sounds; default 1")

CUES = (
    _OUT,
    Pair("fps", "s", "frames a second of its timecode: 23.976, 24, 25, 29.97, 30, 47.952, 48, 50, 59.94 or 60"),
    Pair("start", "s", "the sheet's time at the project's zero, as the sheet writes times; default 0"),
    Pair("seconds", "f", "length of cues that give none"),
    Pair("count", "i", "takes of a cue that gives none, 1 to 16; default 4"),
    Pair("stems", "i", "1: also one sound file for each track, the best takes in place; default 0"),
    _FILES_RATE,
    replace(_OWN_SEED, meaning="of cues that give none; the same seed gives the same sounds; default 1"),
    _OWN_PACK,
    _OWN_ADAPTER,
)

EXPORT = (
    _OUT,
    Pair("replace", "i", "1: put it in the place of an export that is there; default 0"),
    Pair("count", "i", "variants, 1 to 64; default: of a prompt 5, else as many as there are"),
    Pair("hits", "i", "1: every hit in a take can be a variant, not the whole take; default 0"),
    Pair("loudness", "f", "-60 to 0 LUFS of the loudest 0.4 seconds of each; default: their median"),
    Pair("tail", "f", "-90 to -20 dB: where tails end; default -50"),
    Pair("ogg", "i", "0: WAV files only; default 1"),
    Pair("godot", "i", "3 or 4: a resource of that version of Godot beside them"),
    Pair("ear", "s", "the pack that hears how they differ; default: the takes' own"),
    Pair("prompt", "s", "in place of takes: what should be heard; takes of it are made"),
    Pair("from", "i", "takes of the prompt, 1 to 64; default three a variant, with hits one"),
    Pair("seconds", "f", "length of each take of the prompt; default 2"),
    replace(_OWN_SEED, meaning="of the prompt's takes; default 1"),
    replace(_FILES_RATE, meaning="of the prompt's takes in Hz, 8000 to 192000; default 48000"),
    Pair("category", "s", "UCS CatID of the prompt's takes, such as DOORWood; default: predicted from the prompt"),
    _OWN_PACK,
    _OWN_ADAPTER,
)

SPOT = (
    _OUT,
    Pair("named", "s", "of a REAPER project: only markers and regions whose name holds this"),
    Pair("notes", "s", "of a MIDI file: only these notes, 0 to 127, with spaces between: 36 38"),
    Pair("least", "f", "0 to 1: weaker events are left out; default 0"),
    Pair("range", "f", "0 to 60 dB from the strongest to the weakest; default 24"),
    Pair("human", "f", "0 to 1, variation of loudness and pitch; default 0.5"),
    Pair("count", "i", "takes to draw hits from, 1 to 16; default 8"),
    Pair("seconds", "f", "length of each take; default 4"),
    Pair("stem", "i", "1: also one sound file with all hits in place; default 0"),
    _FILES_RATE,
    _OWN_SEED,
    Pair("category", "s", "UCS CatID, such as FEETHmn; default: predicted from the prompt"),
    _OWN_PACK,
)
