"""The table's part from a host to the daemon: every address and its arguments."""

from foley_bridge.protocol.call_pairs import (
    CUES,
    EXPORT,
    FILL,
    GENERATION,
    LIBRARY,
    ONSETS,
    SEARCH,
    SPOT,
    SUBSCRIPTION,
    TRAINING,
    TRANSFORM,
    VARIATION,
)
from foley_bridge.protocol.shared_specs import ON_ANY, PROTOCOL, REQUEST
from foley_bridge.protocol.spec import Address, Argument, Direction, Pair

_PROMPT = Argument("prompt", "s", "what should be heard, one line, at most 500 characters")
_COUNT = Argument("count", "i", "sounds to deliver, 1 to 16")
_AUDIO = Argument("path", "s", "absolute path of a sound file")

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
        (_PROMPT, Argument("seconds", "f", "length of each, 0.1 to 180, exact to the sample"), _COUNT),
        GENERATION + ON_ANY,
    ),
    Address(
        "/foley/variation",
        Direction.TO_DAEMON,
        "asks for more like a candidate, or less: count delivered, ranked candidates, exactly as long as it is; "
        "answered like generate",
        (
            Argument("candidate", "s", "request id and index of one that was delivered: ID#2"),
            Argument("amount", "f", "over 0 (nearly the same sound) to 1 (a fresh one of the same prompt)"),
            _COUNT,
        ),
        VARIATION + ON_ANY,
    ),
    Address(
        "/foley/transform",
        Direction.TO_DAEMON,
        "audio to audio: a vocal imitation or a rough take of 0.25 to 60 seconds sets timing and loudness, the prompt "
        "the sound; answered like generate",
        (
            _AUDIO,
            _PROMPT,
            Argument("strength", "f", "over 0 (nearly that sound) to 1 (only its loudness is left)"),
            _COUNT,
        ),
        TRANSFORM + ON_ANY,
    ),
    Address(
        "/foley/fill",
        Direction.TO_DAEMON,
        "replaces a range of a sound, or continues it: each candidate is the whole sound in its own rate, channels and "
        "sample format, bit for bit what it was outside the range and a crossfade of 20 ms on either side; answered "
        "like generate",
        (
            _AUDIO,
            Argument("start", "f", "seconds into the file"),
            Argument("end", "f", "seconds into the file; 0.05 to 8 seconds after start"),
            _PROMPT,
            _COUNT,
        ),
        FILL + ON_ANY,
    ),
    Address(
        "/foley/train",
        Direction.TO_DAEMON,
        "fine-tunes on a studio's own recordings; sounds that are asked for meanwhile are made between two steps",
        (Argument("path", "s", "absolute: a folder, an .RPP, or a CSV of path, start_s, end_s, caption"),),
        TRAINING + ON_ANY,
    ),
    Address(
        "/foley/cues",
        Direction.TO_DAEMON,
        "makes a whole cue sheet into a folder, as foley-bridge cues does: takes, a project, a report; accepted, "
        "progress, the event made, done. It goes on where it was: after a crash by itself, and where the folder holds "
        "cues that an earlier request, the command or the tray made",
        (Argument("path", "s", "absolute: a .csv, .tsv or .txt file, or a REAPER project with regions or markers"),),
        CUES + ON_ANY,
    ),
    Address(
        "/foley/export",
        Direction.TO_DAEMON,
        "exports a round robin for game engines, as foley-bridge export does: variants that differ, cut, equally loud, "
        "with a manifest, in a folder that appears whole; answered like cues",
        (
            Argument(
                "takes",
                "s",
                'candidates (ID#2), requests (ID) and absolute paths of delivered files, with | between; "" where the '
                "pair prompt says what is made for it",
            ),
        ),
        EXPORT + ON_ANY,
    ),
    Address(
        "/foley/spot",
        Direction.TO_DAEMON,
        "puts a hit of its own at every event of a guide, as foley-bridge spot does, into a project and as wanted a "
        "stem; answered like cues",
        (_PROMPT, Argument("path", "s", "absolute: REAPER project, MIDI file, list (.csv) or guide track (.wav ...)")),
        SPOT + ON_ANY,
    ),
    Address(
        "/foley/cancel",
        Direction.TO_DAEMON,
        "stops a request within one model step; what a training has learnt and what of a sheet is made stays in its "
        "folder",
        (REQUEST,),
        ON_ANY,
    ),
    Address(
        "/foley/pause",
        Direction.TO_DAEMON,
        "holds a training after its step, also over a restart; answered by the event paused",
        (REQUEST,),
        ON_ANY,
    ),
    Address(
        "/foley/resume",
        Direction.TO_DAEMON,
        "goes on with a paused training; answered by the event resumed",
        (REQUEST,),
        ON_ANY,
    ),
    Address(
        "/foley/decide",
        Direction.TO_DAEMON,
        "says what becomes of a trained adapter, and may be said again: accept uses it with its pack from now on, "
        "reject puts it aside and uses the one before, both keeps it without using it; answered by the event decided",
        (REQUEST, Argument("choice", "s", "accept, reject or both")),
        ON_ANY,
    ),
    Address(
        "/foley/imported",
        Direction.TO_DAEMON,
        "the host has this candidate on its timeline: it is not offered again; acknowledged by the event imported",
        (REQUEST, Argument("index", "i", "of the candidate")),
        ON_ANY,
    ),
    Address(
        "/foley/fetch",
        Direction.TO_DAEMON,
        "asks for a piece of a candidate's file, for hosts that do not see the daemon's disk; answered by the event "
        "chunk",
        (REQUEST, Argument("index", "i", "of the candidate"), Argument("offset", "i", "bytes into the file")),
        ON_ANY,
    ),
    Address("/foley/status", Direction.TO_DAEMON, "asks for the state of queue, engine and pack", (), ON_ANY),
    Address("/foley/ping", Direction.TO_DAEMON, "answered at once by the event pong", (), ON_ANY),
    Address(
        "/foley/subscribe",
        Direction.TO_DAEMON,
        "asks for the events of all requests and a heartbeat, and makes a host known by its name, so that sounds can "
        "be sent to it; send it again before it expires",
        (),
        SUBSCRIPTION + ON_ANY,
    ),
    Address(
        "/foley/hosts",
        Direction.TO_DAEMON,
        "lists the hosts that are connected: an event host for each, then hosts",
        (),
        ON_ANY,
    ),
    Address(
        "/foley/offer",
        Direction.TO_DAEMON,
        "sends a candidate to a connected host; answered by the event offered when the host was told, which imports it "
        "where its user works and confirms by /foley/imported",
        (
            REQUEST,
            Argument("index", "i", "of the candidate"),
            Argument("host", "s", "name of the host, as hosts tells it"),
        ),
        ON_ANY,
    ),
    Address(
        "/foley/search",
        Direction.TO_DAEMON,
        "searches the studio's own recordings: an event found for each file, best first, then searched; progress says "
        "that the engine is waited for",
        (Argument("words", "s", 'what should be heard, as a prompt; "" where only like says it'),),
        SEARCH + ON_ANY,
    ),
    Address(
        "/foley/onsets",
        Direction.TO_DAEMON,
        "says where a sound's hits begin and how strong they are, so that a host can put sounds there: looking, then "
        "an event hits for some of them at a time, then onsets",
        (_AUDIO,),
        ONSETS + ON_ANY,
    ),
    Address(
        "/foley/library",
        Direction.TO_DAEMON,
        "adds a folder of recordings to what is searched, removes one, looks through all now (scan), or tells their "
        "state: an event library-folder for each, then library; refused lists files that cannot be heard",
        (Argument("action", "s", "status, add, remove, scan or refused"),),
        LIBRARY + ON_ANY,
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
