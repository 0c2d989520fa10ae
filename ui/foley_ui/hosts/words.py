"""What the panel of connections says about hosts and about a trial."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from foley_bridge.connected_hosts import HostTold
from foley_ui.hosts.trial import Trial, WayTried
from foley_ui.numbers import fixed

JUST_NOW_S = 8.0  # hosts say every six seconds that they are there
LEAST_MS = 0.1


@dataclass(frozen=True)
class Finding:
    """One sentence of a trial; tones: good, bad, or "" for what is only said."""

    tone: str
    sentence: str


def transport_words(transport: str) -> str:
    """By which way a host is connected."""
    known = {"udp": _tr("UDP"), "tcp": _tr("TCP"), "spool": _tr("spool folder")}
    return known.get(transport, transport)


def heard_words(seconds: float) -> str:
    """When a host was heard last."""
    if seconds < JUST_NOW_S:
        return _tr("heard just now")
    if seconds < 90:
        return _tr("heard {seconds} s ago").format(seconds=round(seconds))
    return _tr("heard {minutes} min ago").format(minutes=round(seconds / 60))


def waiting_words(host: HostTold) -> str:
    """What is on its way for a host; "" where nothing is."""
    parts = []
    if host.waiting:
        parts.append(_tr("requests waiting: {count}").format(count=host.waiting))
    if host.offers:
        parts.append(_tr("sounds not taken yet: {count}").format(count=host.offers))
    return " · ".join(parts)


def takes_words(host: HostTold) -> str:
    """Whether sounds can be sent to it."""
    return _tr("takes sounds") if host.takes else _tr("asks only")


def spoken(host: HostTold) -> str:
    """All about a host, for those who hear it."""
    said = (host.name, transport_words(host.transport), takes_words(host), heard_words(host.heard_s))
    return ", ".join(part for part in (*said, waiting_words(host)) if part)


def findings(trial: Trial) -> tuple[Finding, ...]:
    """What a trial found, a sentence each way."""
    found = [*_udp(trial)]
    if trial.spool is not None:
        found.append(_spool(trial.spool))
    if trial.tcp is not None:
        found.append(_tcp(trial.tcp, trial.tcp_port))
    return tuple(found)


def _udp(trial: Trial) -> tuple[Finding, ...]:
    if not trial.port:
        return (Finding("bad", trial.udp.trouble),)
    proved = _tr("The daemon (version {version}) at UDP port {port} proved that it is yours.")
    first = Finding("good", proved.format(version=trial.version, port=trial.port))
    if trial.udp.trouble:
        return first, Finding("bad", _tr("Over UDP: {trouble}").format(trouble=trial.udp.trouble))
    took = _tr("Over UDP a message there and back takes {time}, the middle of twenty.")
    return first, Finding("good", took.format(time=_ms(trial.udp)))


def _spool(way: WayTried) -> Finding:
    if not way.on:
        return Finding("", _tr("The spool folder is switched off in the settings: hosts without sockets reach nobody."))
    if way.trouble:
        return Finding("bad", _tr("Through the spool folder: {trouble}").format(trouble=way.trouble))
    return Finding("good", _tr("Through the spool folder it takes {time}.").format(time=_ms(way)))


def _tcp(way: WayTried, port: int) -> Finding:
    if not way.on:
        return Finding("", _tr("TCP is off: no other machine can connect."))
    if way.trouble:
        return Finding("bad", _tr("Over TCP, port {port}: {trouble}").format(port=port, trouble=way.trouble))
    return Finding("good", _tr("Over TCP, port {port}, it takes {time}.").format(port=port, time=_ms(way)))


def _ms(way: WayTried) -> str:
    if way.round_trip_ms < LEAST_MS:
        return _tr("less than {ms} ms").format(ms=LEAST_MS)
    return _tr("{ms} ms").format(ms=fixed(way.round_trip_ms, 1 if way.round_trip_ms < 10 else 0))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Hosts", text)
