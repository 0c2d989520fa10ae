"""The panel that asks for sounds and shows them as they are made."""
