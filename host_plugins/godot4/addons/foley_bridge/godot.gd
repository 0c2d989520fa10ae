@tool
# Everything that Godot 3 and 4 say differently, so that the other files are the same text for both.

const FLOAT_TYPE = TYPE_FLOAT


static func bytes():
	return PackedByteArray()


static func part(all, from: int, to: int):
	return all.slice(from, to)


static func bytes_of(text: String):
	return text.to_utf8_buffer()


static func hex_of(all) -> String:
	return all.hex_encode()


static func random_hex(count: int) -> String:
	return Crypto.new().generate_random_bytes(count).hex_encode()


# HMAC (RFC 2104) with SHA-256, in hexadecimal digits.
static func hmac_sha256(key, data) -> String:
	var context = HMACContext.new()
	if context.start(HashingContext.HASH_SHA256, key) != OK or context.update(data) != OK:
		return ""
	return context.finish().hex_encode()


static func now_ms() -> int:
	return Time.get_ticks_msec()


static func environment(name: String) -> String:
	return OS.get_environment(name)


# A socket that talks to one port of this machine, null where there is none to be had.
static func open_socket(port: int):
	var socket = PacketPeerUDP.new()
	if socket.connect_to_host("127.0.0.1", port) != OK:
		return null
	return socket


static func json_of(value) -> String:
	return JSON.stringify(value, "  ")


# The value of a JSON text, null where it is none.
static func parsed(text: String):
	var json = JSON.new()
	return json.data if json.parse(text) == OK else null


static func file_exists(path: String) -> bool:
	return FileAccess.file_exists(path)


# The length of a file in bytes, -1 where it cannot be read.
static func file_length(path: String) -> int:
	var file = FileAccess.open(path, FileAccess.READ)
	return file.get_length() if file != null else -1


# A file's bytes, null where it cannot be read or has more than `most`.
static func read_bytes(path: String, most: int):
	var file = FileAccess.open(path, FileAccess.READ)
	if file == null or file.get_length() > most:
		return null
	return file.get_buffer(file.get_length())


# Writes a file whole or not at all.
static func write_bytes(path: String, data) -> bool:
	var half = path + ".tmp"
	var file = FileAccess.open(half, FileAccess.WRITE)
	if file == null:
		return false
	file.store_buffer(data)
	file.close()
	return file_length(half) == data.size() and rename(half, path)


static func make_folder(path: String) -> bool:
	return DirAccess.make_dir_recursive_absolute(path) == OK


static func copy(from: String, to: String) -> bool:
	return DirAccess.copy_absolute(from, to) == OK


static func rename(from: String, to: String) -> bool:
	return DirAccess.rename_absolute(from, to) == OK


static func remove(path: String) -> void:
	DirAccess.remove_absolute(path)


static func connect_to(source: Object, what: String, target: Object, method: String) -> void:
	if source.connect(what, Callable(target, method)) != OK:
		push_error("Foley Bridge: there is no signal " + what)


static func set_minimum_size(control: Control, size: Vector2) -> void:
	control.custom_minimum_size = size


static func wrap_lines(label: Label) -> void:
	label.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART


static func set_column_width(tree: Tree, column: int, width: int) -> void:
	tree.set_column_expand(column, false)
	tree.set_column_custom_minimum_width(column, width)


static func set_tooltip(row: TreeItem, text: String) -> void:
	row.set_tooltip_text(0, text)


# A resource as it is on the disk; the editor's preview may be loading the same at this moment.
static func load_anew(path: String):
	return ResourceLoader.load(path, "", ResourceLoader.CACHE_MODE_IGNORE)


static func is_stream(resource) -> bool:
	return resource is AudioStream


static func is_checked(box: CheckBox) -> bool:
	return box.button_pressed


# Resources by their names: one that plays all sounds, none twice in a row.
static func random_sets(streams: Array) -> Dictionary:
	var one = AudioStreamRandomizer.new()
	one.playback_mode = AudioStreamRandomizer.PLAYBACK_RANDOM_NO_REPEATS
	one.random_pitch = 1.05
	one.random_volume_offset_db = 1.0
	for stream in streams:
		one.add_stream(-1, stream)
	return {"round_robin": one}


static func save_resource(resource: Resource, path: String) -> bool:
	return ResourceSaver.save(resource, path) == OK
