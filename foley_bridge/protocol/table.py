"""The protocol as one table: every address, argument, pair, event and code; what parses, answers and documents it."""

from foley_bridge.protocol.spec import Address, Argument, Code, Direction, EventKind, Pair

PROTOCOL = 1
ID_MOST_CHARACTERS = 64

_REQUEST = Argument("request", "s", "id of the request that is meant")
_PROMPT = Argument("prompt", "s", "what should be heard, one line, at most 500 characters")
_COUNT = Argument("count", "i", "sounds to deliver, 1 to 16")
_AUDIO = Argument("path", "s", "absolute path of a sound file")

TOKEN = Pair("token", "s", "the daemon's token: needed on UDP and TCP; the spool folder's permissions stand for it")
REPLY = Pair(
    "reply",
    "i",
    "loopback port for the answers (UDP); default: the sender's, where a hello without the token is always answered",
)
ON_ANY = (TOKEN, REPLY)

GENERATION = (
    Pair("seed", "i", "0 to 2147483647; the same seed gives the same sounds; default: drawn"),
    Pair("steps", "i", "denoising steps; default: the pack's"),
    Pair("guidance", "f", "0 to 20, how strongly the prompt steers; default: the category's"),
    Pair("sampler", "s", "ddim, dpmpp-2m-karras or unipc-karras; default: the pack's"),
    Pair("negative", "s", "what should not be heard"),
    Pair("threshold", "f", "-1 to 1, least score that passes; default: the category's"),
    Pair(
        "under",
        "s",
        "mark (default): candidates under the threshold come last and marked; drop: they are rejected and others "
        "tried, at most three pools, then nothing-passed",
    ),
    Pair("pool", "i", "candidates started so that count are delivered, at most 64; default: four times count"),
    Pair("target", "s", "text (default), audio or mixed: what candidates are scored against"),
    Pair("diversity", "f", "how unlike each other the delivered sounds should be", available=False),
    Pair("loop", "i", "1 for a seamless loop", available=False),
    Pair("destination", "s", "absolute path of the project's media folder; default: the sounds folder of the settings"),
    Pair("position", "t", "seconds on the timeline, for the file's time reference"),
    Pair("rate", "i", "of the files in Hz, 8000 to 192000; default: the settings'"),
    Pair("pack", "s", "a pack's name or folder; default: the one in use"),
    Pair("adapter", "s", 'a fine-tuned adapter\'s name or file, "" for none; default: the one in use with the pack'),
    Pair("category", "s", "UCS CatID, such as FEETHmn; default: predicted from the prompt"),
    Pair("project", "s", "the project's name, for the file's metadata"),
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
    Pair("licence", "s", "of the adapter, as the studio chooses it; travels in the metadata of what it makes"),
)

TO_DAEMON = (
    Address(
        "/foley/hello",
        Direction.TO_DAEMON,
        "asks who is there; answered by /foley/welcome, whose proof shows that the daemon knows the token. "
        "May come without the token, outside a bundle, if its datagram is at least as long as the answer: make the "
        "nonce long",
        (
            Argument("protocol", "i", f"version of the protocol: {PROTOCOL}"),
            Argument("client", "s", "name of the host, for people"),
            Argument("nonce", "s", "random text, 16 to 512 characters"),
        ),
        ON_ANY,
    ),
    Address(
        "/foley/generate",
        Direction.TO_DAEMON,
        "asks for count delivered, ranked candidates",
        (_PROMPT, Argument("seconds", "f", "length of each, 0.25 to 10, exact to the sample"), _COUNT),
        GENERATION + ON_ANY,
    ),
    Address(
        "/foley/variation",
        Direction.TO_DAEMON,
        "more like a candidate",
        (
            Argument("candidate", "s", "request id and index: ID#2"),
            Argument("amount", "f", "0 to 1, how far from it"),
            _COUNT,
        ),
        GENERATION + ON_ANY,
        available=False,
    ),
    Address(
        "/foley/transform",
        Direction.TO_DAEMON,
        "audio to audio: a vocal imitation or a rough take sets the timing, the prompt the sound",
        (_AUDIO, _PROMPT, Argument("strength", "f", "0 to 1, how far from it"), _COUNT),
        GENERATION + ON_ANY,
        available=False,
    ),
    Address(
        "/foley/fill",
        Direction.TO_DAEMON,
        "replaces a range of a sound, or continues it",
        (
            _AUDIO,
            Argument("start", "f", "seconds into the file"),
            Argument("end", "f", "seconds into the file"),
            _PROMPT,
            _COUNT,
        ),
        GENERATION + ON_ANY,
        available=False,
    ),
    Address(
        "/foley/train",
        Direction.TO_DAEMON,
        "fine-tunes on a studio's own recordings; sounds that are asked for meanwhile are made between two steps",
        (Argument("path", "s", "absolute: a folder, an .RPP, or a CSV of path, start_s, end_s, caption"),),
        TRAINING + ON_ANY,
    ),
    Address(
        "/foley/cancel",
        Direction.TO_DAEMON,
        "stops a request within one model step; what a training has learnt stays in its folder",
        (_REQUEST,),
        ON_ANY,
    ),
    Address(
        "/foley/pause",
        Direction.TO_DAEMON,
        "holds a training after its step, also over a restart; answered by the event paused",
        (_REQUEST,),
        ON_ANY,
    ),
    Address(
        "/foley/resume",
        Direction.TO_DAEMON,
        "goes on with a paused training; answered by the event resumed",
        (_REQUEST,),
        ON_ANY,
    ),
    Address(
        "/foley/decide",
        Direction.TO_DAEMON,
        "says what becomes of a trained adapter, and may be said again: accept uses it with its pack from now on, "
        "reject puts it aside and uses the one before, both keeps it without using it; answered by the event decided",
        (_REQUEST, Argument("choice", "s", "accept, reject or both")),
        ON_ANY,
    ),
    Address(
        "/foley/imported",
        Direction.TO_DAEMON,
        "the host has this candidate on its timeline: it is not offered again; acknowledged by the event imported",
        (_REQUEST, Argument("index", "i", "of the candidate")),
        ON_ANY,
    ),
    Address("/foley/status", Direction.TO_DAEMON, "asks for the state of queue, engine and pack", (), ON_ANY),
    Address("/foley/ping", Direction.TO_DAEMON, "answered at once by the event pong", (), ON_ANY),
    Address(
        "/foley/subscribe",
        Direction.TO_DAEMON,
        "asks for the events of all requests and a heartbeat; send it again before it expires",
        (),
        (Pair("seconds", "f", "1 to 3600, until it expires; default 60; 0 ends it"), *ON_ANY),
    ),
    Address(
        "/foley/packs",
        Direction.TO_DAEMON,
        "lists the packs: an event pack for each, with an event adapter for each of its adapters behind it, then packs",
        (),
        ON_ANY,
    ),
    Address(
        "/foley/use",
        Direction.TO_DAEMON,
        "chooses the pack of later requests that name none, and the adapter on it; kept over a restart",
        (Argument("pack", "s", "a pack's name or folder"),),
        (
            Pair("adapter", "s", 'an adapter\'s name or file, "" for none; default: the one that was in use with it'),
            *ON_ANY,
        ),
    ),
)

TO_HOST = (
    Address(
        "/foley/welcome",
        Direction.TO_HOST,
        "answers hello",
        (
            Argument("protocol", "i", "version of the protocol"),
            Argument("version", "s", "of the daemon"),
            Argument(
                "proof",
                "s",
                "hexadecimal HMAC-SHA256, keyed with the token, of the text under The proof in docs/protocol.md",
            ),
            Argument("pack", "s", "the pack in use; without the token only its name, where it is a folder"),
            Argument("rate", "i", "of that pack in Hz; 0 where it cannot be read"),
        ),
    ),
    Address(
        "/foley/accepted",
        Direction.TO_HOST,
        "the request is on disk and will be answered, whatever happens",
        (Argument("place", "i", "requests that come before it"),),
    ),
    Address(
        "/foley/progress",
        Direction.TO_HOST,
        "how far it is",
        (
            Argument(
                "stage",
                "s",
                "load, text, denoise, decode, rank or write; of a training load, check, encode, train or evaluate",
            ),
            Argument("fraction", "f", "of the whole, 0 to 1"),
            Argument("left", "f", "estimated seconds left; below 0 where there is no estimate yet"),
        ),
    ),
    Address(
        "/foley/candidate",
        Direction.TO_HOST,
        "one sound is on disk, complete under its final name",
        (
            Argument("index", "i", "of the candidate; with the id its name for ever"),
            Argument("rank", "i", "so far, 1 is the best"),
            Argument("score", "f", "-1 to 1; below -1 where the pack cannot rank"),
            Argument("passed", "i", "1 where the score reached the threshold"),
            Argument("path", "s", "absolute"),
            Argument("seed", "i", "of this candidate"),
        ),
    ),
    Address(
        "/foley/ranking",
        Direction.TO_HOST,
        "a later candidate changed the order: the indices, best first",
        rest=Argument("index", "i", "of the candidate of this rank"),
    ),
    Address(
        "/foley/done",
        Direction.TO_HOST,
        "nothing more will come",
        (
            Argument(
                "delivered",
                "i",
                "candidates of this request in all, those that were imported too; adapters of a training",
            ),
            Argument("rejected", "i", "candidates turned away by the quality gate or by drop; recordings not used"),
            Argument("text", "s", 'why some were rejected, for a person; "" where none was'),
        ),
    ),
    Address(
        "/foley/failed",
        Direction.TO_HOST,
        "nothing more will come, and why",
        (Argument("code", "s", "one of the codes below"), Argument("text", "s", "for a person")),
    ),
    Address(
        "/foley/event",
        Direction.TO_HOST,
        "everything else",
        (Argument("kind", "s", "one of the kinds below; its own arguments follow"),),
    ),
)

EVENTS = (
    EventKind("pong", "answers ping"),
    EventKind(
        "status",
        "answers status",
        pairs=(
            Argument("version", "s", "of the daemon"),
            Argument("pack", "s", "in use"),
            Argument("adapter", "s", 'file of the one in use with it; "" where none is'),
            Argument("engine", "s", "asleep, loading, ready or busy"),
            Argument("device", "s", "that the settings ask for"),
            Argument("queued", "i", "requests that wait"),
            Argument("running", "s", 'id of the request at work; "" where none'),
            Argument("fraction", "f", "how far that one is"),
            Argument("training", "s", 'id of the training that is on its way; "" where none'),
            Argument("memory", "i", "of the engine in MB; 0 while it is asleep"),
            Argument("uptime", "i", "seconds"),
            Argument("sounds", "s", "folder of sounds whose host names none"),
        ),
    ),
    EventKind("subscribed", "answers subscribe", (Argument("seconds", "f", "until it expires"),)),
    EventKind("heartbeat", "every five seconds to subscribers", (Argument("queued", "i", "requests that wait"),)),
    EventKind("queued", "a request was accepted", (_REQUEST, Argument("prompt", "s", "its prompt"))),
    EventKind("started", "the model works on a request", (_REQUEST,)),
    EventKind(
        "delivered",
        "a candidate is on disk",
        (_REQUEST, Argument("index", "i", "of the candidate"), Argument("path", "s", "absolute")),
    ),
    EventKind(
        "finished",
        "a request is done",
        (_REQUEST, Argument("delivered", "i", "candidates"), Argument("rejected", "i", "candidates")),
    ),
    EventKind(
        "failed",
        "a request failed",
        (_REQUEST, Argument("code", "s", "as above"), Argument("text", "s", "for a person")),
    ),
    EventKind(
        "cancelling",
        "answers cancel; the request itself is answered by /foley/failed with cancelled",
        (_REQUEST, Argument("state", "s", "it was in: queued, paused, running, done, failed or cancelled")),
    ),
    EventKind(
        "imported", "answers imported; told to subscribers too", (_REQUEST, Argument("index", "i", "of the candidate"))
    ),
    EventKind(
        "pack",
        "one pack that is there",
        (
            Argument("name", "s", "of the pack"),
            Argument("version", "s", "of the pack"),
            Argument("rate", "i", "in Hz"),
            Argument("licence", "s", "of its weights"),
            Argument("in_use", "i", "1 for the one in use"),
            Argument("description", "s", "for a person"),
        ),
    ),
    EventKind(
        "adapter",
        "one adapter of the pack told before",
        (
            Argument("pack", "s", "it belongs to"),
            Argument("name", "s", "of the adapter"),
            Argument("path", "s", "its file"),
            Argument("licence", "s", "of the adapter"),
            Argument("in_use", "i", "1 for the one in use with that pack"),
            Argument("job", "s", 'id of its training; "" where it came from elsewhere'),
        ),
    ),
    EventKind("packs", "the list is complete", (Argument("count", "i", "packs"),)),
    EventKind(
        "pack-changed",
        "answers use; told to subscribers too, also where a decision changed the adapter",
        (Argument("pack", "s", "now in use"), Argument("adapter", "s", 'file of the one now in use; "" for none')),
    ),
    EventKind(
        "refused",
        "a recording is not used; told once, also to be read in the training's folder",
        (_REQUEST, Argument("path", "s", "of the recording"), Argument("reason", "s", "for a person")),
    ),
    EventKind(
        "training",
        "a training took a step; some are left out where they come quickly",
        pairs=(
            _REQUEST,
            Argument("step", "i", "from 1"),
            Argument("steps", "i", "in all"),
            Argument("total", "f", "the loss"),
            Argument("diffusion", "f", "its first part"),
            Argument("latent", "f", "its second part, where it takes part"),
            Argument("left", "f", "estimated seconds left; below 0 where there is no estimate yet"),
        ),
    ),
    EventKind(
        "sample",
        "a prompt as the model makes it now is on disk",
        (
            _REQUEST,
            Argument("step", "i", "of the training"),
            Argument("number", "i", "of the prompt, from 0"),
            Argument("prompt", "s", "what it should be"),
            Argument("path", "s", "absolute"),
        ),
    ),
    EventKind(
        "noted",
        "something that a person should know about a training: a smaller batch, a roll-back, a restart",
        (_REQUEST, Argument("step", "i", "of the training"), Argument("text", "s", "for a person")),
    ),
    EventKind(
        "trained",
        "an adapter is complete; measured on held-out recordings, where there were enough",
        pairs=(
            _REQUEST,
            Argument("name", "s", "of the adapter"),
            Argument("path", "s", "its file"),
            Argument("steps", "i", "taken"),
            Argument("best", "i", "step of the checkpoint that was kept"),
            Argument("kad_before", "f", "kernel distance to the held-out recordings without it; less is better"),
            Argument("kad_after", "f", "with it"),
            Argument("score_before", "f", "CLAP score without it; more is better"),
            Argument("score_after", "f", "with it"),
        ),
    ),
    EventKind(
        "paused",
        "answers pause; told to the training's host and to subscribers when it has stopped",
        (_REQUEST, Argument("state", "s", "it was in; paused where it has stopped")),
    ),
    EventKind("resumed", "answers resume; told to the training's host and to subscribers too", (_REQUEST,)),
    EventKind(
        "decided",
        "answers decide; told to subscribers too",
        (
            _REQUEST,
            Argument("choice", "s", "accept, reject or both"),
            Argument("path", "s", "where the adapter's file is now"),
        ),
    ),
)

CODES = (
    Code("bad-request", "the message or a value in it is wrong; the text names it and what is allowed"),
    Code("unknown-address", "the protocol has no such address"),
    Code("unauthorised", "the token is missing or wrong (only told where that cannot be abused: TCP)"),
    Code("busy", "the queue is full: send it again later"),
    Code("too-long", "the prompt is over its limit"),
    Code("no-pack", "the pack is not there or broken"),
    Code("not-available", "this version, pack or machine cannot do it"),
    Code("bad-path", "the destination cannot or must not be written to"),
    Code("disk-full", "no space is left"),
    Code("out-of-memory", "the model does not fit, not even for one candidate at a time"),
    Code("engine-crashed", "the process of the model ended or hung, twice; in a training, again and again at one step"),
    Code("cancelled", "it was asked to stop"),
    Code("unknown-id", "no request of that id is known"),
    Code("nothing-passed", "every candidate was rejected"),
    Code("training-failed", "a fine-tuning cannot go on: its numbers ran away, or there is nothing to learn from"),
    Code("internal", "a fault of the daemon's own; its log says more"),
)


def by_path(path: str) -> Address | None:
    """The address of that path, to the daemon or to the host."""
    return next((one for one in (*TO_DAEMON, *TO_HOST) if one.path == path), None)


def event_kind(name: str) -> EventKind | None:
    """The kind of event of that name."""
    return next((one for one in EVENTS if one.name == name), None)
