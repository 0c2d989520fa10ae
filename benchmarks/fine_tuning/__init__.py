"""Whether fine-tuning on a studio's recordings makes a pack sound more like them, judged by an independent ear."""
