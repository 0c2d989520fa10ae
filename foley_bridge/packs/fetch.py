"""Files over http and https: bounded, resumable, and only from servers that somebody agreed to."""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import IO
from urllib.parse import urljoin, urlsplit

from foley_bridge.packs.addresses import SENT_ON_CHARACTERS, checked_parts, host_of, is_loopback
from foley_bridge.version import program_version
from foley_models.errors import FoleyError, NotAvailableError

TIMEOUT_S = 20.0  # without a single byte
BLOCK_BYTES = 1 << 16
NOT_SATISFIABLE = 416
REDIRECTIONS = (301, 302, 303, 307, 308)
REFUSALS = (401, 403)
TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
REASONS = {
    401: "the server wants a login: download the pack yourself and install it from its folder",
    403: "the server does not give it away",
    404: "there is no such file on the server",
    410: "it is not there any more",
}


class DownloadError(NotAvailableError):
    """Something cannot be fetched; asking again would change nothing."""


class ConnectionLostError(DownloadError):
    """The connection broke or the server was too busy: it may be tried again."""


class LoginError(DownloadError):
    """The server gives it only to who is known to it: 401 and 403."""


@dataclass(frozen=True)
class Access:
    """A token that one server, and no other that it sends on to, is told."""

    host: str
    token: str = field(repr=False)


class OtherHostError(DownloadError):
    """The server sends on to another one, which nobody agreed to yet."""

    def __init__(self, host: str, there: str) -> None:
        super().__init__(
            f"{host} sends on to another server, {there}: the files would come from there. Allow it, if you know it."
        )
        self.host, self.there = host, there


@dataclass
class Body:
    """An answer's bytes; `start` is where in the file they begin."""

    stream: IO[bytes]
    start: int
    whole_bytes: int | None  # of the file, where the server says so

    def blocks(self) -> Iterator[bytes]:
        """The bytes as they come. ConnectionLostError where they stop coming."""
        while block := self._next():
            yield block

    def _next(self) -> bytes:
        reading = getattr(self.stream, "read1", self.stream.read)
        try:
            return bytes(reading(BLOCK_BYTES))
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionLostError(f"The connection broke off ({_why(error)}).") from error


class RangeRefusedError(DownloadError):
    """The server has no such part of the file: what is here of it is of another one."""


@contextmanager
def opened(address: str, *, hosts: frozenset[str], start: int = 0, access: Access | None = None) -> Iterator[Body]:
    """The file at an address from a byte on, or all of it where the server cannot do that.

    OtherHostError where it is sent on to a server that is not in `hosts`; RequestError for an address that nothing is
    fetched from; ConnectionLostError, DownloadError.
    """
    checked_parts(address)
    request = _request(address, start, access)
    try:
        answer = _opener(address, _Redirects(hosts)).open(request, timeout=TIMEOUT_S)
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(address, error.code) from error
    except urllib.error.URLError as error:
        raise ConnectionLostError(f"{host_of(address)} cannot be reached ({_why(error.reason)}).") from error
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionLostError(f"{host_of(address)} cannot be reached ({_why(error)}).") from error
    with answer:
        yield _body(address, answer, start)


def fetch_small(address: str, *, hosts: frozenset[str], most_bytes: int, access: Access | None = None) -> bytes:
    """A small file whole. DownloadError where it is larger than that, and as for `opened`."""
    with opened(address, hosts=hosts, access=access) as body:
        _check_size(address, body.whole_bytes, most_bytes)
        found = bytearray()
        for block in body.blocks():
            found += block
            _check_size(address, len(found), most_bytes)
    if body.whole_bytes is not None and len(found) != body.whole_bytes:
        raise ConnectionLostError(f"The connection broke off in the middle of {address}.")
    return bytes(found)


def head_of(address: str, access: Access | None = None) -> tuple[int, Mapping[str, str]]:
    """What a server says of a file without sending it: status and headers, those of a redirection as they are.

    RequestError for an address that nothing is fetched from; ConnectionLostError, DownloadError.
    """
    checked_parts(address, longest=SENT_ON_CHARACTERS)
    request = _request(address, 0, access, method="HEAD")
    try:
        with _opener(address, _Stays()).open(request, timeout=TIMEOUT_S) as answer:
            return answer.status, _lowered(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            if error.code in REDIRECTIONS:
                return error.code, _lowered(error.headers)
            raise _refused(address, error.code) from error
    except urllib.error.URLError as error:
        raise ConnectionLostError(f"{host_of(address)} cannot be reached ({_why(error.reason)}).") from error
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionLostError(f"{host_of(address)} cannot be reached ({_why(error)}).") from error


def _lowered(headers: Message) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _check_size(address: str, found: int | None, most_bytes: int) -> None:
    if found is not None and found > most_bytes:
        raise DownloadError(f"{address} is larger than {most_bytes} bytes: it is not what it should be.")


def _body(address: str, answer: http.client.HTTPResponse, start: int) -> Body:
    coding = answer.headers.get("Content-Encoding", "identity")
    if coding != "identity":
        raise DownloadError(f"{host_of(address)} sends the file packed as {coding[:20]!r}, which was not asked for.")
    if answer.status == http.client.OK:
        length = answer.headers.get("Content-Length", "")
        return Body(answer, 0, int(length) if length.isdecimal() else None)
    if answer.status == http.client.PARTIAL_CONTENT:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", "").strip())
        if found is None or int(found[1]) != start:
            raise RangeRefusedError(f"{host_of(address)} sends another part of the file than it was asked for.")
        return Body(answer, start, None if found[2] == "*" else int(found[2]))
    raise DownloadError(f"{address} cannot be fetched: the server answers {answer.status}.")


def _refused(address: str, status: int) -> DownloadError:
    if status == NOT_SATISFIABLE:
        return RangeRefusedError(f"{host_of(address)} does not have that part of {address}.")
    reason = REASONS.get(status, f"the server answers {status}")
    kind = ConnectionLostError if status in TRY_AGAIN else LoginError if status in REFUSALS else DownloadError
    return kind(f"{address} cannot be fetched: {reason}.")


def _request(address: str, start: int, access: Access | None, *, method: str = "GET") -> urllib.request.Request:
    request = urllib.request.Request(address, headers=_headers(start), method=method)
    if access is not None and access.host == host_of(address):
        # Unredirected: a server that the hub sends on to is not told.
        request.add_unredirected_header("Authorization", f"Bearer {access.token}")
    return request


def _headers(start: int) -> dict[str, str]:
    headers = {"User-Agent": f"foley-bridge/{program_version()}", "Accept-Encoding": "identity"}
    return headers | {"Range": f"bytes={start}-"} if start else headers


def _opener(address: str, redirects: urllib.request.HTTPRedirectHandler) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [redirects]
    if is_loopback(urlsplit(address).hostname or ""):
        handlers.append(urllib.request.ProxyHandler({}))  # this machine is reached without anybody between
    return urllib.request.build_opener(*handlers)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows where a server sends on, as far as somebody agreed to it."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts

    def redirect_request(  # the library's own signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        to = urljoin(req.full_url, newurl)
        try:
            check_sent_on(req.full_url, to, self._hosts)
        except FoleyError:
            fp.close()  # the library leaves it open then
            raise
        followed = super().redirect_request(req, fp, code, msg, headers, to)
        told = req.unredirected_hdrs.get("Authorization")
        # The library tells a token nowhere that it is sent on to; the same server, which knows it, may ask again.
        if followed is not None and told is not None and host_of(to) == host_of(req.full_url):
            followed.add_unredirected_header("Authorization", told)
        return followed


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows nowhere, so that the answer that sends on can be read itself."""

    def redirect_request(  # the library's own signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Nowhere."""


def check_sent_on(by: str, to: str, hosts: frozenset[str]) -> None:
    """OtherHostError, DownloadError or RequestError where nobody agreed that one address sends on to another."""
    parts = checked_parts(to, longest=SENT_ON_CHARACTERS)
    if urlsplit(by).scheme == "https" and parts.scheme != "https":
        raise DownloadError(f"{host_of(by)} sends on to {to[:200]}, which is not encrypted: nothing was fetched.")
    if not is_among(host_of(to), hosts):
        raise OtherHostError(host_of(by), host_of(to))


def is_among(host: str, hosts: frozenset[str]) -> bool:
    """Whether a server is one of those; ".example.org" stands for every server below example.org."""
    return host in hosts or any(one.startswith(".") and host.endswith(one) for one in hosts)


def _why(error: object) -> str:
    if isinstance(error, TimeoutError):
        return f"nothing came for {TIMEOUT_S:g} s"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
