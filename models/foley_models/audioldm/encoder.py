"""AudioLDM's encoder: CLAP behind the interface of a text-audio encoder."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from torch import Tensor, nn

from foley_models.audioldm.clap_features import ClapAudio, clap_features, mel_filters
from foley_models.audioldm.shapes import ClapShape
from foley_models.audioldm.tokens import Tokens
from foley_models.errors import NotAvailableError
from foley_models.offloading import place_of

if TYPE_CHECKING:
    from transformers import ClapModel, ClapTextModelWithProjection


class ClapEncoder:
    """Text, and where the pack has an audio tower sound, into CLAP space."""

    def __init__(self, clap: "ClapModel | ClapTextModelWithProjection", tokens: Tokens, shape: ClapShape) -> None:
        self.clap = clap
        self._tokens = tokens
        self._audio = ClapAudio()
        self._filters = None if shape.audio is None else mel_filters(self._audio, shape.audio.mel_bins)

    @property
    def rate_hz(self) -> int:
        """Rate of the waveforms that `embed_audio` takes."""
        return self._audio.rate_hz

    @property
    def can_embed_audio(self) -> bool:
        """False where the pack has no audio tower."""
        return self._filters is not None

    def embed_text(self, prompts: Sequence[str]) -> Tensor:
        """L2-normalised float32 embeddings (prompt, 512)."""
        ids, mask = (tensor.to(place_of(self.clap)) for tensor in self._tokens.ids_and_mask(prompts))
        pooled = self.clap.get_submodule("text_model")(input_ids=ids, attention_mask=mask).pooler_output
        return self._projected(pooled, "text_projection")

    def embed_audio(self, waveforms: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of waveforms (batch, sample) at `rate_hz`.

        NotAvailableError where the pack has no audio tower, RequestError for a clip longer than ten seconds.
        """
        if self._filters is None:
            raise NotAvailableError("this pack has no CLAP audio tower: it cannot rank by sound")
        features = clap_features(waveforms.to(place_of(self.clap)), self._filters, self._audio)
        pooled = self.clap.get_submodule("audio_model")(input_features=features).pooler_output
        return self._projected(pooled, "audio_projection")

    def _projected(self, pooled: Tensor, projection: str) -> Tensor:
        projected: Tensor = self.clap.get_submodule(projection)(pooled)
        return nn.functional.normalize(projected.float(), dim=-1)
