tool
extends AudioStreamPlayer
# Plays a sound of the daemon in the editor. Godot 3 cannot load a WAV file that is no resource of the project, so the
# file is read here, a piece in every frame: the daemon writes plain PCM of 16 or 24 bits.

signal failed(text)

const MOST_BYTES = 100000000
const PIECE = 24000  # frames of sound in one frame of the editor: some milliseconds
const GONE = "%s is not there any more: generate it again."
const STRANGE = "%s is not a WAV file of 16 or 24 bits, so it cannot be played here."

var _data = PoolByteArray()
var _at = 0
var _end = 0
var _sample_bytes = 0
var _stream: AudioStreamSample = null
var _made = PoolByteArray()


func play_file(path: String) -> void:
	stop()
	_stream = null
	var file = File.new()
	if file.open(path, File.READ) != OK:
		emit_signal("failed", GONE % path)
		return
	if file.get_len() <= MOST_BYTES and _read_head(file):
		_data = file.get_buffer(_end - _at)
		_end = _data.size()
		_at = 0
		_made = PoolByteArray()
	else:
		_stream = null
		emit_signal("failed", STRANGE % path)
	file.close()


func play_resource(path: String) -> void:
	_stream = null
	stream = load(path)
	play()


func poll() -> void:
	if _stream == null:
		return
	var to = int(min(_end, _at + PIECE * _sample_bytes))
	var piece = PoolByteArray()
	if _sample_bytes == 2:
		piece = _data.subarray(_at, to - 1) if to > _at else piece
	else:
		piece.resize((to - _at) / 3 * 2)
		var place = 0
		for byte in range(_at, to - 2, 3):  # the upper two of three bytes
			piece[place] = _data[byte + 1]
			piece[place + 1] = _data[byte + 2]
			place += 2
	_made.append_array(piece)
	_at = to
	if _at >= _end:
		_start()


func _start() -> void:
	_stream.data = _made
	stream = _stream
	_stream = null
	play()


# Goes through the chunks up to the samples.
func _read_head(file: File) -> bool:
	if _tag(file) != "RIFF" or file.get_32() == 0 or _tag(file) != "WAVE":
		return false
	while file.get_position() + 8 <= file.get_len():
		var name = _tag(file)
		var size = file.get_32()
		var next = file.get_position() + size + size % 2
		if name == "fmt " and not _read_format(file):
			return false
		if name == "data" and _stream != null:
			_at = file.get_position()
			_end = int(min(_at + size, file.get_len()))
			_end -= (_end - _at) % (_sample_bytes * (2 if _stream.stereo else 1))
			return _end > _at
		file.seek(next)
	return false


func _read_format(file: File) -> bool:
	var kind = file.get_16()
	var channels = file.get_16()
	var rate_hz = file.get_32()
	file.get_32()
	file.get_16()
	var bits = file.get_16()
	if not (kind in [1, 0xfffe] and channels in [1, 2] and bits in [16, 24]):
		return false
	_sample_bytes = bits / 8
	_stream = AudioStreamSample.new()
	_stream.format = AudioStreamSample.FORMAT_16_BITS
	_stream.mix_rate = rate_hz
	_stream.stereo = channels == 2
	return true


func _tag(file: File) -> String:
	return file.get_buffer(4).get_string_from_ascii()
