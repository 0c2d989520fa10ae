tool
# OSC 1.0 with the type tags i, f and s: messages to bytes and back, strictly.

const Godot = preload("godot.gd")

const LARGEST_FLOAT = 3.4028235e38
const MOST_MESSAGES = 64
const DEEPEST_BUNDLE = 4
const BUNDLE_HEAD_BYTES = 16  # "#bundle" and the time tag


# The packet of a message, empty where OSC cannot say it. Whole numbers travel as i, others as f.
static func encode(address: String, arguments: Array):
	if not _is_address(address):
		return Godot.bytes()
	var tags = ","
	var body = StreamPeerBuffer.new()
	body.big_endian = true
	for argument in arguments:
		var tag = _put(body, argument)
		if tag == "":
			return Godot.bytes()
		tags += tag
	var packet = _padded(address)
	packet.append_array(_padded(tags))
	packet.append_array(body.data_array)
	return packet


# The messages of a packet as {"address", "arguments"}, null where it is none.
static func decode(packet):
	var found = []
	if not _read(packet, 0, packet.size(), 0, found):
		return null
	return found


static func _is_address(address: String) -> bool:
	var data = Godot.bytes_of(address)
	for one in data:
		if one < 32 or one > 126:
			return false
	return address.begins_with("/")


static func _put(body: StreamPeerBuffer, argument) -> String:
	var kind = typeof(argument)
	if kind == TYPE_STRING:
		body.put_data(_padded(argument))
		return "s"
	if kind == TYPE_INT and argument >= -2147483648 and argument <= 2147483647:
		body.put_32(argument)
		return "i"
	if kind == Godot.FLOAT_TYPE and abs(argument) <= LARGEST_FLOAT:
		body.put_float(argument)
		return "f"
	return ""


# UTF-8, closed by one to four zero bytes up to a multiple of four.
static func _padded(text: String):
	var data = Godot.bytes_of(text)
	for _zero in range(4 - data.size() % 4):
		data.append(0)
	return data


static func _read(packet, at: int, end: int, depth: int, found: Array) -> bool:
	if end - at < 4 or (end - at) % 4 != 0:
		return false
	if packet[at] == 47:  # a slash
		return found.size() < MOST_MESSAGES and _read_message(packet, at, end, found)
	return depth < DEEPEST_BUNDLE and _read_bundle(packet, at, end, depth, found)


static func _read_bundle(packet, at: int, end: int, depth: int, found: Array) -> bool:
	var name = _text(packet, at, end)
	if name == null or name[0] != "#bundle" or end - at < BUNDLE_HEAD_BYTES:
		return false
	at += BUNDLE_HEAD_BYTES
	while at < end:
		var size = _number(packet, at, "i")
		at += 4
		if size <= 0 or size > end - at or not _read(packet, at, at + size, depth + 1, found):
			return false
		at += size
	return true


static func _read_message(packet, at: int, end: int, found: Array) -> bool:
	var address = _text(packet, at, end)
	if address == null or not _is_address(address[0]):
		return false
	var arguments = []
	if address[1] < end:  # senders older than OSC 1.0 leave an empty list of tags out
		var tags = _text(packet, address[1], end)
		if tags == null or not tags[0].begins_with(","):
			return false
		arguments = _arguments(packet, tags[1], end, tags[0].substr(1))
	if arguments == null:
		return false
	found.append({"address": address[0], "arguments": arguments})
	return true


static func _arguments(packet, at: int, end: int, tags: String):
	var found = []
	for tag in tags:
		if tag == "s":
			var text = _text(packet, at, end)
			if text == null:
				return null
			found.append(text[0])
			at = text[1]
		elif (tag == "i" or tag == "f") and end - at >= 4:
			found.append(_number(packet, at, tag))
			at += 4
		else:
			return null
	return found if at == end else null


static func _number(packet, at: int, tag: String):
	var four = StreamPeerBuffer.new()
	four.big_endian = true
	four.data_array = Godot.part(packet, at, at + 4)
	return four.get_32() if tag == "i" else four.get_float()


# The string at `at` and where its padding ends, null where it has no end or is not UTF-8.
static func _text(packet, at: int, end: int):
	var zero = at
	while zero < end and packet[zero] != 0:
		zero += 1
	if zero == end:
		return null
	var next = at + (zero - at) + 4 - (zero - at) % 4
	for padding in range(zero, next):
		if padding >= end or packet[padding] != 0:
			return null
	var data = Godot.part(packet, at, zero)
	var text = data.get_string_from_utf8()
	if Godot.bytes_of(text) != data:
		return null
	return [text, next]
