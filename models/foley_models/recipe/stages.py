"""The stages of the recipe in their order, each with what it needs, what it leaves and how long it trains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from foley_models.errors import RecipeError
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import LoopSettings

Report = Callable[[str], None]
PROLONGED_STEPS = 2900


@dataclass(frozen=True)
class RecipeOptions:
    """What a user may say about a run of the recipe."""

    audio: Path  # recordings with their manifest.csv
    work: Path  # caches and checkpoints
    out: Path  # the pack
    compute: Compute
    steps: int | None = None  # of a training stage, in place of its own number
    batch: int | None = None
    wordnet: Path | None = None  # dictionary folder: more sentences for the text stage
    ucs: Path | None = None  # table of sound categories: likewise
    segments: int = 16000  # of the training bank; a tenth of it for validation
    more_segments: int = 72000  # that stage `more` draws for the denoiser


@dataclass(frozen=True)
class Stage:
    """One stage: `needs` and `leaves` are files in the work folder."""

    name: str
    what: str
    needs: tuple[str, ...]
    leaves: tuple[str, ...]
    run: Callable[[RecipeOptions, Report], Mapping[str, float]]


def run_stage(name: str, options: RecipeOptions, report: Report) -> Mapping[str, float]:
    """Runs one stage, going on where it was stopped; RecipeError where an earlier one is missing."""
    stage = STAGES[name]
    missing = [file for file in stage.needs if not (options.work / file).exists()]
    if missing:
        makers = [f"--stage {other.name}" for other in STAGES.values() if set(missing) & set(other.leaves)]
        raise RecipeError(f"Stage {name!r} lacks {', '.join(missing)} in {options.work}: first run {' '.join(makers)}.")
    options.work.mkdir(parents=True, exist_ok=True)
    return stage.run(options, report)


def is_done(name: str, work: Path) -> bool:
    """True where a stage's files are all there."""
    return all((work / file).exists() for file in STAGES[name].leaves)


def _settings(options: RecipeOptions, defaults: LoopSettings) -> LoopSettings:
    return defaults if options.steps is None else replace(defaults, steps=options.steps)


def _prepare(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.bank import make_bank

    for split, size, seed in (("validation", options.segments // 10, 2), ("train", options.segments, 1)):
        make_bank(options.audio, options.work, split, size, seed=seed, on_progress=report)
    return {"segments": options.segments}


def _text(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe import text_corpus
    from foley_models.recipe.captions import all_template_texts
    from foley_models.recipe.recordings import read_manifest
    from foley_models.recipe.text_stage import TextStage, run_text_stage, teacher_folder

    captions = sorted({item.caption for item in read_manifest(options.audio, ("train",)) if item.caption})
    words = text_corpus.whole_words(teacher_folder() / "vocab.txt")
    sentences = [*all_template_texts(captions), *text_corpus.made_up_phrases(words, 20_000, seed=1)]
    sentences += _from_tables(options, glosses=30_000)
    settings = _settings(options, LoopSettings(steps=2400, rate=1e-3, decay_fraction=0.5, weight_decay=0.0))
    stage = TextStage(options.work, sentences, settings, options.compute, batch=options.batch or 256)
    run_text_stage(stage, report)
    return {"sentences": len(sentences)}


def _from_tables(options: RecipeOptions, *, glosses: int) -> list[str]:
    """Sentences of the tables that a user named."""
    from foley_models.recipe import text_corpus

    sentences = []
    if options.ucs is not None:
        sentences += text_corpus.ucs_phrases(options.ucs)
    if options.wordnet is not None:
        sentences += text_corpus.wordnet_glosses(options.wordnet, glosses, seed=1)
    return sentences


def _wording(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe import text_corpus
    from foley_models.recipe.recordings import read_manifest
    from foley_models.recipe.text_stage import Teacher, teacher_folder
    from foley_models.recipe.wording_stage import WordingStage, run_wording_stage

    captions = {item.caption: item.category for item in read_manifest(options.audio, ("train",)) if item.caption}
    words = text_corpus.whole_words(teacher_folder() / "vocab.txt")
    defaults = LoopSettings(steps=2000, rate=5e-4, warmup_steps=30, decay_fraction=0.6, weight_decay=0.0, seed=17)
    stage = WordingStage(
        options.work,
        captions,
        [*words[:9000], *text_corpus.made_up_phrases(words, 20_000, seed=1), *_from_tables(options, glosses=30_000)],
        words[:9000],
        _settings(options, defaults),
        options.compute,
        batch=options.batch or 256,
    )
    return run_wording_stage(stage, Teacher(teacher_folder()), report)


def _clap(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.clap_stage import run_clap_stage

    settings = LoopSettings(steps=1300, rate=2e-3, decay_fraction=0.6, weight_decay=0.02, warmup_steps=50, log_every=20)
    return run_clap_stage(
        options.work,
        _settings(options, settings),
        batch=options.batch or 96,
        compute=options.compute,
        on_progress=report,
    )


def _codec(options: RecipeOptions, _: Report) -> Mapping[str, float]:
    from foley_models.recipe.codec_stage import run_codec_stage

    return run_codec_stage(options.work)


def _detail(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.detail_stage import run_detail_stage

    defaults = LoopSettings(
        steps=2000, rate=3e-3, warmup_steps=50, decay_fraction=0.6, ema=0.99, weight_decay=0.0, seed=19, log_every=100
    )
    return run_detail_stage(
        options.work,
        _settings(options, defaults),
        batch=options.batch or 16,
        compute=options.compute,
        on_progress=report,
    )


def _vocoder(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.vocoder_stage import VocoderStage, run_vocoder_stage

    defaults = LoopSettings(
        steps=4500, rate=8e-4, decay_fraction=0.4, ema=0.998, weight_decay=0.0, clip_norm=5.0, log_every=25
    )
    settings = _settings(options, defaults)
    stage = VocoderStage(settings, options.compute, batch=options.batch or 12, critic_from=int(0.4 * settings.steps))
    run_vocoder_stage(options.work, stage, on_progress=report)
    return {}


def _pretrain(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.diffusion_stage import DiffusionStage, run_diffusion_stage

    defaults = LoopSettings(steps=1800, rate=1e-3, decay_fraction=0.1, ema=0.998, weight_decay=0.01, log_every=25)
    stage = DiffusionStage("pretrain", _settings(options, defaults), options.compute, batch=options.batch or 48)
    run_diffusion_stage(options.work, stage, on_progress=report)
    return {}


def _finetune(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.diffusion_stage import DiffusionStage, run_diffusion_stage

    defaults = LoopSettings(steps=2900, rate=8e-4, decay_fraction=0.35, ema=0.998, weight_decay=0.01, log_every=25)
    stage = DiffusionStage("finetune", _settings(options, defaults), options.compute, batch=options.batch or 48)
    run_diffusion_stage(options.work, stage, on_progress=report)
    return {}


def _more(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.more_latents import draw_more

    draw_more(options.audio, options.work, options.more_segments, on_progress=report)
    return {"segments": options.more_segments}


def _prolong(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.diffusion_stage import DiffusionStage, run_diffusion_stage

    defaults = LoopSettings(
        steps=PROLONGED_STEPS,
        rate=6e-4,
        warmup_steps=100,
        decay_fraction=0.35,
        ema=0.999,
        weight_decay=0.01,
        seed=3,
        log_every=25,
    )
    batch = options.batch or 48
    stage = DiffusionStage("prolong", _settings(options, defaults), options.compute, batch=batch, favour=2.0)
    run_diffusion_stage(options.work, stage, on_progress=report)
    return {}


def _strengthen(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.diffusion_stage import DiffusionStage, run_diffusion_stage

    defaults = LoopSettings(
        steps=1350,
        rate=5e-4,
        warmup_steps=100,
        decay_fraction=0.5,
        ema=0.9993,
        weight_decay=0.01,
        seed=11,
        log_every=25,
    )
    settings = _settings(options, defaults)
    stage = DiffusionStage(
        "strengthen", settings, options.compute, batch=options.batch or 48, favour=1.75, favour_weak=3.5
    )
    run_diffusion_stage(options.work, stage, on_progress=report)
    return {}


def _few_steps(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.few_steps_stage import FewStepsStage, run_few_steps_stage

    defaults = LoopSettings(
        steps=700, rate=1.5e-3, warmup_steps=20, decay_fraction=0.5, ema=0.99, weight_decay=0.0, seed=5, log_every=20
    )
    stage = FewStepsStage(_settings(options, defaults), options.compute, ways=options.batch or 24)
    run_few_steps_stage(options.work, stage, on_progress=report)
    return {}


def _choose_steps(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.steps_stage import run_steps_stage

    return run_steps_stage(options.audio, options.work, options.compute, report)


def _latent_clap(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.latent_clap_stage import run_latent_clap_stage
    from foley_models.training.latent_clap import EncoderSettings

    settings = EncoderSettings(steps=options.steps or 2000, batch=options.batch or 64, seed=9)
    return run_latent_clap_stage(options.work, settings, compute=options.compute, on_progress=report)


def _own_ear(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.own_ear_stage import run_own_ear_stage

    defaults = LoopSettings(steps=800, rate=6e-4, warmup_steps=20, decay_fraction=1.0, ema=0.0, seed=13)
    prompts = 240 if options.steps is None else options.steps
    return run_own_ear_stage(
        options.audio,
        options.work,
        _settings(options, defaults),
        prompts=prompts,
        compute=options.compute,
        on_progress=report,
    )


def _guidance(options: RecipeOptions, report: Report) -> Mapping[str, float]:
    from foley_models.recipe.guidance_stage import run_guidance_stage

    return run_guidance_stage(options.work, options.compute, report)


def _pack(options: RecipeOptions, _: Report) -> Mapping[str, float]:
    from foley_models.recipe.pack_stage import run_pack_stage

    card = run_pack_stage(options.audio, options.work, options.out)
    return {"megabytes": sum(entry.bytes for entry in card.files.values()) / 1e6}


_BANK = ("bank.train.jsonl", "bank.validation.jsonl")
_TEXT = ("text_tower.safetensors", "vocab.txt")
_CLAP = ("audio_tower.safetensors", "text_tower.clap.safetensors")
_WORDING = ("text_tower.wording.safetensors",)
_DRAFT = (
    *_BANK,
    *_CLAP,
    *_WORDING,
    "detail.safetensors",
    "vocoder.safetensors",
    "strengthen.safetensors",
    "few_steps.safetensors",
    "guidance.json",
)
STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        stage.name: stage
        for stage in (
            Stage("prepare", "draws training segments from the recordings", (), _BANK, _prepare),
            Stage("text", "distils the text tower", (), _TEXT, _text),
            Stage("clap", "trains the audio tower against the text tower", (*_BANK, *_TEXT), _CLAP, _clap),
            Stage("wording", "teaches the text tower other words for the captions", _CLAP, _WORDING, _wording),
            Stage("codec", "fits the codec", _BANK, ("codec.safetensors",), _codec),
            Stage(
                "detail",
                "learns how strong what the codec drops is",
                (*_BANK, "codec.safetensors"),
                ("detail.safetensors",),
                _detail,
            ),
            Stage("vocoder", "trains the vocoder", (*_BANK, "codec.safetensors"), ("vocoder.safetensors",), _vocoder),
            Stage(
                "pretrain",
                "trains the denoiser on audio embeddings",
                (*_BANK, *_CLAP, "codec.safetensors"),
                ("pretrain.safetensors",),
                _pretrain,
            ),
            Stage(
                "finetune",
                "trains the denoiser on text embeddings, with the tuning layer",
                (*_BANK, *_CLAP, "codec.safetensors", "pretrain.safetensors"),
                ("finetune.safetensors",),
                _finetune,
            ),
            Stage(
                "more",
                "draws more segments for the denoiser, as latents",
                (*_BANK, *_CLAP, "codec.safetensors"),
                ("more.json",),
                _more,
            ),
            Stage(
                "prolong",
                "goes on with the denoiser on all segments",
                ("more.json", "finetune.safetensors"),
                ("prolong.safetensors",),
                _prolong,
            ),
            Stage(
                "strengthen",
                "goes on with it on the families that are known least",
                ("more.json", "prolong.safetensors"),
                ("strengthen.safetensors",),
                _strengthen,
            ),
            Stage(
                "few-steps",
                "distils the denoiser to a few steps without guidance",
                (*_BANK, *_CLAP, "codec.safetensors", "pretrain.safetensors", "strengthen.safetensors"),
                ("few_steps.safetensors",),
                _few_steps,
            ),
            Stage(
                "latent-clap",
                "trains the latent CLAP encoder",
                (*_BANK, *_CLAP, "codec.safetensors"),
                ("latent_clap.safetensors",),
                _latent_clap,
            ),
            Stage(
                "guidance",
                "chooses the guidance scale on validation segments",
                (*_BANK, *_CLAP, "codec.safetensors", "strengthen.safetensors"),
                ("guidance.json",),
                _guidance,
            ),
            Stage(
                "choose-steps",
                "chooses which of the few steps are taken",
                (*_DRAFT, "latent_clap.safetensors"),
                ("few_steps.json",),
                _choose_steps,
            ),
            Stage(
                "own-ear",
                "teaches the latent CLAP encoder what the pack itself makes",
                (*_DRAFT, "latent_clap.safetensors", "few_steps.json"),
                ("latent_clap.own.safetensors",),
                _own_ear,
            ),
            Stage(
                "pack",
                "puts the parts together",
                (*_DRAFT, "latent_clap.own.safetensors", "few_steps.json"),
                (),
                _pack,
            ),
        )
    }
)
