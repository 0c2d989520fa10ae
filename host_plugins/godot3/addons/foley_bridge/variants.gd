extends AudioStreamPlayer
# Plays the variants of a foley.json in turn, never the same twice in a row: for footsteps, doors, whatever recurs.

export(String, FILE, "*.json") var manifest = ""
export(bool) var is_shuffled = true

var streams = []

var _last = -1


func _ready() -> void:
	if manifest != "":
		load_variants()


func load_variants() -> void:
	streams.clear()
	var file = File.new()
	if file.open(manifest, File.READ) != OK:
		push_error(manifest + " cannot be read: exported games need *.json in the export filter.")
		return
	var content = JSON.parse(file.get_as_text()).result
	file.close()
	for one in content["variants"]:
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
