"""A tiny ear: a folder like the real one's, whose network hears how bright a sound is."""

from pathlib import Path

from benchmarks.families import JUDGED_FAMILIES, SHOWN_FAMILIES

CODE = '''
"""Classes: 0 dull, 1 bright, 2 to 5 never."""
import torch

class Ear:
    def patches(self, waveform):
        padded = torch.nn.functional.pad(waveform, (0, max(0, 15600 - len(waveform))))
        return padded.unfold(0, 15600, 7680)

    def __call__(self, patches):
        power = torch.fft.rfft(patches).abs().square()
        bright = power[:, power.shape[1] // 2:].sum(1) / power.sum(1).clamp_min(1e-9)
        probabilities = torch.full((len(patches), 8), 0.01)
        probabilities[:, 0], probabilities[:, 1] = 0.5 * (1 - bright), 0.5 * bright
        probabilities[:, 2:6] = torch.tensor([0.02, 0.03, 0.04, 0.05])
        bands = power[:, :-1].unflatten(1, (15, -1)).sum(2)
        return torch.log(bands + 1e-3), probabilities

def load_yamnet():
    return Ear()
'''
FITTING = {"dog_bark": "Thump;Bell", "rain": "Hiss, bright;Bell"}
CLASSES = ("Thump", "Hiss, bright", "Music", "Speech", "Bell", "Horn", "Never", "Not ever")


def write_ear(folder: Path) -> Path:
    """Write the folder: code, empty weights, class names, fitting classes of all families."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "yamnet.py").write_text(CODE, encoding="utf-8")
    (folder / "yamnet.safetensors").write_bytes(b"")
    rows = [f'{number},/m/{number},"{name}"' for number, name in enumerate(CLASSES)]
    (folder / "yamnet_class_map.csv").write_text("\n".join(["index,mid,display_name", *rows]) + "\n", encoding="utf-8")
    fitting = dict.fromkeys((*JUDGED_FAMILIES, *SHOWN_FAMILIES), "Never;Not ever") | FITTING
    lists = ["family,share_of_real_clips,fitting_classes", *(f'{name},1,"{own}"' for name, own in fitting.items())]
    (folder / "fitting_classes.csv").write_text("\n".join(lists) + "\n", encoding="utf-8")
    return folder
