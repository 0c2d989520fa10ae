"""The bridge: the command line, jobs, files and projects around the model stack. Nothing here imports Qt."""
