"""Every error the product raises on purpose.

    FoleyError
    ├── RequestError          bad-request       the request itself cannot be met (value and bounds in the text)
    │   ├── PromptTooLongError  too-long        the prompt is longer than the limit
    │   ├── UnknownAddressError unknown-address the protocol has no such address
    │   └── UnknownIdError      unknown-id      no request of that id is known
    ├── UnauthorisedError     unauthorised      the token is missing or wrong
    ├── BusyError             busy              the queue is full
    ├── PackError             no-pack           a model pack is missing or broken
    ├── NotAvailableError     not-available     this machine, version or pack cannot do it (device, library)
    ├── DeviceMemoryError     out-of-memory     the model did not fit into memory
    ├── EngineCrashedError    engine-crashed    the process that holds the model ended or hung, and did so again
    ├── CancelledError        cancelled         the user stopped the request
    ├── NothingPassedError    nothing-passed    every candidate was rejected, the bounded retries included
    ├── DestinationError      bad-path          a file cannot be written where it was asked for
    │   └── DiskFullError     disk-full         no space is left there
    ├── RecipeError           bad-request       the training recipe cannot go on (data, settings, order of stages)
    └── TrainingError         training-failed   a fine-tuning cannot go on (its numbers ran away, nothing to learn from)

Each carries the protocol's code, so that one door can turn any of them into an answer.
"""

from typing import ClassVar


class FoleyError(Exception):
    """Base of every error raised on purpose; `str(error)` is one clear sentence for a person."""

    code: ClassVar[str] = "internal"


class RequestError(FoleyError):
    """The request itself cannot be met."""

    code: ClassVar[str] = "bad-request"


class PromptTooLongError(RequestError):
    """The prompt is longer than the limit."""

    code: ClassVar[str] = "too-long"


class UnknownAddressError(RequestError):
    """The protocol has no such address."""

    code: ClassVar[str] = "unknown-address"


class UnknownIdError(RequestError):
    """No request of that id is known."""

    code: ClassVar[str] = "unknown-id"


class UnauthorisedError(FoleyError):
    """The token is missing or wrong."""

    code: ClassVar[str] = "unauthorised"


class BusyError(FoleyError):
    """The queue is full."""

    code: ClassVar[str] = "busy"


class PackError(FoleyError):
    """A model pack is missing or broken."""

    code: ClassVar[str] = "no-pack"


class NotAvailableError(FoleyError):
    """This machine, version or pack cannot do what was asked."""

    code: ClassVar[str] = "not-available"


class DeviceMemoryError(FoleyError):
    """The model did not fit into the memory of the device."""

    code: ClassVar[str] = "out-of-memory"


class EngineCrashedError(FoleyError):
    """The process that holds the model ended or hung, and did so again when the request was repeated."""

    code: ClassVar[str] = "engine-crashed"


class CancelledError(FoleyError):
    """The user stopped the request."""

    code: ClassVar[str] = "cancelled"


class NothingPassedError(FoleyError):
    """Every candidate was rejected, those of the bounded retries included."""

    code: ClassVar[str] = "nothing-passed"


class DestinationError(FoleyError):
    """A file cannot be written where it was asked for."""

    code: ClassVar[str] = "bad-path"


class DiskFullError(DestinationError):
    """No space is left where a file was to be written."""

    code: ClassVar[str] = "disk-full"


class RecipeError(FoleyError):
    """The training recipe cannot go on: its data, settings or order of stages is wrong."""

    code: ClassVar[str] = "bad-request"


class TrainingError(FoleyError):
    """A fine-tuning cannot go on: its numbers ran away, or there is nothing to learn from."""

    code: ClassVar[str] = "training-failed"
