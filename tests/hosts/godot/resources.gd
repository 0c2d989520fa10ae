extends SceneTree
# Loads the resources of FOLEY_TEST_RESOURCES (one a line): godot3-server --path PROJECT -s resources.gd
# Prints one JSON line: of each its class, its sound's file and length, and its pitch.


func _init() -> void:
	var found = {}
	for path in OS.get_environment("FOLEY_TEST_RESOURCES").split("\n", false):
		var one = load(path)
		found[path] = null
		if one != null and one.audio_stream != null:
			var sound = one.audio_stream
			found[path] = [one.get_class(), sound.resource_path, sound.get_length(), one.random_pitch]
	print(JSON.print(found))
	quit()
