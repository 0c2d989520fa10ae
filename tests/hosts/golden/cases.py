"""The messages and packets of osc.json: every address of the protocol, every padding, and what is easily got wrong."""

from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message

_TOKEN = "0123456789abcdef" * 4
_ID = "unity-00112233445566778899aabbccddeeff"
_NONCE = "5a" * 128

_HOST = {
    "hello": Message("/foley/hello", (_ID, 1, "unity", _NONCE)),
    "generate": Message("/foley/generate", (_ID, "boots on gravel", 4.1, 2, "token", _TOKEN)),
    "generate with every kind of pair": Message(
        "/foley/generate",
        (
            *(_ID, "a door slams", 2.5, 4, "seed", 2147483647, "steps", 4, "guidance", 3.5, "sampler", "unipc-karras"),
            *("negative", "music", "threshold", -0.25, "under", "drop", "pool", 8, "target", "text"),
            *("destination", "/home/user/My Project/Audio", "position", "12.345678901", "rate", 48000),
            *("pack", "core", "category", "DOORWood", "project", "Film", "reply", 9001, "token", _TOKEN),
        ),
    ),
    "variation": Message("/foley/variation", (_ID, "unity-01#2", 0.3, 4, "token", _TOKEN)),
    "transform": Message("/foley/transform", (_ID, "/tmp/take.wav", "boots on gravel", 0.7, 4, "token", _TOKEN)),
    "fill": Message("/foley/fill", (_ID, "/tmp/take.wav", 0.5, 1.25, "boots on gravel", 1, "token", _TOKEN)),
    "train": Message("/foley/train", (_ID, "/tmp/recordings", "token", _TOKEN)),
    "cues": Message(
        "/foley/cues",
        (_ID, "/home/user/Film/reel 1.csv", "out", "/home/user/Film/reel 1", "fps", "23.976", "stems", 1),
    ),
    "export": Message(
        "/foley/export",
        (_ID, "reaper-01#0|reaper-01#3", "out", "/home/user/Game/door", "loudness", -20.0, "godot", 4, "token", _TOKEN),
    ),
    "spot": Message("/foley/spot", (_ID, "drops on leather", "/home/user/Ä/guide.wav", "human", 0.25, "stem", 1)),
    "cancel": Message("/foley/cancel", ("c1", _ID, "token", _TOKEN)),
    "pause": Message("/foley/pause", ("p1", _ID)),
    "resume": Message("/foley/resume", ("p2", _ID)),
    "decide": Message("/foley/decide", ("d1", _ID, "both")),
    "imported": Message("/foley/imported", ("m1", _ID, 3, "token", _TOKEN)),
    "status": Message("/foley/status", ("s1", "token", _TOKEN)),
    "ping": Message("/foley/ping", ("p",)),
    "subscribe": Message("/foley/subscribe", ("s2", "seconds", 60.0)),
    "subscribe as a host": Message(
        "/foley/subscribe", ("s5", "seconds", 20.0, "client", "Ardour: Szene 4", "takes", 1, "events", 0)
    ),
    "hosts": Message("/foley/hosts", ("s6", "token", _TOKEN)),
    "offer": Message("/foley/offer", ("s7", _ID, 2, "Ardour: Szene 4", "token", _TOKEN)),
    "search": Message("/foley/search", ("s8", "a dog barks", "limit", 5, "token", _TOKEN)),
    "search by a sound": Message("/foley/search", ("s9", "", "like", "/home/user/Ä/1.wav", "token", _TOKEN)),
    "library": Message("/foley/library", ("s10", "add", "folder", "/home/user/Recordings", "token", _TOKEN)),
    "onsets": Message("/foley/onsets", ("s11", "/home/user/Guide.wav", "start", 1.5, "end", 12.25, "token", _TOKEN)),
    "fetch": Message("/foley/fetch", ("f1", _ID, 3, 65536, "token", _TOKEN, "seat", "edit-1")),
    "packs": Message("/foley/packs", ("s3",)),
    "use": Message("/foley/use", ("s4", "core")),
}

_DAEMON = {
    "welcome": Message("/foley/welcome", (_ID, 1, "0.1.0", "ab" * 32, "core", 24000)),
    "accepted": Message("/foley/accepted", (_ID, 0)),
    "progress": Message("/foley/progress", (_ID, "denoise", 0.35, 12.5)),
    "progress without an estimate": Message("/foley/progress", (_ID, "load", 0.0, -1.0)),
    "candidate": Message("/foley/candidate", (_ID, 0, 1, 0.4375, 1, "/home/user/Ä/01 boots.wav", 123456789)),
    "candidate without a score": Message("/foley/candidate", (_ID, 15, 16, -2.0, 0, "C:\\sounds\\x.wav", 2147483647)),
    "ranking": Message("/foley/ranking", (_ID, 2, 0, 1, 3)),
    "ranking of nothing": Message("/foley/ranking", (_ID,)),
    "done": Message("/foley/done", (_ID, 4, 2, "2 were silent.")),
    "done without a word": Message("/foley/done", (_ID, 4, 0, "")),
    "failed": Message("/foley/failed", (_ID, "no-pack", "There is no pack 'x'.")),
    "failed without an id": Message("/foley/failed", ("", "bad-request", "It has no id.")),
    "pong": Message("/foley/event", ("p", "pong")),
    "status told": Message("/foley/event", ("s1", "status", "version", "0.1.0", "queued", 0, "fraction", 0.5)),
    "offered": Message(
        "/foley/event", ("s5", "offered", _ID, 2, "/home/user/Ä/1.wav", "boots", 4.1, -2.0, 3, 7, "Ardour: Szene 4")
    ),
    "made told": Message(
        "/foley/event",
        (
            *(_ID, "made", "request", _ID, "folder", "/home/user/Ä", "list", "/home/user/Ä/takes.json"),
            *("report", "/home/user/Ä/report.html", "reaper", "/home/user/Ä/cues.RPP", "stem", ""),
        ),
    ),
    "heartbeat": Message("/foley/event", ("s2", "heartbeat", 3)),
    "delivered": Message("/foley/event", ("s2", "delivered", _ID, 1, "/tmp/a.wav")),
    "imported told": Message("/foley/event", ("m1", "imported", _ID, 3)),
    "chunk": Message("/foley/event", ("f1", "chunk", _ID, 3, 65536, 65539, "cd" * 32, "AAEC")),
    "pack told": Message("/foley/event", ("s3", "pack", "core", "1.0", 24000, "CC0-1.0", 1, "Footsteps and doors")),
}

_LENGTHS = {
    f"a string of {length} bytes": Message("/foley/ping", ("abcdefgh"[:length], "next")) for length in range(9)
} | {f"an address of {length} bytes": Message("/abcdefgh"[:length], ("x", 1)) for length in range(1, 9)}

_TAGS = {
    f"{count} arguments": Message("/foley/ranking", tuple(range(count)))
    for count in (0, 1, 2, 3, 4, 5, 6, 7)  # the string of tags is padded, too
}

_NUMBERS = {
    "whole numbers to their ends": Message("/n", (0, 1, -1, 255, 256, -256, 65536, 2147483647, -2147483648)),
    "decimals as people type them": Message("/n", (4.1, 0.1, 0.2, 0.3, 2.5, 9.99, 0.25, 10.0, -0.7, 48000.0)),
    "a whole number and the same as a float": Message("/n", (4, 4.0, -4, -4.0)),
    "small and large floats": Message("/n", (0.0, 1e-06, 123456.7, 16777215.0, -16777215.0, 0.000123)),
}

_TEXTS = {
    "umlauts": Message("/t", ("Schritte auf Kies, große Tür",)),
    "Japanese": Message("/t", ("雨 on a tin roof",)),
    "beyond 16 bits": Message("/t", ("a 🥾 on gravel 🚪",)),
    "a letter and its accent apart": Message("/t", ("cafe\u0301",)),
    "two bytes at the padding": Message("/t", ("abé", "abcé", "é", "éé")),
    "quotes, backslashes and commas": Message("/t", ('"it\'s" \\ /x, ,s #bundle [1,2] {a} * ?',)),
    "a line break and a tab": Message("/t", ("two\nlines\tand a tab",)),
    "right to left": Message("/t", ("صوت خطوات",)),
    "500 characters": Message("/t", ("boots on gravel " * 31 + "end.",)),
}

MESSAGES = _HOST | _DAEMON | _LENGTHS | _TAGS | _NUMBERS | _TEXTS


def _bundle(*elements: bytes) -> bytes:
    head = b"#bundle\0" + bytes(7) + b"\x01"  # at once
    return head + b"".join(len(one).to_bytes(4, "big") + one for one in elements)


_ONE, _TWO = encode_message(Message("/a", (1,))), encode_message(Message("/b", (2.5, "two")))

PACKETS = {
    "a message without tags": b"/foley/ping\0",
    "a message with an empty list of tags": b"/foley/ping\0,\0\0\0",
    "an empty bundle": _bundle(),
    "a bundle of one": _bundle(_ONE),
    "a bundle of two": _bundle(_ONE, _TWO),
    "a bundle in a bundle": _bundle(_ONE, _bundle(_TWO, _ONE), _TWO),
}

BROKEN = {
    "nothing": b"",
    "three bytes": b"/a\0",
    "neither message nor bundle": b"foley\0\0\0,\0\0\0",
    "an address without an end": b"/fol",
    "an address whose padding is not zero": b"/a\0x,\0\0\0",
    "tags without a comma": b"/a\0\0i\0\0\0\0\0\0\x01",
    "tags without an end": b"/a\0\0,iii",
    "a tag that is not taken": b"/a\0\0,d\0\0" + bytes(8),
    "a number that is not there": b"/a\0\0,i\0\0",
    "a string that is not there": b"/a\0\0,s\0\0",
    "a string without an end": b"/a\0\0,s\0\0abcd",
    "a string whose padding is not zero": b"/a\0\0,s\0\0ab\0c",
    "a string that is not UTF-8": b"/a\0\0,s\0\0\xff\xfe\0\0",
    "a string in UTF-8 longer than needed": b"/a\0\0,s\0\0\xc0\xaf\0\0",
    "bytes left over": b"/a\0\0,i\0\0\0\0\0\x01\0\0\0\x02",
    "an address that cannot be printed": b"/a\x07\0,\0\0\0",
    "a bundle cut short": b"#bundle\0" + bytes(4),
    "a bundle's element that is too long": _bundle(_ONE)[:-4],
    "a bundle's element of no bytes": _bundle(_ONE) + bytes(4),
}

UNSENDABLE = {
    "an address without a slash": Message("foley/ping", ("p",)),
    "no address": Message("", ("p",)),
    "an address that is not ASCII": Message("/fölley", ("p",)),
    "a zero byte in a string": Message("/t", ("a\0b",)),
    "a number beyond 32 bits": Message("/n", (2147483648,)),
    "a number below 32 bits": Message("/n", (-2147483649,)),
}
