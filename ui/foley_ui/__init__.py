"""The Qt tray application, the only package that may import Qt; its windows come with a later version."""
