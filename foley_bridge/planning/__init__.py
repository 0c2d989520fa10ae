"""What many cues will take, on paper: costs that a batch measured, and its queue simulated for farms of any size."""
