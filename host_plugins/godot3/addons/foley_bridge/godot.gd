tool
# Everything that Godot 3 and 4 say differently, so that the other files are the same text for both.

const FLOAT_TYPE = TYPE_REAL


static func bytes():
	return PoolByteArray()


static func part(all, from: int, to: int):
	return all.subarray(from, to - 1) if to > from else PoolByteArray()


static func bytes_of(text: String):
	return text.to_utf8()


static func hex_of(all) -> String:
	return all.hex_encode()


static func random_hex(count: int) -> String:
	return Crypto.new().generate_random_bytes(count).hex_encode()


# HMAC (RFC 2104) with SHA-256, in hexadecimal digits; Godot 3 has the hash alone.
static func hmac_sha256(key, data) -> String:
	if key.size() > 64:
		key = _sha256([key])
	var inner = PoolByteArray()
	var outer = PoolByteArray()
	for at in range(64):
		var one = key[at] if at < key.size() else 0
		inner.append(one ^ 0x36)
		outer.append(one ^ 0x5c)
	return _sha256([outer, _sha256([inner, data])]).hex_encode()


static func _sha256(parts: Array):
	var context = HashingContext.new()
	context.start(HashingContext.HASH_SHA256)
	for one in parts:
		if one.size() > 0:
			context.update(one)
	return context.finish()


static func now_ms() -> int:
	return OS.get_ticks_msec()


static func environment(name: String) -> String:
	return OS.get_environment(name)


# A socket that talks to one port of this machine, null where there is none to be had.
static func open_socket(port: int):
	var socket = PacketPeerUDP.new()
	if socket.set_dest_address("127.0.0.1", port) != OK:
		return null
	return socket


static func json_of(value) -> String:
	return JSON.print(value, "  ")


# The value of a JSON text, null where it is none.
static func parsed(text: String):
	var result = JSON.parse(text)
	return result.result if result.error == OK else null


static func file_exists(path: String) -> bool:
	return File.new().file_exists(path)


# The length of a file in bytes, -1 where it cannot be read.
static func file_length(path: String) -> int:
	var file = File.new()
	if file.open(path, File.READ) != OK:
		return -1
	var length = file.get_len()
	file.close()
	return length


# A file's bytes, null where it cannot be read or has more than `most`.
static func read_bytes(path: String, most: int):
	var file = File.new()
	if file.open(path, File.READ) != OK:
		return null
	var length = file.get_len()
	var data = file.get_buffer(length) if length <= most else null
	file.close()
	return data


# Writes a file whole or not at all.
static func write_bytes(path: String, data) -> bool:
	var half = path + ".tmp"
	var file = File.new()
	if file.open(half, File.WRITE) != OK:
		return false
	file.store_buffer(data)
	file.close()
	return file_length(half) == data.size() and rename(half, path)


static func make_folder(path: String) -> bool:
	return Directory.new().make_dir_recursive(path) == OK


static func copy(from: String, to: String) -> bool:
	return Directory.new().copy(from, to) == OK


static func rename(from: String, to: String) -> bool:
	return Directory.new().rename(from, to) == OK


static func remove(path: String) -> void:
	Directory.new().remove(path)


static func connect_to(source: Object, what: String, target: Object, method: String) -> void:
	if source.connect(what, target, method) != OK:
		push_error("Foley Bridge: there is no signal " + what)


static func set_minimum_size(control: Control, size: Vector2) -> void:
	control.rect_min_size = size


static func wrap_lines(label: Label) -> void:
	label.autowrap = true


static func set_column_width(tree: Tree, column: int, width: int) -> void:
	tree.set_column_expand(column, false)
	tree.set_column_min_width(column, width)


static func set_tooltip(row: TreeItem, text: String) -> void:
	row.set_tooltip(0, text)


# A resource as it is on the disk; the editor's preview may be loading the same at this moment.
static func load_anew(path: String):
	return ResourceLoader.load(path, "", true)


static func is_stream(resource) -> bool:
	return resource is AudioStream


static func is_checked(box: CheckBox) -> bool:
	return box.pressed


# Resources by their names; Godot 3 knows none for several sounds, so it is one for each, which varies its pitch.
static func random_sets(streams: Array) -> Dictionary:
	var sets = {}
	for stream in streams:
		var one = AudioStreamRandomPitch.new()
		one.audio_stream = stream
		one.random_pitch = 1.05
		sets[stream.resource_path.get_file().get_basename()] = one
	return sets


static func save_resource(resource: Resource, path: String) -> bool:
	return ResourceSaver.save(path, resource) == OK
