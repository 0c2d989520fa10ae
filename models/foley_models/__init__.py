"""The model stack of Foley Bridge: from a prompt to ranked waveforms, in torch alone.

Nothing here knows OSC, Qt, files on a timeline or a network. See ARCHITECTURE.md for the rooms.
"""
