tool
extends EditorPlugin
# Puts the dock into the editor.

const Dock = preload("dock.gd")

var _dock: Control = null


func _enter_tree() -> void:
	_dock = Dock.new()
	_dock.name = "Foley"
	_dock.start(get_editor_interface().get_resource_filesystem())
	add_control_to_dock(DOCK_SLOT_RIGHT_UL, _dock)


func _exit_tree() -> void:
	_dock.stop()
	remove_control_from_docks(_dock)
	_dock.free()
