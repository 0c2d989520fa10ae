tool
# What was asked for and what became of it, kept in the project so that it is found again after a restart.

signal changed
signal told(text)

const Godot = preload("godot.gd")
const Failures = preload("failures.gd")

const STORE = "res://.foley_pending.json"
const FORMAT = 1
const MOST_BYTES = 4000000
const RESEND_MS = 1000  # until the first answer
const REMIND_MS = 10000  # after it: what is missing then was lost
const MOST_ASKED_AGAIN = 5
const OWN_LETTERS = 40  # an id of this add-on has 38

const KEYS = [
	"id",
	"prompt",
	"seconds",
	"count",
	"pairs",
	"state",
	"stage",
	"fraction",
	"text",
	"cancelling",
	"forgotten",
	"asked_again",
	"candidates",
]

const SENT = "sent"
const ACCEPTED = "accepted"
const DONE = "done"
const FAILED = "failed"

const NEW = "new"
const COPIED = "copied"  # in the manifest; the daemon does not know yet
const CONFIRMED = "confirmed"

const UNREADABLE = "%s could not be read and was set aside as %s."
const UNWRITABLE = "%s cannot be written: look whether the project can be written to."

var all = []  # oldest first

var _client: Object = null
var _importer: Object = null
var _due_ms = {}  # id of a message -> when it is sent again
var _now_ms = 0


func start(client: Object, importer: Object) -> void:
	_client = client
	_importer = importer
	Godot.connect_to(client, "heard", self, "_on_heard")
	Godot.connect_to(client, "connected", self, "_on_connected")
	_read()


# Asks for sounds; sent as soon as there is a daemon. It is on the disk before it is sent.
func generate(prompt: String, seconds: float, count: int, pairs: Array) -> Dictionary:
	var request = _new_request("godot-" + Godot.random_hex(16), prompt, seconds, count)
	request["pairs"] = pairs
	all.append(request)
	_keep()
	return request


# Asks for more like a candidate that was delivered: over 0 is nearly the same, 1 a fresh sound of its prompt.
func vary(of: Dictionary, candidate: Dictionary, amount: float, count: int, pairs: Array) -> Dictionary:
	var request = _new_request("godot-" + Godot.random_hex(16), of["prompt"], of["seconds"], count)
	request["pairs"] = pairs
	request["source"] = "%s#%d" % [of["id"], candidate["index"]]
	request["amount"] = amount
	all.append(request)
	_keep()
	return request


func _new_request(id: String, prompt: String, seconds: float, count: int) -> Dictionary:
	return {
		"id": id,
		"prompt": prompt,
		"seconds": seconds,
		"count": count,
		"pairs": [],
		"state": SENT,
		"stage": "",
		"fraction": 0.0,
		"text": "",
		"cancelling": false,
		"forgotten": false,
		"asked_again": 0,
		"candidates": [],
	}


func cancel(request: Dictionary) -> void:
	if is_open(request):
		request["cancelling"] = true
		_due_ms.erase("c-" + request["id"])
		_keep()


# Takes a request out of the list, cancelled first where it is open; what was imported stays in the project.
func forget(request: Dictionary) -> void:
	request["forgotten"] = true
	cancel(request)
	_end(request)


# Copies a candidate into the project; "" or what is wrong.
func import_candidate(request: Dictionary, candidate: Dictionary) -> String:
	var result = _importer.take(request, candidate)
	if result.has("error"):
		return result["error"]
	candidate["file"] = result["path"]
	if candidate["state"] == NEW:
		candidate["state"] = COPIED
	_keep()
	return ""


# Imports a sound that was sent to this project, and confirms it, also where it is there already; "" or what is wrong.
func take_offer(offer: Dictionary) -> String:
	var request = _of_id(offer["request"])
	if request == null:
		request = _new_request(offer["request"], offer["prompt"], offer["seconds"], 1)
		request["state"] = DONE
	var candidate = _of_index(request, offer["index"])
	var is_new = candidate == null
	if is_new:
		candidate = {"index": offer["index"], "state": NEW, "file": "", "passed": true}
		for key in ["path", "rank", "seed"]:
			candidate[key] = offer[key]
		candidate["score"] = offer["score"] if offer["score"] >= -1.0 else null
		request["candidates"].append(candidate)
	var error = import_candidate(request, candidate)
	if error != "":
		if is_new:
			request["candidates"].erase(candidate)
		return error
	candidate["state"] = COPIED
	_due_ms.erase(_message_id(request, candidate))
	if not request in all:
		all.append(request)
	_keep()
	return ""


func is_open(request: Dictionary) -> bool:
	return request["state"] == SENT or request["state"] == ACCEPTED


# Called in every frame: sends what is due.
func poll(now_ms: int) -> void:
	_now_ms = now_ms
	if not _client.is_connected_now:
		return
	for request in all:
		if is_open(request):
			_poll_open(request)
		for candidate in request["candidates"]:
			if candidate["state"] == COPIED and _is_due(_message_id(request, candidate), RESEND_MS):
				_confirm(request, candidate)


func _poll_open(request: Dictionary) -> void:
	var id = request["id"]
	if request["cancelling"]:
		if _is_due("c-" + id, RESEND_MS):
			_client.send("/foley/cancel", ["c-" + id, id])
	elif _is_due(id, RESEND_MS if request["state"] == SENT else REMIND_MS):
		var address = "/foley/generate"
		var arguments = [id, request["prompt"], float(request["seconds"]), int(request["count"])]
		if request.has("source"):
			address = "/foley/variation"
			arguments = [id, request["source"], float(request["amount"]), int(request["count"])]
		if not _client.send(address, arguments + request["pairs"]):
			_fail(request, "bad-request", "the prompt or a pair of the project's cannot be sent")


func _confirm(request: Dictionary, candidate: Dictionary) -> void:
	var arguments = [_message_id(request, candidate), request["id"], int(candidate["index"])]
	_client.send("/foley/imported", arguments)


# Ids of others can be as long as an id may be.
func _message_id(request: Dictionary, candidate: Dictionary) -> String:
	var id = request["id"] if request["id"].length() <= OWN_LETTERS else request["id"].sha256_text().substr(0, 32)
	return "m%d-%s" % [candidate["index"], id]


func _is_due(id: String, every_ms: int) -> bool:
	if _now_ms < _due_ms.get(id, 0):
		return false
	_due_ms[id] = _now_ms + every_ms
	return true


# Another daemon, perhaps: it hears everything that is open from the beginning.
func _on_connected() -> void:
	_due_ms.clear()


func _on_heard(address: String, arguments: Array) -> void:
	if arguments.size() < 2 or typeof(arguments[0]) != TYPE_STRING:
		return
	if address == "/foley/event":
		_event(arguments)
		return
	if address == "/foley/failed" and arguments.size() >= 3:
		_failed(arguments[0], str(arguments[1]), str(arguments[2]))
		return
	var request = _of_id(arguments[0])
	if request != null:
		_due_ms[request["id"]] = _now_ms + REMIND_MS
		_answer(request, address, arguments)


func _answer(request: Dictionary, address: String, arguments: Array) -> void:
	match address:
		"/foley/accepted":
			if request["state"] == SENT:
				request["state"] = ACCEPTED
				_keep()
		"/foley/progress":
			if arguments.size() >= 3:
				request["stage"] = str(arguments[1])
				request["fraction"] = float(arguments[2])
				emit_signal("changed")
		"/foley/candidate":
			if arguments.size() >= 7:
				_candidate(request, arguments)
		"/foley/ranking":
			for place in range(1, arguments.size()):
				var candidate = _of_index(request, int(arguments[place]))
				if candidate != null:
					candidate["rank"] = place
			_keep()
		"/foley/done":
			if arguments.size() >= 4:
				_done(request, int(arguments[1]), str(arguments[3]))


func _candidate(request: Dictionary, arguments: Array) -> void:
	var candidate = _of_index(request, int(arguments[1]))
	if candidate == null:
		candidate = {"index": int(arguments[1]), "state": NEW, "file": ""}
		request["candidates"].append(candidate)
	candidate["rank"] = int(arguments[2])
	candidate["score"] = float(arguments[3]) if float(arguments[3]) >= -1.0 else null
	candidate["passed"] = int(arguments[4]) == 1
	candidate["path"] = str(arguments[5])
	candidate["seed"] = int(arguments[6])
	if candidate["state"] == NEW:
		_look_for(request, candidate)
	_keep()


# The editor may have been closed between the copy and the note of it.
func _look_for(request: Dictionary, candidate: Dictionary) -> void:
	var path = _importer.path_of(request, candidate["index"])
	if path != "":
		candidate["file"] = path
		candidate["state"] = COPIED


func _done(request: Dictionary, delivered: int, text: String) -> void:
	if request["candidates"].size() < delivered and request["asked_again"] < MOST_ASKED_AGAIN:
		request["asked_again"] += 1  # a datagram was lost: the daemon says all of it again
		_due_ms[request["id"]] = _now_ms + RESEND_MS
		return
	if request["state"] != DONE:
		request["state"] = DONE
		request["cancelling"] = false
		request["text"] = text
		_end(request)


func _failed(id: String, code: String, text: String) -> void:
	var request = _of_id(id)
	if request != null and is_open(request):
		_fail(request, code, text)
	elif id.begins_with("c-") and code == "unknown-id":
		request = _of_id(id.substr(2))
		if request != null and is_open(request):
			_fail(request, "cancelled", "")
	elif id.begins_with("m") and code == "unknown-id":
		for one in all:
			for candidate in one["candidates"]:
				if _message_id(one, candidate) == id:
					_confirmed(one["id"], candidate["index"])
					return


func _fail(request: Dictionary, code: String, text: String) -> void:
	request["state"] = FAILED
	request["cancelling"] = false
	request["text"] = Failures.sentence(code, text)
	_end(request)
	emit_signal("told", request["text"])


func _end(request: Dictionary) -> void:
	if request["forgotten"] and not is_open(request):
		all.erase(request)
	_keep()


func _event(arguments: Array) -> void:
	if arguments.size() < 4 or typeof(arguments[1]) != TYPE_STRING:
		return
	if arguments[1] == "imported":
		_confirmed(str(arguments[2]), int(arguments[3]))
	elif arguments[1] == "cancelling":
		_cancelling(str(arguments[2]), str(arguments[3]))


func _cancelling(id: String, state: String) -> void:
	var request = _of_id(id)
	if request == null or not is_open(request) or state == "running":
		return
	if state == "queued" or state == "cancelled":
		_fail(request, "cancelled", "")
	else:  # it was over before: the daemon says again how it ended
		request["cancelling"] = false
		_due_ms.erase(id)


func _confirmed(id: String, index: int) -> void:
	var request = _of_id(id)
	var candidate = _of_index(request, index) if request != null else null
	if candidate != null and candidate["state"] == COPIED:
		candidate["state"] = CONFIRMED
		_keep()


func _of_id(id: String):
	for request in all:
		if request["id"] == id:
			return request
	return null


func _of_index(request: Dictionary, index: int):
	for candidate in request["candidates"]:
		if candidate["index"] == index:
			return candidate
	return null


func _keep() -> void:
	var text = Godot.json_of({"format": FORMAT, "requests": all})
	if not Godot.write_bytes(STORE, Godot.bytes_of(text + "\n")):
		emit_signal("told", UNWRITABLE % STORE)
	emit_signal("changed")


func _read() -> void:
	if not Godot.file_exists(STORE):
		return
	var data = Godot.read_bytes(STORE, MOST_BYTES)
	var content = Godot.parsed(data.get_string_from_utf8()) if data != null else null
	if not _is_store(content):
		Godot.rename(STORE, STORE + ".broken")
		emit_signal("told", UNREADABLE % [STORE, STORE + ".broken"])
		return
	for request in content["requests"]:
		_make_whole(request, ["count", "asked_again"])
		_make_whole_pairs(request["pairs"])
		for candidate in request["candidates"]:
			_make_whole(candidate, ["index", "rank", "seed"])
			if candidate["state"] == NEW:
				_look_for(request, candidate)
		all.append(request)


func _is_store(content) -> bool:
	if typeof(content) != TYPE_DICTIONARY or not content.has_all(["format", "requests"]):
		return false
	if typeof(content["format"]) != Godot.FLOAT_TYPE or content["format"] != FORMAT:
		return false
	for request in content["requests"]:
		if not request.has_all(KEYS):
			return false
	return true


# JSON knows no whole numbers, OSC does.
func _make_whole(from: Dictionary, keys: Array) -> void:
	for key in keys:
		from[key] = int(from[key])


func _make_whole_pairs(pairs: Array) -> void:
	for at in range(pairs.size()):
		if typeof(pairs[at]) == Godot.FLOAT_TYPE and pairs[at] == int(pairs[at]):
			pairs[at] = int(pairs[at])
