"""Notes of a MIDI file as events: their places by the file's tempo, their strength by velocity."""

from pathlib import Path

from foley_bridge.spotting.events import Event
from foley_models.errors import RequestError

MIDI_MOST_BYTES = 16 << 20
VELOCITY_MOST = 127


def read_notes(path: Path, notes: tuple[int, ...]) -> list[Event]:
    """The beginnings of all notes, or of those of these numbers. RequestError where the file cannot be read."""
    import mido

    try:
        if path.stat().st_size > MIDI_MOST_BYTES:
            raise RequestError(f"{path} has more than {MIDI_MOST_BYTES >> 20} MiB: that is no MIDI file of notes.")
        file = mido.MidiFile(path)
        place_s, found = 0.0, list[Event]()
        for message in file:  # in order of time over all tracks, each with its seconds since the one before
            place_s += message.time
            if message.type == "note_on" and message.velocity > 0 and (not notes or message.note in notes):
                found.append(Event(place_s, message.velocity / VELOCITY_MOST, f"note {message.note}"))
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror or error}).") from error
    except (EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:  # what mido meets in junk
        reason = str(error) or "it is cut short"
        raise RequestError(f"{path} is no MIDI file of notes that can be read ({reason}).") from error
    return found
