tool
# Takes what people send to this project from elsewhere, the tray for one: says that it is here, and imports it.

signal told(text)

const Godot = preload("godot.gd")

const EVERY_MS = 6000  # between two subscriptions, each of which is answered with what was not confirmed
const LASTS_S = 20.0
const MOST_LETTERS = 128
const LEAST_ARGUMENTS = 10

var _client: Object = null
var _requests: Object = null
var _id = ""
var _due_ms = 0
var _refused = {}  # what was wrong with a sound, so that it is said once and not at every repetition


func start(client: Object, requests: Object) -> void:
	_client = client
	_requests = requests
	# The same for this project whenever it is open, so that it is always the same host.
	_id = "godot-listen-%d" % ProjectSettings.globalize_path("res://").hash()
	Godot.connect_to(client, "heard", self, "_on_heard")
	Godot.connect_to(client, "connected", self, "_on_connected")


# Called in every frame.
func poll(now_ms: int) -> void:
	if _client.is_connected_now and now_ms >= _due_ms:
		_due_ms = now_ms + EVERY_MS
		_subscribe(LASTS_S)


# The editor is closed, or the add-on switched off.
func stop() -> void:
	if _client.is_connected_now:
		_subscribe(0.0)


func _subscribe(seconds: float) -> void:
	_client.send("/foley/subscribe", [_id, "seconds", seconds, "client", _name(), "takes", 1, "events", 0])


func _name() -> String:
	var project = str(ProjectSettings.get_setting("application/config/name"))
	return ("Godot: " + (project if project != "" else "untitled")).substr(0, MOST_LETTERS)


func _on_connected() -> void:
	_due_ms = 0


func _on_heard(address: String, arguments: Array) -> void:
	if address == "/foley/event" and arguments.size() >= LEAST_ARGUMENTS and str(arguments[0]) == _id:
		if typeof(arguments[1]) == TYPE_STRING and arguments[1] == "offered":
			_take(arguments)


func _take(arguments: Array) -> void:
	var offer = {
		"request": str(arguments[2]),
		"index": int(arguments[3]),
		"path": str(arguments[4]),
		"prompt": str(arguments[5]),
		"seconds": float(arguments[6]),
		"score": float(arguments[7]),
		"rank": int(arguments[8]),
		"seed": int(arguments[9]),
	}
	var key = "%s#%d" % [offer["request"], offer["index"]]
	var error = _requests.take_offer(offer)
	if error == "":
		_refused.erase(key)
	elif _refused.get(key, "") != error:
		_refused[key] = error
		emit_signal("told", error)
