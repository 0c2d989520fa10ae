tool
# How the daemon of this user is found and known: its session file, and the proof that only it can make.

const Godot = preload("godot.gd")

const MOST_BYTES = 4096
const TOKEN_DIGITS = 64
const PROOF = "foley-bridge osc protocol 1 welcome port %d nonce %s"


# {"port", "token", "pid"} of the daemon that runs, or ran last; empty where there is none.
static func find() -> Dictionary:
	var path = state_folder() + "/session.json"
	if not Godot.file_exists(path):
		return {}
	var data = Godot.read_bytes(path, MOST_BYTES)
	var content = Godot.parsed(data.get_string_from_utf8()) if data != null else null
	if typeof(content) != TYPE_DICTIONARY:
		return {}
	var token = content.get("token")
	var port = _whole(content.get("port"))
	if typeof(token) != TYPE_STRING or token.length() != TOKEN_DIGITS or port < 1 or port > 65535:
		return {}
	return {"port": port, "token": token, "pid": _whole(content.get("pid"))}


# Where the daemon keeps what is its own, as it chooses it itself.
static func state_folder() -> String:
	var home = Godot.environment("FOLEY_BRIDGE_HOME")
	if home != "":
		return _expanded(home) + "/state"
	match OS.get_name():
		"Windows":
			return Godot.environment("LOCALAPPDATA").replace("\\", "/") + "/foley-bridge"
		"OSX", "macOS":
			return Godot.environment("HOME") + "/Library/Application Support/foley-bridge"
	var state = Godot.environment("XDG_STATE_HOME")
	if state == "":
		state = Godot.environment("HOME") + "/.local/state"
	return state + "/foley-bridge"


# What a daemon that knows the token answers to the nonce.
static func proof(token: String, nonce: String, port: int) -> String:
	return Godot.hmac_sha256(Godot.bytes_of(token), Godot.bytes_of(PROOF % [port, nonce]))


static func _expanded(path: String) -> String:
	path = path.replace("\\", "/")
	if path == "~" or path.begins_with("~/"):
		return Godot.environment("HOME") + path.substr(1)
	return path


static func _whole(value) -> int:
	return int(value) if typeof(value) == TYPE_INT or typeof(value) == Godot.FLOAT_TYPE else 0
