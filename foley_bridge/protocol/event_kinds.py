"""The table's part behind `/foley/event`: every kind and its arguments."""

from foley_bridge.protocol.shared_specs import REQUEST
from foley_bridge.protocol.spec import Argument, EventKind

EVENTS = (
    EventKind("pong", "answers ping"),
    EventKind(
        "status",
        "answers status",
        pairs=(
            Argument("version", "s", "of the daemon"),
            Argument("pack", "s", "in use"),
            Argument("adapter", "s", 'file of the one in use with it; "" where none is'),
            Argument("engine", "s", "asleep, loading, ready or busy; away where a seat's server cannot be reached"),
            Argument("device", "s", "that the settings ask for"),
            Argument("queued", "i", "requests that wait"),
            Argument("running", "s", 'id of the request at work; "" where none'),
            Argument("stage", "s", 'what it is at, as in progress; "" where none'),
            Argument("fraction", "f", "how far that one is"),
            Argument("left", "f", "estimated seconds left of it; below 0 where there is no estimate"),
            Argument("training", "s", 'id of the training that is on its way; "" where none'),
            Argument("memory", "i", "of the engine in MB; 0 while it is asleep"),
            Argument("uptime", "i", "seconds"),
            Argument("sounds", "s", "folder of sounds whose host names none"),
        ),
    ),
    EventKind(
        "subscribed",
        "answers subscribe",
        (
            Argument("seconds", "f", "until it expires"),
            Argument(
                "client", "s", 'name that the host is known by, with a number where another has it; "" without one'
            ),
        ),
    ),
    EventKind(
        "host",
        "one host that is connected",
        pairs=(
            Argument("name", "s", "that it is known by"),
            Argument("transport", "s", "udp, tcp or spool"),
            Argument("heard", "f", "seconds since it subscribed last"),
            Argument("takes", "i", "1 where sounds can be sent to it"),
            Argument("waiting", "i", "requests that came by its way and are not done"),
            Argument("offers", "i", "sounds that were sent to it and that it has not confirmed"),
        ),
    ),
    EventKind("hosts", "the list is complete", (Argument("count", "i", "hosts"),)),
    EventKind("hosts-changed", "to subscribers: a host came or went, or what waits for it is another number"),
    EventKind(
        "offered",
        "answers offer; told to the host by the id of its subscription, again by each of them until it confirms",
        (
            REQUEST,
            Argument("index", "i", "of the candidate"),
            Argument("path", "s", "absolute"),
            Argument("prompt", "s", "what should be heard"),
            Argument("seconds", "f", "its length"),
            Argument("score", "f", "-1 to 1; below -1 where the pack cannot rank"),
            Argument("rank", "i", "among those of its request, 1 is the best"),
            Argument("seed", "i", "of this candidate"),
            Argument("host", "s", "name of the host"),
        ),
    ),
    EventKind("heartbeat", "every five seconds to subscribers", (Argument("queued", "i", "requests that wait"),)),
    EventKind("queued", "a request was accepted", (REQUEST, Argument("prompt", "s", "its prompt"))),
    EventKind("started", "the model works on a request", (REQUEST,)),
    EventKind(
        "delivered",
        "a candidate is on disk",
        (REQUEST, Argument("index", "i", "of the candidate"), Argument("path", "s", "absolute")),
    ),
    EventKind(
        "finished",
        "a request is done",
        (REQUEST, Argument("delivered", "i", "candidates"), Argument("rejected", "i", "candidates")),
    ),
    EventKind(
        "failed",
        "a request failed",
        (REQUEST, Argument("code", "s", "as above"), Argument("text", "s", "for a person")),
    ),
    EventKind(
        "cancelling",
        "answers cancel; the request itself is answered by /foley/failed with cancelled",
        (REQUEST, Argument("state", "s", "it was in: queued, paused, running, done, failed or cancelled")),
    ),
    EventKind(
        "imported", "answers imported; told to subscribers too", (REQUEST, Argument("index", "i", "of the candidate"))
    ),
    EventKind(
        "pack",
        "one pack that is there",
        (
            Argument("name", "s", "of the pack"),
            Argument("version", "s", 'of the pack; "" where it cannot be read, and the description says why'),
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
        "looking",
        "the recording that a transform, a fill or onsets names is looked at; its answer or failed follows",
        (Argument("path", "s", "as it was said"),),
    ),
    EventKind(
        "routed",
        "after accepted: the category of the request has a route, and it names neither pack nor adapter itself",
        pairs=(
            REQUEST,
            Argument("category", "s", "that the route is for: a CatID or a whole category"),
            Argument("pack", "s", "that it is made with"),
            Argument("adapter", "s", 'file of the adapter on it; "" for none'),
            Argument("guidance", "f", "where the route or the request says one"),
            Argument("threshold", "f", "where the route or the request says one"),
        ),
    ),
    EventKind(
        "found",
        "one file of the library, by its best window",
        (
            Argument("rank", "i", "1 is the best"),
            Argument("score", "f", "-1 to 1, the cosine that candidates of a prompt are ranked by, too"),
            Argument("path", "s", "absolute, of the studio's own file: nobody may change it"),
            Argument("start", "f", "seconds into the file where its best window begins"),
            Argument("seconds", "f", "that this window lasts"),
            Argument("caption", "s", 'what it is called; "" for nothing'),
            Argument("length", "f", "seconds that the whole file lasts"),
            Argument("there", "i", "0 where its drive is away just now"),
        ),
    ),
    EventKind(
        "searched",
        "the search is complete",
        (Argument("count", "i", "files found"), Argument("heard", "i", "files that could be found, of the library's")),
    ),
    EventKind(
        "hits",
        "some of the hits of a sound, by time",
        (
            Argument("first", "i", "number of the first that is told here, from 1"),
            Argument(
                "told",
                "s",
                "of each its seconds into the file and its strength, over 0 to 1 for the strongest, all with spaces "
                "between: 0.512000 1.0000 1.043125 0.2871",
            ),
        ),
    ),
    EventKind("onsets", "all hits were told", (Argument("count", "i", "hits in all"),)),
    EventKind(
        "library-folder",
        "one added folder",
        (
            Argument("path", "s", "absolute"),
            Argument("files", "i", "sound files in it"),
            Argument("heard", "i", "of them can be found"),
            Argument("refused", "i", "of them cannot be heard"),
            Argument("away", "i", "of them lie on a drive that is away"),
            Argument("problem", "s", 'why it cannot be looked into as a whole; "" where it can'),
        ),
    ),
    EventKind(
        "library-refused",
        "one file that cannot be heard; 200 are told at most",
        (Argument("path", "s", "absolute"), Argument("reason", "s", "for a person")),
    ),
    EventKind(
        "library",
        "answers library, when all else was told",
        pairs=(
            Argument("folders", "i", "added"),
            Argument("files", "i", "in them"),
            Argument("heard", "i", "of them can be found"),
            Argument("refused", "i", "of them cannot be heard"),
            Argument("away", "i", "of them lie on a drive that is away"),
            Argument("windows", "i", "that a search looks at"),
            Argument("doing", "s", "idle, looking, listening, or waiting while sounds are made"),
            Argument("problem", "s", 'what keeps it from going on; "" where nothing does'),
            Argument("pack", "s", "whose ear listens"),
            Argument("memory", "i", "that the windows take in the daemon, in MB"),
        ),
    ),
    EventKind("library-changed", "to subscribers: files joined the library or left it, or can be found now"),
    EventKind(
        "refused",
        "a recording is not used; told once, also to be read in the training's folder",
        (REQUEST, Argument("path", "s", "of the recording"), Argument("reason", "s", "for a person")),
    ),
    EventKind(
        "training",
        "a training took a step; some are left out where they come quickly",
        pairs=(
            REQUEST,
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
            REQUEST,
            Argument("step", "i", "of the training"),
            Argument("number", "i", "of the prompt, from 0"),
            Argument("prompt", "s", "what it should be"),
            Argument("path", "s", "absolute"),
        ),
    ),
    EventKind(
        "noted",
        "something that a person should know about a training: a smaller batch, a roll-back, a restart",
        (REQUEST, Argument("step", "i", "of the training"), Argument("text", "s", "for a person")),
    ),
    EventKind(
        "chunk",
        "answers fetch: up to 32768 bytes of the file",
        (
            REQUEST,
            Argument("index", "i", "of the candidate"),
            Argument("offset", "i", "bytes into the file where the piece begins"),
            Argument("size", "i", "bytes of the whole file"),
            Argument("sha256", "s", "of the whole file, in hexadecimal digits"),
            Argument("data", "s", "the piece in base64 (RFC 4648)"),
        ),
    ),
    EventKind(
        "trained",
        "an adapter is complete; measured on held-out recordings, where there were enough",
        pairs=(
            REQUEST,
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
        "made",
        "a sheet, an export or hits to picture are complete; done follows",
        pairs=(
            REQUEST,
            Argument("folder", "s", "absolute: what it came to lies there"),
            Argument(
                "list", "s", "JSON for programs: takes.json, manifest.json or hits.json, paths in it are relative"
            ),
            Argument("report", "s", 'the page for people; "" where there is none'),
            Argument("reaper", "s", 'its REAPER project; "" where there is none'),
            Argument("stem", "s", 'the sound file with all hits in place; "" where there is none'),
        ),
    ),
    EventKind(
        "paused",
        "answers pause; told to the training's host and to subscribers when it has stopped",
        (REQUEST, Argument("state", "s", "it was in; paused where it has stopped")),
    ),
    EventKind("resumed", "answers resume; told to the training's host and to subscribers too", (REQUEST,)),
    EventKind(
        "decided",
        "answers decide; told to subscribers too",
        (
            REQUEST,
            Argument("choice", "s", "accept, reject or both"),
            Argument("path", "s", "where the adapter's file is now"),
        ),
    ),
)
