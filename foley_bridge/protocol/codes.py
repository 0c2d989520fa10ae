"""The table's part behind `/foley/failed`: every code and its one meaning."""

from foley_bridge.protocol.spec import Code

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
