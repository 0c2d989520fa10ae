extends SceneTree
# Runs the codec over the golden bytes, and the proof over a known one: godot3-server --path PROJECT -s codec.gd
# Reads FOLEY_TEST_GOLDEN, prints one JSON line: {"checked", "wrong"}.

const Godot = preload("res://addons/foley_bridge/godot.gd")
const Osc = preload("res://addons/foley_bridge/osc.gd")
const Session = preload("res://addons/foley_bridge/session.gd")

var _wrong = []
var _checked = 0


func _init() -> void:
	var golden = Godot.parsed(_text(OS.get_environment("FOLEY_TEST_GOLDEN")))
	for case in golden["messages"]:
		_check("encode " + case["name"], Osc.encode(case["address"], _values(case)).hex_encode() == case["hex"])
		_check_decoded(case["name"], case["hex"], [case])
	for case in golden["packets"]:
		_check_decoded(case["name"], case["hex"], case["messages"])
	for case in golden["broken"]:
		_check("broken " + case["name"], Osc.decode(_bytes(case["hex"])) == null)
	for case in golden["unsendable"]:
		if case["name"] != "a zero byte in a string":  # no string of Godot 3 can hold one
			_check("unsendable " + case["name"], Osc.encode(case["address"], _values(case)).size() == 0)
	var proof = OS.get_environment("FOLEY_TEST_PROOF").split(" ")  # token, nonce, port, what it should be
	_check("proof", Session.proof(proof[0], proof[1], int(proof[2])) == proof[3])
	print(JSON.print({"checked": _checked, "wrong": _wrong}))
	quit()


func _check(what: String, is_right: bool) -> void:
	_checked += 1
	if not is_right:
		_wrong.append(what)


func _check_decoded(name: String, hex: String, expected: Array) -> void:
	var found = Osc.decode(_bytes(hex))
	if found == null or found.size() != expected.size():
		_check("decode " + name, false)
		return
	for at in range(found.size()):
		var same = found[at]["address"] == expected[at]["address"]
		_check("decode " + name, same and _is_same(found[at]["arguments"], _values(expected[at])))


func _is_same(found: Array, expected: Array) -> bool:
	if found.size() != expected.size():
		return false
	for at in range(found.size()):
		if typeof(found[at]) != typeof(expected[at]):
			return false
		if typeof(found[at]) == TYPE_REAL:
			if abs(found[at] - expected[at]) > abs(expected[at]) * 1e-7:
				return false
		elif found[at] != expected[at]:
			return false
	return true


func _values(case: Dictionary) -> Array:
	var values = []
	for pair in case["arguments"]:
		values.append(int(pair[1]) if pair[0] == "i" else pair[1])
	return values


func _bytes(hex: String) -> PoolByteArray:
	var bytes = PoolByteArray()
	for at in range(0, hex.length(), 2):
		bytes.append(("0x" + hex.substr(at, 2)).hex_to_int())
	return bytes


func _text(path: String) -> String:
	var file = File.new()
	file.open(path, File.READ)
	return file.get_as_text()
