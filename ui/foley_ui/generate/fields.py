"""The advanced settings as a table: what each is called, what it does in plain words, what its default is called."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QLocale

from foley_ui.kept import Plain


class Kind(StrEnum):
    """How a value is given."""

    WHOLE = "whole"
    NUMBER = "number"
    TEXT = "text"
    FOLDER = "folder"
    CHOICE = "choice"
    SWITCH = "switch"


@dataclass(frozen=True)
class Field:
    """One setting; `name` is that of the preset's field. `choices` are values with their words, the default first."""

    name: str
    label: str
    about: str
    default: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()


class NoNumberError(ValueError):
    """What was typed is no number of the kind that is wanted; the text is a sentence."""


def advanced_fields() -> tuple[Field, ...]:
    """Those that this version of the protocol takes, in the order of the form."""
    return (*_of_chance(), *_of_steering(), *_of_choice(), *_of_files())


def parsed(field: Field, text: str) -> Plain | None:
    """The value of what was typed; None where nothing was, which leaves it to the default. NoNumberError."""
    text = text.strip()
    if not text:
        return None
    if field.kind is Kind.WHOLE:
        whole, fine = QLocale().toLongLong(text)
        if not fine and not text.lstrip("-").isdecimal():
            raise NoNumberError(
                QCoreApplication.translate("Generate", "{text} is no whole number.").format(text=text[:40])
            )
        return int(whole) if fine else int(text)
    if field.kind is Kind.NUMBER:
        return _number(text)
    return text


def shown(field: Field, value: Plain | None) -> str:
    """A value as it is typed."""
    if value is None:
        return ""
    if field.kind is Kind.NUMBER:
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        return locale.toString(float(value), "g", 6)
    return str(value)


def _number(text: str) -> float:
    number, fine = QLocale().toDouble(text)
    if fine:
        return float(number)
    try:
        return float(text)  # with a point, whatever the locale
    except ValueError as error:
        said = QCoreApplication.translate("Generate", "{text} is no number.").format(text=text[:40])
        raise NoNumberError(said) from error


def _of_chance() -> tuple[Field, ...]:
    translate = QCoreApplication.translate
    return (
        Field(
            "seed",
            translate("Generate", "Seed"),
            translate("Generate", "The same seed with the same settings gives the same sounds."),
            translate("Generate", "drawn anew"),
            Kind.WHOLE,
        ),
        Field(
            "pool",
            translate("Generate", "Candidates"),
            translate("Generate", "So many are begun; the best of them are delivered. More take longer."),
            translate("Generate", "four times the sounds"),
            Kind.WHOLE,
        ),
        Field(
            "steps",
            translate("Generate", "Steps"),
            translate("Generate", "More steps are slower and finer, up to a point."),
            translate("Generate", "as the pack says"),
            Kind.WHOLE,
        ),
        Field(
            "sampler",
            translate("Generate", "Sampler"),
            translate("Generate", "The way from noise to sound."),
            translate("Generate", "as the pack says"),
            Kind.CHOICE,
            (("", translate("Generate", "as the pack says")), *((one, one) for one in _samplers())),
        ),
    )


def _of_steering() -> tuple[Field, ...]:
    translate = QCoreApplication.translate
    return (
        Field(
            "guidance",
            translate("Generate", "Guidance"),
            translate("Generate", "How strictly the prompt is followed: less is freer, much more sounds forced."),
            translate("Generate", "as the category says"),
            Kind.NUMBER,
        ),
        Field(
            "negative",
            translate("Generate", "Should not be heard"),
            translate("Generate", "In a few words, such as: music, voices."),
            translate("Generate", "nothing named"),
            Kind.TEXT,
        ),
        Field(
            "diversity",
            translate("Generate", "Diversity"),
            translate("Generate", "How unlike each other the delivered sounds should be."),
            translate("Generate", "as they come"),
            Kind.NUMBER,
        ),
        Field(
            "loop",
            translate("Generate", "Seamless loop"),
            translate("Generate", "The end goes over into the beginning without being heard."),
            translate("Generate", "no"),
            Kind.SWITCH,
        ),
    )


def _of_choice() -> tuple[Field, ...]:
    translate = QCoreApplication.translate
    text, audio = translate("Generate", "the prompt"), translate("Generate", "recordings of the category")
    return (
        Field(
            "threshold",
            translate("Generate", "Threshold"),
            translate("Generate", "The least score that passes, from -1 to 1."),
            translate("Generate", "as the category says"),
            Kind.NUMBER,
        ),
        Field(
            "under",
            translate("Generate", "Under the threshold"),
            translate("Generate", "Show them last and marked, or turn them away and try others."),
            translate("Generate", "mark them"),
            Kind.CHOICE,
            (("", translate("Generate", "mark them")), ("drop", translate("Generate", "drop them"))),
        ),
        Field(
            "target",
            translate("Generate", "Scored against"),
            translate("Generate", "What a sound has to resemble for a high score."),
            text,
            Kind.CHOICE,
            (("", text), ("audio", audio), ("mixed", translate("Generate", "both"))),
        ),
    )


def _of_files() -> tuple[Field, ...]:
    translate = QCoreApplication.translate
    return (
        Field(
            "destination",
            translate("Generate", "Folder"),
            translate("Generate", "Where the files go."),
            translate("Generate", "as the settings say"),
            Kind.FOLDER,
        ),
        Field(
            "rate",
            translate("Generate", "Rate in Hz"),
            translate("Generate", "Of the files, such as 48000 or 96000."),
            translate("Generate", "as the settings say"),
            Kind.WHOLE,
        ),
    )


def _samplers() -> tuple[str, ...]:
    from foley_models.requests import SAMPLERS

    return SAMPLERS
