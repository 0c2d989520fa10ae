tool
# The way to the daemon: finds it, has it prove itself, sends and receives; nothing here ever waits.

signal connected  # it has proved itself: what is open can be said again
signal heard(address, arguments)

const Godot = preload("godot.gd")
const Osc = preload("osc.gd")
const Session = preload("session.gd")

const ABSENT = "Foley Bridge is not running. Start it with: foley-bridge serve"
const STRANGER = "Something else than Foley Bridge answers at UDP port %d: stop it and start the daemon again."
const TOO_NEW = "The daemon speaks protocol %d, this add-on protocol 1: bring both up to date."

const PROTOCOL = 1
const NONCE_BYTES = 128  # longer than any welcome, which a stranger's hello must be
const LOOK_EVERY_MS = 500
const HELLO_EVERY_MS = 500
const HELLO_MS = 2000
const PING_EVERY_MS = 1000  # answered at once, whatever else the daemon does
const SILENCE_MS = 4000
const MOST_PACKETS = 64  # in one frame

var is_connected_now = false
var sentence = ""  # what keeps it from being connected, "" while it is or is about to be

var _session = {}
var _socket = null
var _nonce = ""
var _look_at_ms = 0
var _send_at_ms = 0  # the next hello or ping
var _since_ms = 0  # of the first hello, or of the last packet
var _is_stranger = false


# Called in every frame.
func poll(now_ms: int) -> void:
	if now_ms >= _look_at_ms:
		_look_at_ms = now_ms + LOOK_EVERY_MS
		_look(now_ms)
	if _socket == null:
		return
	_receive(now_ms)
	if is_connected_now:
		_keep(now_ms)
	elif not _is_stranger:
		_greet(now_ms)


# Sends a call with the token; false where there is no daemon or OSC cannot say it.
func send(address: String, arguments: Array) -> bool:
	if not is_connected_now:
		return false
	return _send(address, arguments + ["token", _session["token"]])


func _look(now_ms: int) -> void:
	var session = Session.find()
	if session.size() == 0:
		_close()
		sentence = ABSENT
	elif session.hash() != _session.hash():
		_open(session, now_ms)


func _open(session: Dictionary, now_ms: int) -> void:
	_close()
	_socket = Godot.open_socket(session["port"])
	if _socket == null:
		return
	_session = session
	_nonce = Godot.random_hex(NONCE_BYTES)
	_since_ms = now_ms
	_send_at_ms = now_ms


func _close() -> void:
	if _socket != null:
		_socket.close()
	_socket = null
	_session = {}
	is_connected_now = false
	_is_stranger = false


func _greet(now_ms: int) -> void:
	if now_ms - _since_ms > HELLO_MS:
		sentence = ABSENT  # its file outlived it
	if now_ms >= _send_at_ms:
		_send_at_ms = now_ms + HELLO_EVERY_MS
		_send("/foley/hello", ["godot-hello", PROTOCOL, "Godot", _nonce])


func _keep(now_ms: int) -> void:
	if now_ms - _since_ms > SILENCE_MS:
		_open(_session, now_ms)
		sentence = ABSENT
	elif now_ms >= _send_at_ms:
		_send_at_ms = now_ms + PING_EVERY_MS
		send("/foley/ping", ["godot-ping"])


func _send(address: String, arguments: Array) -> bool:
	var packet = Osc.encode(address, arguments)
	if packet.size() == 0:
		return false
	# An error tells of an earlier packet that nobody took; the silence will tell as well.
	_socket.put_packet(packet)
	return true


func _receive(now_ms: int) -> void:
	for _packet in range(MOST_PACKETS):
		if _socket == null or _socket.get_available_packet_count() <= 0:
			return
		var packet = _socket.get_packet()
		if not _is_from_daemon():
			continue
		var messages = Osc.decode(packet)
		if messages != null:
			for message in messages:
				_take(message["address"], message["arguments"], now_ms)


func _is_from_daemon() -> bool:
	return _socket.get_packet_ip() == "127.0.0.1" and _socket.get_packet_port() == _session["port"]


func _take(address: String, arguments: Array, now_ms: int) -> void:
	if is_connected_now:
		_since_ms = now_ms
		emit_signal("heard", address, arguments)
	elif address == "/foley/welcome" and arguments.size() >= 4 and not _is_stranger:
		_welcome(arguments, now_ms)


func _welcome(arguments: Array, now_ms: int) -> void:
	if str(arguments[3]) != Session.proof(_session["token"], _nonce, _session["port"]):
		_is_stranger = true
		sentence = STRANGER % _session["port"]
	elif int(arguments[1]) != PROTOCOL:
		_is_stranger = true
		sentence = TOO_NEW % int(arguments[1])
	else:
		is_connected_now = true
		sentence = ""
		_since_ms = now_ms
		_send_at_ms = now_ms + PING_EVERY_MS
		emit_signal("connected")
