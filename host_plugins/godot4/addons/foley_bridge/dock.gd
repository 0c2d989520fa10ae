@tool
extends VBoxContainer
# The dock: what is asked for, what came of it, listen, import, and one line that says how things stand.

const Godot = preload("godot.gd")
const Client = preload("client.gd")
const Importer = preload("importer.gd")
const Listening = preload("listening.gd")
const Manifest = preload("manifest.gd")
const Receiving = preload("receiving.gd")
const Requests = preload("requests.gd")

const PAIRS_SETTING = "foley_bridge/pairs"  # of the project: pairs of /foley/generate for every request
const COLUMNS = ["Sound", "Score", "State"]
const WIDTHS = [0, 56, 96]
const MOST_LETTERS = 500
const NO_SEED = -1
const LOOP_LEAST_S = 1.0

const LOOP_SHORT = "A loop of %s s would be heard as a tone: choose 1 second or more."
const SET_MADE = "Made %s of %d imported sounds."
const NOTHING_IMPORTED = "Import sounds of this request first: the round robin is made of those in the project."
const NOT_LOADED = "Godot has not imported %s yet: wait a moment and press Round robin again."
const NOT_SAVED = "%s cannot be written: look whether there is space on the disk."

const BLEND_NEXT = "Select the sound to blend with, equally long, and press Blend again."
const BLEND_LEFT = "Nothing is blended: it was the same sound."

const STATES = {Requests.NEW: "", Requests.COPIED: "in project", Requests.CONFIRMED: "imported"}
const KEPT = " (%d kept, asked for as soon as it runs)"

var prompt: LineEdit = null
var seconds: SpinBox = null
var count: SpinBox = null
var random_seed: SpinBox = null
var amount: SpinBox = null
var mix: SpinBox = null
var loop: CheckBox = null
var less: CheckBox = null
var tree: Tree = null
var status: Label = null
var buttons = {}  # by what they do
var requests = Requests.new()
var listening = Listening.new()

var _client = Client.new()
var _importer = Importer.new()
var _receiving = Receiving.new()
var _blended_first = null  # request and sound that the next one is blended with
var _said = ""
var _is_stale = true


# `filesystem` is the editor's.
func start(filesystem: Object) -> void:
	_build()
	_importer.start(filesystem)
	Godot.connect_to(_importer, "imported", self, "_on_imported")
	Godot.connect_to(_importer, "failed", self, "_say")
	Godot.connect_to(listening, "failed", self, "_say")
	Godot.connect_to(requests, "changed", self, "_on_changed")
	Godot.connect_to(requests, "told", self, "_say")
	requests.start(_client, _importer)
	Godot.connect_to(_receiving, "told", self, "_say")
	_receiving.start(_client, requests)


# The add-on is switched off, or the editor is closed.
func stop() -> void:
	_receiving.stop()


func _process(_delta: float) -> void:
	if status == null:
		return
	var now_ms = Godot.now_ms()
	_client.poll(now_ms)
	requests.poll(now_ms)
	_receiving.poll(now_ms)
	_importer.poll(now_ms)
	listening.poll()
	if _is_stale:
		_is_stale = false
		_show_requests()
	_show_status()


func _build() -> void:
	add_child(listening)
	prompt = LineEdit.new()
	prompt.placeholder_text = "What should be heard"
	prompt.max_length = MOST_LETTERS
	add_child(prompt)
	Godot.connect_to(prompt, "text_changed", self, "_on_text_changed")
	var numbers = GridContainer.new()
	numbers.columns = 2
	add_child(numbers)
	seconds = _number(numbers, "Seconds", [0.1, 180.0, 0.05, 2.0])
	count = _number(numbers, "Variants", [1, 16, 1, 4])
	random_seed = _number(numbers, "Seed (-1: any)", [NO_SEED, 2147483647, 1, NO_SEED])
	loop = CheckBox.new()
	loop.text = "Seamless loop"
	add_child(loop)
	_row({"generate": "Generate", "cancel": "Cancel"})
	_build_tree()
	_row({"listen": "Listen", "import": "Import", "import_all": "Import all", "forget": "Remove"})
	var more = GridContainer.new()
	more.columns = 2
	add_child(more)
	amount = _number(more, "How far (1: a fresh sound)", [0.05, 1.0, 0.05, 0.3])
	mix = _number(more, "Of the second, blended", [0.05, 0.95, 0.05, 0.5])
	less = CheckBox.new()
	less.text = "Less like it: fresh ones that go away from it"
	add_child(less)
	_row({"vary": "More like this", "blend": "Blend", "robin": "Round robin"})
	status = Label.new()
	Godot.wrap_lines(status)
	Godot.set_minimum_size(status, Vector2(0, 48))
	add_child(status)


func _build_tree() -> void:
	tree = Tree.new()
	tree.columns = COLUMNS.size()
	tree.hide_root = true
	tree.set_column_titles_visible(true)
	for column in range(COLUMNS.size()):
		tree.set_column_title(column, COLUMNS[column])
		if WIDTHS[column] > 0:
			Godot.set_column_width(tree, column, WIDTHS[column])
	tree.size_flags_vertical = SIZE_EXPAND_FILL
	Godot.set_minimum_size(tree, Vector2(0, 160))
	tree.select_mode = Tree.SELECT_ROW
	add_child(tree)
	Godot.connect_to(tree, "item_selected", self, "_show_buttons")
	Godot.connect_to(tree, "item_activated", self, "_on_listen")


# `bounds` are least, most, step and what it is at first.
func _number(parent: Control, text: String, bounds: Array) -> SpinBox:
	var label = Label.new()
	label.text = text
	parent.add_child(label)
	var box = SpinBox.new()
	box.min_value = bounds[0]
	box.max_value = bounds[1]
	box.step = bounds[2]
	box.value = bounds[3]
	box.size_flags_horizontal = SIZE_EXPAND_FILL
	parent.add_child(box)
	return box


func _row(texts: Dictionary) -> void:
	var row = HBoxContainer.new()
	add_child(row)
	for what in texts:
		var button = Button.new()
		button.text = texts[what]
		button.size_flags_horizontal = SIZE_EXPAND_FILL
		row.add_child(button)
		buttons[what] = button
		Godot.connect_to(button, "pressed", self, "_on_" + what)


func _on_text_changed(_text: String) -> void:
	_show_buttons()


func _on_generate() -> void:
	_said = ""
	var hundredths = int(round(seconds.value * 100))
	var pairs = _pairs()
	if Godot.is_checked(loop):
		if hundredths / 100.0 < LOOP_LEAST_S:
			_say(LOOP_SHORT % str(hundredths / 100.0))
			return
		pairs += ["loop", 1]
	requests.generate(prompt.text.strip_edges(), hundredths / 100.0, int(count.value), pairs)


func _on_vary() -> void:
	var candidate = selected_candidate()
	if candidate != null:
		_said = ""
		var pairs = _pairs(["loop"]) + (["less", 1] if Godot.is_checked(less) else [])
		requests.vary(selected_request(), candidate, amount.value, int(count.value), pairs)


# What lies between two sounds: the first is the one that is selected when it is pressed, the second when pressed again.
func _on_blend() -> void:
	var candidate = selected_candidate()
	if candidate == null:
		return
	var second = "%s#%d" % [selected_request()["id"], candidate["index"]]
	if _blended_first == null:
		_blended_first = [selected_request(), candidate]
		_say(BLEND_NEXT)
		return
	var first = _blended_first
	_blended_first = null
	if second == "%s#%d" % [first[0]["id"], first[1]["index"]]:
		_say(BLEND_LEFT)
		return
	_said = ""
	var pairs = _pairs(["loop"]) + ["blend", second, "mix", mix.value]
	requests.vary(first[0], first[1], amount.value, int(count.value), pairs)


# A resource of what the project has of a request, to be played wherever a stream is.
func _on_robin() -> void:
	var request = selected_request()
	var folder = _importer.folder_of(request)
	var listed = Manifest.variants(folder)
	if listed == null or listed.size() == 0:
		_say(NOTHING_IMPORTED)
		return
	var streams = []
	for one in listed:
		var path = folder + "/" + str(one["file"])
		var stream = Godot.load_anew(path) if ResourceLoader.exists(path) else null
		if not Godot.is_stream(stream):
			_say(NOT_LOADED % path)
			return
		streams.append(stream)
	_save_sets(folder, Godot.random_sets(streams), streams.size())


func _save_sets(folder: String, sets: Dictionary, count_of_sounds: int) -> void:
	for name in sets:
		var path = folder + "/" + name + ".tres"
		if not Godot.save_resource(sets[name], path):
			_say(NOT_SAVED % path)
			return
	_importer.look_again()
	_say(SET_MADE % [folder + "/" + sets.keys()[0] + ".tres", count_of_sounds])


func _on_cancel() -> void:
	var request = selected_request()
	if request != null:
		requests.cancel(request)


func _on_forget() -> void:
	var request = selected_request()
	if request != null:
		requests.forget(request)


func _on_listen() -> void:
	var candidate = selected_candidate()
	if candidate == null:
		return
	if candidate["file"] != "" and ResourceLoader.exists(candidate["file"]):
		listening.play_resource(candidate["file"])
	else:
		listening.play_file(candidate["path"])


func _on_import() -> void:
	var candidate = selected_candidate()
	if candidate != null:
		_import(selected_request(), [candidate])


func _on_import_all() -> void:
	var request = selected_request()
	if request != null:
		_import(request, _ranked(request))


func _import(request: Dictionary, candidates: Array) -> void:
	for candidate in candidates:
		var error = requests.import_candidate(request, candidate)
		if error != "":
			_say(error)
			return
	_say("Importing %d into %s" % [candidates.size(), _importer.folder_of(request)])


func _on_imported(path: String) -> void:
	_say("Imported " + path)


func _on_changed() -> void:
	_is_stale = true


func _say(text: String) -> void:
	_said = text


# Seed, the project's name and what the project says of every request, as pairs, but for those that `without` names.
func _pairs(without: Array = []) -> Array:
	var pairs = {}
	if ProjectSettings.has_setting(PAIRS_SETTING):
		pairs = ProjectSettings.get_setting(PAIRS_SETTING).duplicate()
	var project = str(ProjectSettings.get_setting("application/config/name"))
	if project != "" and not pairs.has("project"):
		pairs["project"] = project
	if int(random_seed.value) != NO_SEED:
		pairs["seed"] = int(random_seed.value)
	var flat = []
	for key in pairs:
		if not key in without:
			flat.append(str(key))
			flat.append(pairs[key])
	return flat


# What is selected in the tree: the request, also where it is one of its sounds; null where nothing is.
func selected_request():
	var item = tree.get_selected()
	return item.get_metadata(0) if item != null else _newest()


func selected_candidate():
	var item = tree.get_selected()
	return item.get_metadata(1) if item != null else null


func _newest():
	return requests.all[requests.all.size() - 1] if requests.all.size() > 0 else null


func _ranked(request: Dictionary) -> Array:
	var ranked = []
	for candidate in request["candidates"]:
		var at = ranked.size()
		while at > 0 and ranked[at - 1]["rank"] > candidate["rank"]:
			at -= 1
		ranked.insert(at, candidate)
	return ranked


# The newest request first, each with its sounds, best first; what was selected stays so.
func _show_requests() -> void:
	var item = tree.get_selected()
	var kept = [item.get_metadata(0), item.get_metadata(1)] if item != null else [null, null]
	tree.clear()
	var root = tree.create_item()
	for place in range(requests.all.size() - 1, -1, -1):
		var request = requests.all[place]
		var row = _show_row(root, [request["prompt"], "", _state_of(request)])
		Godot.set_tooltip(row, request["text"] if request["text"] != "" else request["prompt"])
		_mark(row, request, null, kept)
		for candidate in _ranked(request):
			var score = "%.3f" % candidate["score"] if candidate["score"] != null else "-"
			var rank = "%d" % candidate["rank"] + ("" if candidate["passed"] else " (weak)")
			var sound = _show_row(row, [rank, score, STATES[candidate["state"]]])
			Godot.set_tooltip(sound, "Seed %d\n%s" % [candidate["seed"], candidate["path"]])
			_mark(sound, request, candidate, kept)
	_show_buttons()


func _show_row(parent: TreeItem, texts: Array) -> TreeItem:
	var row = tree.create_item(parent)
	for column in range(texts.size()):
		row.set_text(column, texts[column])
	return row


func _mark(row: TreeItem, request, candidate, kept: Array) -> void:
	row.set_metadata(0, request)
	row.set_metadata(1, candidate)
	if kept[0] != null and kept[0]["id"] == request["id"]:
		var kept_index = kept[1]["index"] if kept[1] != null else -1
		var index = candidate["index"] if candidate != null else -1
		if kept_index == index:
			row.select(0)


func _state_of(request: Dictionary) -> String:
	if not requests.is_open(request):
		return request["state"]
	if request["cancelling"]:
		return "cancelling"
	if request["stage"] == "":
		return "waiting"
	return "%s %d%%" % [request["stage"], int(request["fraction"] * 100)]


func _show_buttons() -> void:
	var request = selected_request()
	var has_sounds = request != null and request["candidates"].size() > 0
	buttons["generate"].disabled = prompt.text.strip_edges() == ""
	buttons["cancel"].disabled = request == null or not requests.is_open(request)
	buttons["listen"].disabled = selected_candidate() == null
	buttons["import"].disabled = selected_candidate() == null
	buttons["import_all"].disabled = not has_sounds
	buttons["forget"].disabled = request == null
	buttons["vary"].disabled = selected_candidate() == null
	buttons["blend"].disabled = selected_candidate() == null
	buttons["robin"].disabled = not has_sounds


func _show_status() -> void:
	var text = _said
	if _client.sentence != "":
		var open = 0
		for request in requests.all:
			open += 1 if requests.is_open(request) else 0
		text = _client.sentence + (KEPT % open if open > 0 else "")
	elif text == "":
		text = "Connected." if _client.is_connected_now else "Looking for the daemon."
	if status.text != text:
		status.text = text
