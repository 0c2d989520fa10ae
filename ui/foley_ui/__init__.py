"""The Qt tray application of Foley Bridge, the only package that may import Qt. Its windows come with a later version."""
