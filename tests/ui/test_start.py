"""What the start costs: the icon comes first, the model much later, and torch never."""

import subprocess
import sys

FORBIDDEN = ("torch", "scipy", "matplotlib", "soundfile", "sounddevice", "pyqtgraph", "diffusers", "transformers")


def loaded_after(statement: str) -> set[str]:
    """Names of the top-level modules that a fresh Python has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_the_command_answers_help_without_qt() -> None:
    assert "PySide6" not in loaded_after("import foley_ui.app")


def test_what_the_icon_needs_loads_no_library_of_the_model_or_of_sound() -> None:
    assert loaded_after("import foley_ui.program").isdisjoint({*FORBIDDEN, "numpy"})


def test_all_panels_load_no_torch() -> None:
    panels = ("generate", "library", "picture", "history", "training", "packs", "hosts", "settings", "log", "doctor")
    statement = "; ".join(f"import foley_ui.{name}.panel" for name in panels)
    assert loaded_after(statement).isdisjoint(FORBIDDEN)
