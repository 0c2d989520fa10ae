"""The language of the windows: translations that lie beside this module, and Qt's own for its dialogs."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

SYSTEM = "system"
FOLDER = Path(__file__).parent / "translations"


class Language:
    """Installed as long as it lives; English where there is no translation."""

    def __init__(self, app: QApplication, wanted: str) -> None:
        self._app = app
        self.locale = QLocale.system() if wanted in ("", SYSTEM) else QLocale(wanted)
        self._translators = [
            translator
            for translator in (self._loaded("foley", str(FOLDER)), self._loaded("qtbase", _qt_folder()))
            if translator is not None
        ]
        for translator in self._translators:
            app.installTranslator(translator)

    @property
    def code(self) -> str:
        """Such as `de_DE`."""
        return self.locale.name()

    def _loaded(self, name: str, folder: str) -> QTranslator | None:
        translator = QTranslator(self._app)
        return translator if translator.load(self.locale, name, "_", folder) else None


def languages() -> tuple[str, ...]:
    """Codes of the translations that are there, and English."""
    return ("en", *sorted(file.stem.partition("_")[2] for file in FOLDER.glob("foley_*.qm")))


def _qt_folder() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
