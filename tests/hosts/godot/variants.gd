extends SceneTree
# Plays the variants of FOLEY_TEST_MANIFEST eight times: godot3-server --path PROJECT -s variants.gd
# Prints one JSON line: the files in the order they were played.

const Variants = preload("res://addons/foley_bridge/variants.gd")


func _init() -> void:
	var variants = Variants.new()
	variants.manifest = OS.get_environment("FOLEY_TEST_MANIFEST")
	get_root().add_child(variants)
	variants.load_variants()
	var played = []
	for _time in range(8):
		variants.play_next()
		played.append(variants.stream.resource_path.get_file())
	print(JSON.print({"played": played}))
	variants.free()
	quit()
