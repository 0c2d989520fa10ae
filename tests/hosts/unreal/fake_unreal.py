"""An `unreal` module with what the plug-in uses and nothing else, strict in names, arities and types.

Signatures are those of Epic's public Python API reference of Unreal 5. A project of it is a folder on the disk and a
table of assets, of which a restart of the editor keeps what was saved.
"""

import functools
import inspect
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints


@dataclass
class Asset:
    """A sound wave: its length, its metadata, and whether the disk has it."""

    path: str
    frames: int
    tags: dict[str, str] = field(default_factory=dict)
    saved: bool = False


@dataclass
class Project:
    """What outlives the editor."""

    folder: Path
    assets: dict[str, Asset] = field(default_factory=dict)
    imports: int = 0
    disk_full: bool = False  # then nothing can be saved


class RefusedError(Exception):
    """The editor would raise an exception, or do something else than what was meant."""


def strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Check every argument against its annotation, as the engine's bindings do."""
    hints, signature = get_type_hints(function), inspect.signature(function)

    @functools.wraps(function)
    def checked(*arguments: Any, **named: Any) -> Any:
        for name, value in signature.bind(*arguments, **named).arguments.items():
            wanted = hints.get(name, object)
            if wanted is Any or name in ("self", "cls"):
                continue
            if not isinstance(value, wanted) or (isinstance(value, bool) and wanted in (int, float)):
                raise TypeError(f"{function.__qualname__}: {name} is {value!r}, it must be {wanted}")
        return function(*arguments, **named)

    return checked


class FakeEditor:
    """One run of the editor."""

    def __init__(self, project: Project, *, dialog: bool = True, windows: bool = True) -> None:
        self.project = project
        self.log: list[str] = []
        self.entries: dict[str, str] = {}  # label -> command
        self.sections: list[str] = []
        self.messages: list[str] = []
        self.answer: dict[str, Any] | None = None  # what the person types into the next dialog; None: dismissed
        self._ticks: dict[int, Callable[[float], None]] = {}
        project.assets = {path: one for path, one in project.assets.items() if one.saved}
        self.module = _module(self, dialog=dialog, windows=windows)

    def tick(self, delta_s: float = 0.1) -> None:
        """One frame."""
        for callback in list(self._ticks.values()):
            callback(delta_s)

    @property
    def listeners(self) -> int:
        """Callbacks that are registered."""
        return len(self._ticks)


def _module(editor: FakeEditor, *, dialog: bool, windows: bool) -> ModuleType:
    module: Any = ModuleType("unreal")
    for part in (_logging, _ticks, _paths, _assets, _objects):
        for name, value in part(editor).items():
            setattr(module, name, value)
    for name, value in _menus(editor, windows=windows).items():
        setattr(module, name, value)
    for name, value in _dialogs(editor, module.Object, dialog=dialog).items():
        setattr(module, name, value)
    return module  # type: ignore[no-any-return]


def _logging(editor: FakeEditor) -> dict[str, Any]:
    def made(level: str) -> Callable[[str], None]:
        def log(arg: str) -> None:
            editor.log.append(f"{level}: {arg}")

        return strict(log)

    return {"log": made("log"), "log_warning": made("warning"), "log_error": made("error")}


def _ticks(editor: FakeEditor) -> dict[str, Any]:
    @strict
    def register_slate_post_tick_callback(callable: Callable) -> object:  # type: ignore[type-arg]  # noqa: A002
        handle = max(editor._ticks, default=0) + 1
        editor._ticks[handle] = callable
        return handle

    @strict
    def unregister_slate_post_tick_callback(handle: object) -> None:
        if handle not in editor._ticks:
            raise RefusedError("a handle that is none")
        del editor._ticks[handle]

    return {
        "register_slate_post_tick_callback": register_slate_post_tick_callback,
        "unregister_slate_post_tick_callback": unregister_slate_post_tick_callback,
    }


def _paths(editor: FakeEditor) -> dict[str, Any]:
    class Paths:
        """The engine gives folders relative to its own program, with a slash at the end."""

        @staticmethod
        @strict
        def project_dir() -> str:
            return "../../../Project/"

        @staticmethod
        @strict
        def project_content_dir() -> str:
            return "../../../Project/Content/"

        @staticmethod
        @strict
        def project_saved_dir() -> str:
            return "../../../Project/Saved/"

        @staticmethod
        @strict
        def convert_relative_path_to_full(path: str, base_path: str = "") -> str:
            if base_path or not path.startswith("../../../Project/"):
                raise RefusedError(path)
            return f"{editor.project.folder}/{path.removeprefix('../../../Project/')}"

    return {"Paths": Paths}


_TASK_PROPERTIES = {
    "automated": bool,
    "destination_name": str,
    "destination_path": str,
    "filename": str,
    "replace_existing": bool,
    "save": bool,
}


def _assets(editor: FakeEditor) -> dict[str, Any]:  # noqa: C901  # a list of what there is
    assets = editor.project.assets

    class AssetImportTask:
        def __init__(self) -> None:
            self.values: dict[str, Any] = {}

        @strict
        def set_editor_property(self, name: str, value: object) -> None:
            if not isinstance(value, _TASK_PROPERTIES[name]):
                raise TypeError(f"{name} is {value!r}")
            self.values[name] = value

    class AssetTools:
        @strict
        def import_asset_tasks(self, import_tasks: list) -> None:  # type: ignore[type-arg]
            for task in import_tasks:
                _imported(editor, task.values)

    class AssetToolsHelpers:
        @staticmethod
        @strict
        def get_asset_tools() -> AssetTools:
            return AssetTools()

    class EditorAssetLibrary:
        @staticmethod
        @strict
        def does_asset_exist(asset_path: str) -> bool:
            return asset_path in assets

        @staticmethod
        @strict
        def load_asset(asset_path: str) -> Asset | None:
            return assets.get(asset_path)

        @staticmethod
        @strict
        def set_metadata_tag(object: Asset, tag: str, value: str) -> None:  # noqa: A002
            object.tags[tag] = value
            object.saved = False

        @staticmethod
        @strict
        def save_loaded_asset(asset_to_save: Asset, only_if_is_dirty: bool = True) -> bool:  # noqa: FBT001, FBT002
            del only_if_is_dirty
            if editor.project.disk_full:
                return False
            asset_to_save.saved = True
            return True

    return {
        "AssetImportTask": AssetImportTask,
        "AssetToolsHelpers": AssetToolsHelpers,
        "EditorAssetLibrary": EditorAssetLibrary,
    }


def _imported(editor: FakeEditor, task: dict[str, Any]) -> None:
    """What the importer of sounds does: a name of letters, digits and `_`, a file that is a WAV; else only a line."""
    path = f"{task['destination_path']}/{task['destination_name']}"
    if not path.startswith("/Game/") or not task["destination_name"].replace("_", "a").isalnum() or not path.isascii():
        raise RefusedError(path)
    if not task.get("automated"):
        raise RefusedError("a dialog would open")
    if path in editor.project.assets and not task.get("replace_existing"):
        raise RefusedError(f"{path} is there already: the editor would make a second one")
    try:
        with wave.open(task["filename"], "rb") as sound:
            frames = sound.getnframes()
    except (OSError, EOFError, wave.Error) as error:
        editor.log.append(f"error: LogAudio: {error}")
        return
    editor.project.imports += 1
    # The folder of the content browser is one of the disk as soon as something in it is saved.
    content = editor.project.folder / "Content" / task["destination_path"].removeprefix("/Game/")
    content.mkdir(parents=True, exist_ok=True)
    editor.project.assets[path] = Asset(path, frames)


def _menus(editor: FakeEditor, *, windows: bool) -> dict[str, Any]:  # noqa: C901  # a list of what there is
    class MultiBlockType:
        MENU_ENTRY = object()

    class ToolMenuStringCommandType:
        PYTHON = object()

    class ToolMenuEntry:
        def __init__(self, *, name: str, type: object) -> None:  # noqa: A002
            if type is not MultiBlockType.MENU_ENTRY or not name:
                raise RefusedError(name)
            self.label = self.command = ""

        @strict
        def set_label(self, label: str) -> None:
            self.label = label

        @strict
        def set_tool_tip(self, tool_tip: str) -> None:
            if not tool_tip:
                raise RefusedError("an empty tip")

        @strict
        def set_string_command(self, type: object, custom_type: str, string: str) -> None:  # noqa: A002
            if type is not ToolMenuStringCommandType.PYTHON or custom_type:
                raise RefusedError(string)
            self.command = string

    class ToolMenu:
        @strict
        def add_section(self, section_name: str, label: str) -> None:
            if label:
                editor.sections.append(section_name)

        @strict
        def add_menu_entry(self, section_name: str, args: ToolMenuEntry) -> None:
            if section_name not in editor.sections:
                raise RefusedError(section_name)
            editor.entries[args.label] = args.command

    class ToolMenus:
        @staticmethod
        @strict
        def get() -> object:
            return ToolMenus()

        @strict
        def find_menu(self, name: str) -> ToolMenu | None:
            return ToolMenu() if windows and name == "LevelEditor.MainMenu.Tools" else None

        @strict
        def refresh_all_widgets(self) -> None:
            return

    return {
        "MultiBlockType": MultiBlockType,
        "ToolMenuStringCommandType": ToolMenuStringCommandType,
        "ToolMenuEntry": ToolMenuEntry,
        "ToolMenus": ToolMenus,
    }


def _objects(editor: FakeEditor) -> dict[str, Any]:  # noqa: C901  # a list of what there is
    del editor

    class Property:
        def __init__(self, kind: type) -> None:
            self.kind = kind

    class Object:
        """Its properties are those that its class declares."""

        def __init__(self) -> None:
            kinds = {name: one for name, one in vars(type(self)).items() if isinstance(one, Property)}
            self._kinds = {name: one.kind for name, one in kinds.items()}
            self._values = {name: kind() for name, kind in self._kinds.items()}

        @strict
        def get_editor_property(self, name: str) -> object:
            return self._values[name]

        @strict
        def set_editor_property(self, name: str, value: object) -> None:
            if not isinstance(value, self._kinds[name]):
                raise TypeError(f"{name} is {value!r}")
            self._values[name] = value

    def uclass() -> Callable[[type], type]:
        def declared(kind: type) -> type:
            if not issubclass(kind, Object):
                raise RefusedError(f"{kind} is no unreal.Object")
            return kind

        return declared

    @strict
    def uproperty(type: type, meta: dict | None = None) -> Property:  # type: ignore[type-arg]  # noqa: A002
        del meta
        return Property(type)

    @strict
    def new_object(type: type) -> Object:  # noqa: A002
        made: Object = type()
        return made

    return {"Object": Object, "uclass": uclass, "uproperty": uproperty, "new_object": new_object}


def _dialogs(editor: FakeEditor, kind: type, *, dialog: bool) -> dict[str, Any]:
    class AppMsgType:
        OK = object()

    class EditorDialogLibraryObjectDetailsViewOptions:
        pass

    class EditorDialog:
        @staticmethod
        @strict
        def show_message(title: str, message: str, message_type: object) -> object:
            if title and message_type is AppMsgType.OK:
                editor.messages.append(message)
            return AppMsgType.OK

    if dialog:

        def show_object_details_view(title: str, out_object: object, options: object) -> bool:
            if not (title and isinstance(out_object, kind)):
                raise TypeError(out_object)
            if not isinstance(options, EditorDialogLibraryObjectDetailsViewOptions):
                raise TypeError(options)
            for name, value in (editor.answer or {}).items():
                out_object.set_editor_property(name, value)  # type: ignore[attr-defined]
            return editor.answer is not None

        EditorDialog.show_object_details_view = staticmethod(strict(show_object_details_view))  # type: ignore[attr-defined]
    return {
        "AppMsgType": AppMsgType,
        "EditorDialog": EditorDialog,
        "EditorDialogLibraryObjectDetailsViewOptions": EditorDialogLibraryObjectDetailsViewOptions,
    }
