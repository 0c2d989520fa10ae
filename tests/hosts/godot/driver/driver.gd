tool
extends EditorPlugin
# Does to the Foley dock what commands.txt says, and writes what the dock shows into seen.txt.

var _dock: Control = null
var _done = 0
var _last = ""
var _longest_ms = 0  # between two frames
var _before_ms = 0


func _process(_delta: float) -> void:
	if _dock == null:
		_dock = get_editor_interface().get_base_control().find_node("Foley", true, false)
		return
	var now_ms = OS.get_ticks_msec()
	if _before_ms > 0:
		_longest_ms = int(max(_longest_ms, now_ms - _before_ms))
	_before_ms = now_ms
	var lines = _read("res://commands.txt").split("\n", false)
	while _done < lines.size():
		_do(JSON.parse(lines[_done]).result)
		_done += 1
	_see()


func _do(words: Array) -> void:
	match words[0]:
		"ask":
			_dock.prompt.text = words[1]
			_dock.prompt.emit_signal("text_changed", words[1])
			_dock.seconds.value = words[2]
			_dock.count.value = words[3]
			_dock.random_seed.value = words[4]
		"loop":
			_dock.loop.pressed = words[1] == "on"
		"less":
			_dock.less.pressed = words[1] == "on"
		"far":
			_dock.amount.value = words[1]
		"mix":
			_dock.mix.value = words[1]
		"press":
			if not _dock.buttons[words[1]].disabled:
				_dock.buttons[words[1]].emit_signal("pressed")
		"select":
			_select(_dock.tree.get_root(), words[1], words[2])
		"show":
			var tabs = _dock.get_parent()
			tabs.current_tab = _dock.get_index()
		"picture":
			var image = get_viewport().get_texture().get_data()
			image.flip_y()
			image.save_png(words[1])
		"frames":
			_longest_ms = 0
		"quit":
			get_tree().quit()


# The row of a prompt, and below it that of an index (-1 for the request's own).
func _select(root: TreeItem, prompt: String, index: int) -> void:
	var row = root.get_children()
	while row != null:
		if row.get_metadata(0)["prompt"] == prompt:
			var item = row if index < 0 else row.get_children()
			while item != null and index >= 0 and item.get_metadata(1)["index"] != index:
				item = item.get_next()
			item.select(0)
		row = row.get_next()


func _see() -> void:
	var seen = {
		"status": _dock.status.text,
		"requests": _dock.requests.all,
		"playing": _dock.listening.playing,
		"rows": _rows(_dock.tree.get_root()),
		"done": _done,
		"longest_ms": _longest_ms,
		"streams": _streams(),
		"loops": _loops(),
		"sets": _sets(),
	}
	var text = JSON.print(seen)
	if text == _last:
		return
	_last = text
	var file = File.new()
	file.open("res://seen.txt", File.READ_WRITE)
	file.seek_end()
	file.store_line(text)
	file.close()


func _rows(root: TreeItem) -> Array:
	var rows = []
	var row = root.get_children() if root != null else null
	while row != null:
		rows.append([row.get_text(0), row.get_text(1), row.get_text(2)])
		rows += _rows(row)
		row = row.get_next()
	return rows


# What load() gives for each imported file: class, seconds, rate, whether it has two channels.
func _streams() -> Dictionary:
	var streams = {}
	for request in _dock.requests.all:
		for candidate in request["candidates"]:
			var path = candidate["file"]
			if path != "" and ResourceLoader.exists(path):
				var stream = load(path)
				streams[path] = [stream.get_class(), stream.get_length(), stream.mix_rate, stream.stereo]
	return streams


# Of each imported file: how it is looped, and from which sample to which.
func _loops() -> Dictionary:
	var loops = {}
	for path in _streams():
		var stream = load(path)
		loops[path] = [stream.loop_mode, stream.loop_begin, stream.loop_end]
	return loops


# Of each resource beside the sounds: class, the file of its sound, pitch.
func _sets() -> Dictionary:
	var sets = {}
	for path in _streams():
		var own = path.get_basename() + ".tres"
		if ResourceLoader.exists(own):
			var one = load(own)
			sets[own] = [one.get_class(), one.audio_stream.resource_path, one.random_pitch]
	return sets


func _read(path: String) -> String:
	var file = File.new()
	if file.open(path, File.READ) != OK:
		return ""
	return file.get_as_text()
