@tool
extends AudioStreamPlayer
# Plays a sound of the daemon in the editor.

signal failed(text)

const GONE = "%s is not there any more: generate it again."
const STRANGE = "%s cannot be played here."


func play_file(path: String) -> void:
	stop()
	if not FileAccess.file_exists(path):
		failed.emit(GONE % path)
		return
	stream = AudioStreamWAV.load_from_file(path)
	if stream == null:
		failed.emit(STRANGE % path)
		return
	play()


func play_resource(path: String) -> void:
	stream = load(path)
	play()


func poll() -> void:
	pass  # Godot 4 reads the file at once
