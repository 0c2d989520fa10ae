"""Adapters' files with a card and hardly any numbers, and a journal that knows them."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from foley_bridge.folders import Folders, make_private
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import AdapterRecord
from foley_models.training.adapter_card import CARD_KEY, AdapterCard, card_text


def write_adapter_file(path: Path, name: str) -> Path:
    """A LoRA adapter for the embedded pack, measured before and after."""
    card = AdapterCard(
        name=name,
        base_pack="core",
        base_version="0.1.0",
        base_parts={},
        method="lora",
        settings={},
        recordings={"a" * 64: "boots_01.wav", "b" * 64: "boots_02.wav"},
        licence="our studio's",
        created="2026-11-20T14:12:33",
        before={"kad": 0.031, "score": 0.41},
        after={"kad": 0.012, "score": 0.47},
    )
    save_file({"denoiser/x#delta": np.zeros(8, np.float32)}, str(path), metadata={CARD_KEY: card_text(card)})
    return path


def keep_adapter(folders: Folders, record: AdapterRecord) -> None:
    """Let the journal of a daemon that does not run yet know an adapter."""
    make_private(folders.state)
    with Journal(folders.journal_file) as journal:
        journal.keep_adapter(record)
