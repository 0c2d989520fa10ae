import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from pythonosc.udp_client import SimpleUDPClient

from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message, OscError
from foley_bridge.transports.hosts import join_place, split_place
from foley_bridge.transports.interface import Route
from foley_bridge.transports.udp import UdpTransport
from foley_models.errors import NotAvailableError
from tests.bridge.transports.inbox import PATIENCE_S, Arrivals

PING = Message("/foley/ping", ("x1",))


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


@pytest.fixture
def udp(arrivals: Arrivals) -> Iterator[UdpTransport]:
    transport = UdpTransport()
    transport.start(arrivals)
    yield transport
    transport.close()


@pytest.fixture
def client() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        one.settimeout(PATIENCE_S)
        yield one


def place_of(client: socket.socket) -> str:
    return join_place("127.0.0.1", client.getsockname()[1])


def test_a_datagram_comes_in_with_the_way_back(udp: UdpTransport, arrivals: Arrivals, client: socket.socket) -> None:
    client.sendto(encode_message(PING), ("127.0.0.1", udp.port))
    packet = arrivals.next()
    assert decode_packet(packet.data) == [PING]
    assert packet.route == Route("udp", place_of(client))
    assert Route.parse(str(packet.route)) == packet.route
    assert not packet.trusted
    assert udp.send(packet.route.place, Message("/foley/pong", ("x1",)))
    answer, sender = client.recvfrom(65536)
    assert decode_packet(answer) == [Message("/foley/pong", ("x1",))]
    assert sender == ("127.0.0.1", udp.port)  # for clients that take datagrams of the port they wrote to only


def test_python_oscs_client_is_heard(udp: UdpTransport, arrivals: Arrivals) -> None:
    client = SimpleUDPClient("127.0.0.1", udp.port)
    with closing(client):
        client.send_message("/foley/generate", ["r1", "boots", 4.1, 4])
    assert decode_packet(arrivals.next().data) == [Message("/foley/generate", ("r1", "boots", 4.1, 4))]


def test_two_clients_have_two_ways_back(udp: UdpTransport, arrivals: Arrivals, client: socket.socket) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        for one in (client, other, client):
            one.sendto(b"x", ("127.0.0.1", udp.port))
            assert arrivals.next().route.place == place_of(one)


@pytest.mark.parametrize("size_bytes", [0, 1, 8192, 8193, 65507])
def test_a_datagram_comes_whole_whatever_its_size(
    udp: UdpTransport, arrivals: Arrivals, client: socket.socket, size_bytes: int
) -> None:
    client.sendto(b"x" * size_bytes, ("127.0.0.1", udp.port))
    assert len(arrivals.next().data) == size_bytes


def test_an_answer_to_nobody_does_not_end_the_listening(
    udp: UdpTransport, arrivals: Arrivals, client: socket.socket
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        place = place_of(gone)
    for _ in range(20):
        udp.send(place, PING)
    client.sendto(b"still there", ("127.0.0.1", udp.port))
    assert arrivals.next().data == b"still there"


@pytest.mark.parametrize(
    "place",
    ["", "9001", "localhost:9001", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "192.0.2.7:9001", "127.1:1"],
)
def test_a_place_that_is_none_or_is_elsewhere_gets_nothing(udp: UdpTransport, place: str) -> None:
    assert not udp.send(place, PING)


def test_a_message_too_large_for_a_datagram_is_not_sent(udp: UdpTransport, client: socket.socket) -> None:
    assert not udp.send(place_of(client), Message("/a", ("x" * 70_000,)))
    with pytest.raises(OscError):
        udp.send(place_of(client), Message("/a", (2**31,)))


def test_many_threads_may_send_at_once(udp: UdpTransport, client: socket.socket) -> None:
    def send(number: int) -> None:
        for index in range(20):
            assert udp.send(place_of(client), Message("/a", (number, index)))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    found = {decode_packet(client.recv(65536))[0].arguments for _ in range(80)}
    for one in threads:
        one.join()
    assert found == {(number, index) for number in range(4) for index in range(20)}


def test_close_ends_the_thread_gives_the_port_back_and_may_come_twice(arrivals: Arrivals) -> None:
    before = threading.active_count()
    transport = UdpTransport()
    transport.start(arrivals)
    transport.close()
    transport.close()
    assert threading.active_count() == before
    assert arrivals.is_empty()  # what wakes the thread is no packet
    assert not transport.send("127.0.0.1:9001", PING)
    again = UdpTransport(port=transport.port)
    again.close()


def test_a_callback_may_close_the_transport_that_calls_it(client: socket.socket) -> None:
    transport, closed = UdpTransport(), threading.Event()

    def close(_: object) -> None:
        transport.close()
        closed.set()

    transport.start(close)
    client.sendto(b"x", ("127.0.0.1", transport.port))
    assert closed.wait(PATIENCE_S)


def test_no_second_program_can_take_the_port(udp: UdpTransport) -> None:
    with pytest.raises(NotAvailableError, match="in use"):
        UdpTransport(port=udp.port)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="use"):
            thief.bind(("127.0.0.1", udp.port))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.org", ""])
def test_an_address_beyond_this_machine_is_refused(host: str) -> None:
    with pytest.raises(NotAvailableError):
        UdpTransport(host)


def test_it_listens_beyond_this_machine_where_that_is_allowed(arrivals: Arrivals, client: socket.socket) -> None:
    transport = UdpTransport("0.0.0.0", allow_remote=True)
    transport.start(arrivals)
    client.sendto(b"x", ("127.0.0.1", transport.port))
    assert arrivals.next().data == b"x"
    transport.close()


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(NotAvailableError, match="port"):
        UdpTransport(port=port)


def test_a_place_is_host_and_port() -> None:
    assert split_place(join_place("127.0.0.1", 9001)) == ("127.0.0.1", 9001)
    assert split_place(join_place("::1", 9001)) == ("::1", 9001)
