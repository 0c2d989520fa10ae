"""The language of the windows: translations that lie beside this module, and Qt's own for its dialogs."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

SYSTEM = "system"
OURS = "foley"
FOLDER = Path(__file__).parent / "translations"


class Language:
    """Installed until it is closed; English where there is no translation."""

    def __init__(self, app: QApplication, wanted: str) -> None:
        self._app = app
        self._before = QLocale()
        self.locale = _locale(wanted)
        QLocale.setDefault(self.locale)  # numbers and days are written as the words beside them
        self._translators = [
            translator
            for translator in (self._loaded(OURS, str(FOLDER)), self._loaded("qtbase", _qt_folder()))
            if translator is not None
        ]
        for translator in self._translators:
            app.installTranslator(translator)

    @property
    def code(self) -> str:
        """Such as `de_DE`."""
        return self.locale.name()

    def close(self) -> None:
        """Back to English. May be called twice."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators = []
        QLocale.setDefault(self._before)

    def _loaded(self, name: str, folder: str) -> QTranslator | None:
        if name == OURS and self.locale.language() == QLocale.Language.English:
            return None  # the texts are English, and Qt would go on to the desktop's second language
        translator = QTranslator(self._app)
        return translator if translator.load(self.locale, name, "_", folder) else None


def _locale(wanted: str) -> QLocale:
    """The desktop's own where it speaks that language: it knows the country, and what its person set besides."""
    system = QLocale.system()
    if wanted in ("", SYSTEM):
        return system
    named = QLocale(wanted)
    return system if "_" not in wanted and named.language() == system.language() else named


def languages() -> tuple[str, ...]:
    """Codes of the translations that are there, and English."""
    return ("en", *sorted(file.stem.partition("_")[2] for file in FOLDER.glob(f"{OURS}_*.qm")))


def _qt_folder() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
