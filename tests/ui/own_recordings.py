"""A studio's folder of recordings, made of what the program has generated: one subfolder a kind of sound."""

from pathlib import Path

from foley_bridge.journal.reading import JournalReader


def write_recordings(journal: Path, folder: Path, *, requests: int) -> Path:
    """Copy the sounds of the newest requests into `folder`, by prompt; returns it."""
    reader = JournalReader(journal)
    for row in reader.page(limit=requests):
        own = folder / (row.prompt or row.job.id)
        own.mkdir(parents=True, exist_ok=True)
        for number, candidate in enumerate(reader.candidates(row.job.id)):
            (own / f"{row.prompt} {row.number}-{number}.wav").write_bytes(Path(candidate.path).read_bytes())
    return folder
