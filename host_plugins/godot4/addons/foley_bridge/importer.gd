@tool
# From a file of the daemon to a resource of the project: copied, listed in the manifest, imported by Godot. Once.

signal imported(path)  # load(path) gives an AudioStream
signal failed(text)

const Godot = preload("godot.gd")
const Manifest = preload("manifest.gd")

const TOP = "res://foley"
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
const MOST_LETTERS = 40
const ID_DIGITS = 8
const SCAN_EVERY_MS = 2000
const PATIENCE_MS = 30000

const GONE = "%s is not there any more: generate it again."
const NO_FOLDER = "%s cannot be made: look whether the project can be written to."
const NOT_COPIED = "%s cannot be copied into the project: look whether there is space on the disk."
const BROKEN = "%s cannot be read: put it right, or remove it together with the sounds beside it."
const NOT_LISTED = "%s cannot be written: look whether there is space on the disk."
const NOT_IMPORTED = "Godot did not import %s: its Output panel says why."
const EMPTY = "Godot found no sound in %s: look into the file, or import it anew."

var _filesystem: Object = null  # the editor's
var _awaited = {}  # path -> since when, in ms
var _scan_at_ms = 0
var _now_ms = 0


func start(filesystem: Object) -> void:
	_filesystem = filesystem
	Godot.connect_to(filesystem, "resources_reimported", self, "_on_reimported")


# Where the sounds of a request go, and nothing else.
static func folder_of(request: Dictionary) -> String:
	return TOP + "/" + _plain(request["prompt"]) + "_" + _digits_of(request["id"])


# Some of the id's own digits; of an id that another host made as it likes, those of its hash.
static func _digits_of(id: String) -> String:
	var parts = id.split("-")
	var digits = parts[1].substr(0, ID_DIGITS) if parts.size() == 2 else ""
	for letter in digits:
		if not letter in LETTERS:
			digits = ""
	return digits if digits.length() == ID_DIGITS else id.sha256_text().substr(0, ID_DIGITS)


# The path in the project where the manifest has this candidate, "" where it has not.
static func path_of(request: Dictionary, index: int) -> String:
	var file = Manifest.file_of(folder_of(request), index)
	return folder_of(request) + "/" + file if file != "" else ""


# Copies a candidate unless it is there, and lists it; {"path"} or {"error"}.
func take(request: Dictionary, candidate: Dictionary) -> Dictionary:
	var listing = folder_of(request) + "/" + Manifest.NAME
	if Manifest.variants(folder_of(request)) == null:
		return {"error": BROKEN % listing}
	var path = path_of(request, candidate["index"])
	if path == "" or not Godot.file_exists(path):
		# The name follows from the index: a copy that was made but not listed is replaced, not doubled.
		var file = _plain(request["prompt"]) + "_%02d.wav" % (candidate["index"] + 1)
		path = folder_of(request) + "/" + file
		var error = _copy(candidate["path"], path)
		if error != "":
			return {"error": error}
	if not Manifest.add(folder_of(request), request, candidate, path.get_file()):
		return {"error": NOT_LISTED % listing}
	_awaited[path] = _now_ms
	_scan_at_ms = 0
	return {"path": path}


# Something else was written into the project.
func look_again() -> void:
	if not _filesystem.is_scanning():
		_filesystem.scan()


# Called in every frame.
func poll(now_ms: int) -> void:
	_now_ms = now_ms
	if _awaited.size() == 0 or now_ms < _scan_at_ms or _filesystem.is_scanning():
		return
	_scan_at_ms = now_ms + SCAN_EVERY_MS
	for path in _awaited.keys():
		if not _settle(path) and now_ms - _awaited[path] > PATIENCE_MS:
			_awaited.erase(path)
			emit_signal("failed", NOT_IMPORTED % path)
	if _awaited.size() > 0:
		_filesystem.scan()


func _on_reimported(paths) -> void:
	for path in paths:
		if _awaited.has(path):
			_settle(path)


# Whether Godot has made a resource of it.
func _settle(path: String) -> bool:
	if not Godot.file_exists(path + ".import") or not ResourceLoader.exists(path):
		return false
	var stream = Godot.load_anew(path)
	if not Godot.is_stream(stream):
		return false
	_awaited.erase(path)
	if stream.get_length() > 0.0:
		emit_signal("imported", path)
	else:
		emit_signal("failed", EMPTY % path)
	return true


# "" or what is wrong. The file appears under its name only when it is whole.
func _copy(from: String, to: String) -> String:
	var length = Godot.file_length(from)
	if length <= 0:
		return GONE % from
	if not Godot.make_folder(to.get_base_dir()):
		return NO_FOLDER % to.get_base_dir()
	var half = to.get_base_dir() + "/." + to.get_file() + ".part"
	if Godot.copy(from, half) and Godot.file_length(half) == length and Godot.rename(half, to):
		return ""
	Godot.remove(half)
	return NOT_COPIED % from


# Small letters, digits and single underscores, so that it is a name on every system.
static func _plain(text: String) -> String:
	var plain = ""
	for letter in text.to_lower().substr(0, MOST_LETTERS):
		if letter in LETTERS:
			plain += letter
		elif plain != "" and not plain.ends_with("_"):
			plain += "_"
	while plain.ends_with("_"):
		plain = plain.substr(0, plain.length() - 1)
	return plain if plain != "" else "sound"
