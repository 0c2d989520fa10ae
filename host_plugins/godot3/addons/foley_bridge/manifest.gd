tool
# foley.json, the list of a request's variants in the project; docs/hosts/manifest.md says what it holds.

const Godot = preload("godot.gd")

const NAME = "foley.json"
const FORMAT = 1
const MOST_BYTES = 1000000
const WHOLE = ["index", "rank", "seed"]


# The variants that a folder's manifest lists, none where there is no manifest; null where it cannot be read.
static func variants(folder: String):
	var path = folder + "/" + NAME
	if not Godot.file_exists(path):
		return []
	var data = Godot.read_bytes(path, MOST_BYTES)
	var content = Godot.parsed(data.get_string_from_utf8()) if data != null else null
	if typeof(content) != TYPE_DICTIONARY or typeof(content.get("variants")) != TYPE_ARRAY:
		return null
	for one in content["variants"]:
		if typeof(one) != TYPE_DICTIONARY or not one.has_all(["file", "index", "rank", "seed"]):
			return null
		for key in WHOLE:
			one[key] = int(one[key])
	return content["variants"]


# The file that the manifest lists for this index, "" where it lists none.
static func file_of(folder: String, index: int) -> String:
	var listed = variants(folder)
	for one in listed if listed != null else []:
		if one["index"] == index:
			return str(one["file"])
	return ""


# Lists one more file and brings the ranks up to date; false where it cannot be written.
static func add(folder: String, request: Dictionary, candidate: Dictionary, file: String) -> bool:
	var listed = []
	var known = {}
	for one in request["candidates"]:
		known[one["index"]] = one
	for one in variants(folder):
		if one["index"] != candidate["index"]:
			if known.has(one["index"]):
				one["rank"] = known[one["index"]]["rank"]
			_insert(listed, one)
	_insert(listed, _entry(candidate, file))
	var content = {"format": FORMAT, "prompt": request["prompt"], "request": request["id"], "variants": listed}
	return Godot.write_bytes(folder + "/" + NAME, Godot.bytes_of(Godot.json_of(content) + "\n"))


static func _entry(candidate: Dictionary, file: String) -> Dictionary:
	return {
		"file": file,
		"index": candidate["index"],
		"rank": candidate["rank"],
		"score": candidate["score"],
		"seed": candidate["seed"],
	}


# Best first; what has the same rank stays in the order it came.
static func _insert(listed: Array, entry: Dictionary) -> void:
	var at = listed.size()
	while at > 0 and listed[at - 1]["rank"] > entry["rank"]:
		at -= 1
	listed.insert(at, entry)
