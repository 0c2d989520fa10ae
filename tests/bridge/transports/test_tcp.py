import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pythonosc.tcp_client import SimpleTCPClient

from foley_bridge.osc import slip
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message, OscError
from foley_bridge.transports.tcp import MOST_CONNECTIONS, MOST_WAITING_BYTES, TcpTransport
from foley_models.errors import NotAvailableError
from tests.bridge.transports.inbox import PATIENCE_S, Arrivals

PING = Message("/foley/ping", ("x1",))
PING_FRAME = slip.encode(encode_message(PING))


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def tcp(arrivals: Arrivals) -> Iterator[TcpTransport]:
    transport = TcpTransport()
    transport.start(arrivals)
    yield transport
    transport.close()


@pytest.fixture
def client(tcp: TcpTransport) -> Iterator[socket.socket]:
    with connected(tcp) as one:
        yield one


def connected(tcp: TcpTransport) -> socket.socket:
    return socket.create_connection(("127.0.0.1", tcp.port), timeout=PATIENCE_S)


def packets_of(client: socket.socket) -> Iterator[bytes]:
    decoder = slip.Decoder()
    while data := client.recv(65536):
        yield from decoder.feed(data)


def spoken(client: socket.socket, arrivals: Arrivals) -> str:
    """The place of a connection, which has sent a packet then."""
    client.sendall(PING_FRAME)
    packet = arrivals.next()
    assert decode_packet(packet.data) == [PING]
    return packet.route.place


def is_dropped(client: socket.socket) -> bool:
    """Whether the other side ends the connection; waits until it says something."""
    try:
        while client.recv(65536):
            pass
    except ConnectionError:
        return True
    return True


def test_a_packet_comes_in_and_its_answer_goes_out(
    tcp: TcpTransport, arrivals: Arrivals, client: socket.socket
) -> None:
    client.sendall(PING_FRAME)
    packet = arrivals.next()
    assert (decode_packet(packet.data), packet.route.kind, packet.trusted) == ([PING], "tcp", False)
    assert tcp.send(packet.route.place, Message("/foley/pong", ("\xc0\xdb",)))
    assert decode_packet(next(packets_of(client))) == [Message("/foley/pong", ("\xc0\xdb",))]


def test_python_oscs_client_is_heard_and_answered(tcp: TcpTransport, arrivals: Arrivals) -> None:
    with SimpleTCPClient("127.0.0.1", tcp.port) as client:  # type: ignore[no-untyped-call]  # as it is
        client.send_message("/foley/generate", ["r1", "boots", 4.1, 4])
        packet = arrivals.next()
        assert decode_packet(packet.data) == [Message("/foley/generate", ("r1", "boots", 4.1, 4))]
        assert tcp.send(packet.route.place, PING)
        (answer,) = client.receive(PATIENCE_S)
        assert decode_packet(answer) == [PING]


def test_a_packet_may_come_a_byte_at_a_time(arrivals: Arrivals, client: socket.socket) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in PING_FRAME:
        client.sendall(bytes([byte]))
    assert decode_packet(arrivals.next().data) == [PING]


def test_each_connection_has_a_place_of_its_own_and_none_is_given_twice(tcp: TcpTransport, arrivals: Arrivals) -> None:
    places = []
    for _ in range(3):
        with connected(tcp) as client:
            client.sendall(PING_FRAME)
            places.append(arrivals.next().route.place)
    assert len(set(places)) == 3


def test_nobody_is_there_behind_a_closed_connection(tcp: TcpTransport, arrivals: Arrivals) -> None:
    with connected(tcp) as client:
        client.sendall(PING_FRAME)
        place = arrivals.next().route.place
    with connected(tcp) as other:  # its packet comes when the first one's end was seen
        other.sendall(PING_FRAME)
        arrivals.next()
        deadline = threading.Event()
        while tcp.send(place, PING):
            assert not deadline.wait(0.01)
    assert not tcp.send("no such", PING)


def test_a_connection_that_does_not_read_is_dropped_and_holds_nobody_up(
    tcp: TcpTransport, arrivals: Arrivals, client: socket.socket
) -> None:
    with connected(tcp) as deaf:
        deaf.sendall(PING_FRAME)
        place = arrivals.next().route.place
        large = Message("/a", ("x" * 60_000,))
        sent = 0
        while tcp.send(place, large):
            sent += 1
            assert sent * 60_000 < 2**30
        assert not tcp.send(place, PING)
        client.sendall(PING_FRAME)
        other = arrivals.next().route.place
        assert tcp.send(other, PING)
        assert decode_packet(next(packets_of(client))) == [PING]
        assert is_dropped(deaf)
    assert sent * 60_000 > MOST_WAITING_BYTES / 2


def test_a_slow_reader_gets_everything_in_order(tcp: TcpTransport, arrivals: Arrivals, client: socket.socket) -> None:
    client.sendall(PING_FRAME)
    place = arrivals.next().route.place
    text = "x" * 5000
    for number in range(150):  # less than is kept, and more than the system takes at once
        assert tcp.send(place, Message("/a", (number, text)))
    found = packets_of(client)
    assert [decode_packet(next(found))[0].arguments[0] for _ in range(150)] == list(range(150))


def test_garbage_costs_bounded_memory_and_the_connection_stays_usable(
    tcp: TcpTransport, arrivals: Arrivals, client: socket.socket
) -> None:
    for _ in range(64):
        client.sendall(b"\xaa" * 65536)
    client.sendall(PING_FRAME)
    assert len(arrivals.next().data) == 8193  # for the decoder to refuse
    assert decode_packet(arrivals.next().data) == [PING]


def test_the_65th_connection_gets_the_place_of_the_one_that_is_silent_longest(
    tcp: TcpTransport, arrivals: Arrivals
) -> None:
    with ExitStack() as all_of_them:
        clients = [all_of_them.enter_context(connected(tcp)) for _ in range(MOST_CONNECTIONS)]
        places = [spoken(one, arrivals) for one in clients]
        spoken(clients[0], arrivals)  # by another packet
        assert tcp.send(places[1], PING)  # by an answer
        extra = all_of_them.enter_context(connected(tcp))
        spoken(extra, arrivals)
        assert is_dropped(clients[2])
        assert not tcp.send(places[2], PING)
        for stays in (*clients[:2], *clients[3:], extra):
            spoken(stays, arrivals)


def test_who_never_sent_a_packet_gives_way_before_who_did(tcp: TcpTransport, arrivals: Arrivals) -> None:
    with ExitStack() as all_of_them, connected(tcp) as first:
        place = spoken(first, arrivals)
        idle = [all_of_them.enter_context(connected(tcp)) for _ in range(MOST_CONNECTIONS - 1)]
        for one in idle:
            one.sendall(PING_FRAME[:-1])  # all but the end of a packet
        for _ in range(3):
            spoken(all_of_them.enter_context(connected(tcp)), arrivals)
        for one in idle[:3]:
            assert is_dropped(one)
        idle[3].sendall(PING_FRAME[-1:])
        assert decode_packet(arrivals.next().data) == [PING]
        assert tcp.send(place, PING)


def test_a_connection_without_a_whole_packet_is_dropped_after_a_while_and_others_stay(arrivals: Arrivals) -> None:
    transport = TcpTransport(first_packet_s=1.0)
    transport.start(arrivals)
    try:
        with connected(transport) as good, connected(transport) as mute, connected(transport) as slow:
            place = spoken(good, arrivals)
            slow.sendall(PING_FRAME[:-1])
            assert is_dropped(mute)
            assert is_dropped(slow)
            assert spoken(good, arrivals) == place
            assert transport.send(place, PING)
    finally:
        transport.close()


def test_an_abrupt_end_hurts_nobody(tcp: TcpTransport, arrivals: Arrivals, client: socket.socket) -> None:
    with connected(tcp) as rude:
        rude.sendall(PING_FRAME)
        place = arrivals.next().route.place
        tcp.send(place, PING)
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # its end is a reset
    client.sendall(PING_FRAME)
    assert decode_packet(arrivals.next().data) == [PING]


def test_close_ends_thread_and_connections_and_may_come_twice(arrivals: Arrivals) -> None:
    before = threading.active_count()
    transport = TcpTransport()
    transport.start(arrivals)
    with connected(transport) as client:
        client.sendall(PING_FRAME)
        place = arrivals.next().route.place
        transport.close()
        transport.close()
        assert is_dropped(client)
    assert not transport.send(place, PING)
    assert threading.active_count() == before


def test_a_message_that_osc_cannot_say_is_the_callers_fault(tcp: TcpTransport) -> None:
    with pytest.raises(OscError):
        tcp.send("1", Message("/a", (2**31,)))


def test_the_port_is_free_again_at_once_and_never_shared(arrivals: Arrivals) -> None:
    transport = TcpTransport()
    transport.start(arrivals)
    with pytest.raises(NotAvailableError, match="in use"):
        TcpTransport(port=transport.port)
    with connected(transport) as client:
        client.sendall(PING_FRAME)
        arrivals.next()
        transport.close()
    again = TcpTransport(port=transport.port)
    again.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "example.org"])
def test_an_address_beyond_this_machine_needs_leave(host: str) -> None:
    with pytest.raises(NotAvailableError):
        TcpTransport(host)
    if host == "0.0.0.0":
        TcpTransport(host, allow_remote=True).close()
