"""Words of the packs panel: sizes, badges, and what a licence or a stage of work is called."""

from PySide6.QtCore import QCoreApplication, QLocale

from foley_bridge.packs.facts import AdapterFacts, PackFacts
from foley_bridge.packs.licences import Use
from foley_bridge.packs.meter import Progress
from foley_bridge.packs.places import Origin
from foley_ui.licence_words import is_chosen, licence_words

HZ_IN_KHZ = 1000
MINUTE_S = 60
BYTES_IN_GB = 1_000_000_000

translate = QCoreApplication.translate


def size_words(count: int) -> str:
    """Bytes as a person reads them."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def memory_words(count: int) -> str:
    """About how much memory."""
    decimals = 1 if count >= BYTES_IN_GB else 0
    return translate("Packs", "about {size}").format(size=QLocale().formattedDataSize(round(count, -7), decimals, _SI))


def rate_words(rate_hz: int) -> str:
    """A sample rate."""
    return translate("Packs", "{rate} kHz").format(rate=QLocale().toString(rate_hz / HZ_IN_KHZ, "g", 4))


def use_words(use: Use) -> str:
    """Whether money may be made with the sounds, on a badge."""
    return {
        Use.YES: translate("Packs", "Commercial use: yes"),
        Use.NO: translate("Packs", "Commercial use: no"),
        Use.CONDITIONS: translate("Packs", "Commercial use: with conditions"),
    }[use]


def use_tone(use: Use) -> str:
    """The badge's tone."""
    return {Use.YES: "good", Use.NO: "bad", Use.CONDITIONS: "warn"}[use]


def origin_words(origin: Origin) -> str:
    """How a pack came here."""
    return {
        Origin.BUILT_IN: translate("Packs", "Built in"),
        Origin.INSTALLED: translate("Packs", "Installed"),
        Origin.ELSEWHERE: translate("Packs", "In a folder of yours"),
    }[origin]


def pack_title(pack: PackFacts) -> str:
    """What a pack is called in headings."""
    name = pack.title or pack.folder.name or pack.name
    return f"{name} {pack.version}".rstrip()


def pack_line(pack: PackFacts) -> str:
    """Size on disk and in memory, on one line."""
    return translate("Packs", "{disk} on disk · {memory} of memory").format(
        disk=size_words(pack.disk_bytes), memory=memory_words(pack.memory_bytes)
    )


def adapter_line(adapter: AdapterFacts) -> str:
    """Size, licence and day of an adapter, on one line."""
    day = adapter.created[:10] or translate("Packs", "day unknown")
    chosen = is_chosen(adapter.licence)
    licence = licence_words(adapter.licence) if chosen else translate("Packs", "no licence chosen")
    return " · ".join((size_words(adapter.bytes), licence, day))


def measure_words(name: str) -> str:
    """What an adapter was measured by."""
    return {
        "kad": translate("Packs", "Distance to your recordings (less is better)"),
        "score": translate("Packs", "Fit to the captions (more is better)"),
    }.get(name, name)


def progress_words(what: str, progress: Progress) -> str:
    """How far a piece of work is."""
    stage = {
        "fetch": translate("Packs", "Fetching {what}"),
        "copy": translate("Packs", "Copying {what}"),
        "verify": translate("Packs", "Checking {what}"),
    }.get(progress.stage, "{what}")
    parts = [
        stage.format(what=what),
        translate("Packs", "{done} of {total}").format(
            done=size_words(progress.done_bytes), total=size_words(progress.total_bytes)
        ),
    ]
    if progress.stage == "fetch" and progress.bytes_a_second > 0:
        parts.append(translate("Packs", "{size} a second").format(size=size_words(int(progress.bytes_a_second))))
    if progress.stage == "fetch" and progress.left_s >= 0:
        parts.append(translate("Packs", "{time} left").format(time=time_words(progress.left_s)))
    return " · ".join(parts)


def time_words(seconds: float) -> str:
    """A time that is left."""
    whole = max(1, round(seconds))
    if whole < MINUTE_S:
        return translate("Packs", "{seconds} s").format(seconds=whole)
    return translate("Packs", "{minutes} min {seconds} s").format(minutes=whole // MINUTE_S, seconds=whole % MINUTE_S)


_SI = QLocale.DataSizeFormat.DataSizeSIFormat
