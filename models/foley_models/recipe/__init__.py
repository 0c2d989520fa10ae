"""The recipe of the embedded pack: stages that train each part from recordings, each alone and resumable."""
