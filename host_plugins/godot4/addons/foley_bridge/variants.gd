extends AudioStreamPlayer
# Plays the variants of a foley.json in turn, never the same twice in a row: for footsteps, doors, whatever recurs.

@export_file("*.json") var manifest = ""
@export var is_shuffled = true

var streams = []

var _last = -1


func _ready() -> void:
	if manifest != "":
		load_variants()


func load_variants() -> void:
	streams.clear()
	var text = FileAccess.get_file_as_string(manifest)
	if text == "":
		push_error(manifest + " cannot be read: exported games need *.json in the export filter.")
		return
	for one in JSON.parse_string(text)["variants"]:
		streams.append(load(manifest.get_base_dir() + "/" + one["file"]))


func play_next() -> void:
	if streams.size() == 0:
		return
	var step = 1
	if is_shuffled and streams.size() > 2:
		step = 1 + randi() % (streams.size() - 1)
	_last = (_last + step) % streams.size()
	stream = streams[_last]
	play()
