"""The panel of packs and adapters."""
