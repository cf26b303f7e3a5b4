"""Read parallel text: pairs of an English and a foreign sentence, by source and language."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("ko", "tr", "th", "vi", "id")


@dataclass(frozen=True, slots=True)
class Parallel:
    """Aligned sentences of one source in one language.

    Attributes
    ----------
    source
        First part of the file's name, such as ``tatoeba``, or ``domain`` for project-written pairs.
    language
        Code of the foreign language, such as ``ko``.
    english, foreign
        The two sides, equally long; sentence ``i`` of one translates sentence ``i`` of the other.
    """

    source: str
    language: str
    english: tuple[str, ...]
    foreign: tuple[str, ...]


def read_parallel(
    folder: Path, *, languages: Sequence[str] = LANGUAGES, without: Sequence[str] = ()
) -> tuple[Parallel, ...]:
    """Pairs of every ``SOURCE.LANGUAGE.tsv.gz`` in a folder, by file name.

    Parameters
    ----------
    folder
        Holds gzipped tab-separated files: English, foreign, and optionally further columns.
    languages
        Which foreign languages to read.
    without
        Sources to leave out, such as ``("tatoeba",)``.

    Raises
    ------
    ValueError
        If the folder holds no such file, or a line has fewer than two columns.
    """
    found: list[Parallel] = []
    for path in sorted(folder.glob("*.tsv.gz")):
        source, language = path.name.removesuffix(".tsv.gz").rsplit(".", 1)
        if language in languages and source not in without:
            found.append(_parallel(source, language, _rows(path)))
    if not found:
        raise ValueError(f"{folder} holds no SOURCE.LANGUAGE.tsv.gz for {', '.join(languages)}")
    return tuple(found)


def read_domain(folder: Path, *, languages: Sequence[str] = LANGUAGES) -> tuple[Parallel, ...]:
    """Project-written sentences of every ``*.tsv`` in a folder, one column a language.

    The first line names the columns, ``en`` among them. A cell may be empty: the row then gives no pair in
    that language.

    Raises
    ------
    ValueError
        If a file has no ``en`` column or a row has more cells than columns.
    """
    pairs: dict[str, list[tuple[str, str]]] = {language: [] for language in languages}
    for path in sorted(folder.glob("*.tsv")):
        for row in _table(path):
            for language in languages:
                if row["en"] and row.get(language):
                    pairs[language].append((row["en"], row[language]))
    return tuple(_parallel("domain", language, iter(rows)) for language, rows in pairs.items() if rows)


def _parallel(source: str, language: str, rows: Iterator[tuple[str, str]]) -> Parallel:
    kept = [(english, foreign) for english, foreign in rows if english.strip() and foreign.strip()]
    return Parallel(source, language, tuple(pair[0] for pair in kept), tuple(pair[1] for pair in kept))


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\n").split("\t")
            if len(cells) < 2:
                raise ValueError(f"{path.name}, line {number}: two columns are needed, English and foreign")
            yield cells[0], cells[1]


def _table(path: Path) -> Iterator[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    names = lines[0].split("\t") if lines else []
    if "en" not in names:
        raise ValueError(f"{path.name}: the first line must name the columns, with en among them")
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(names):
            raise ValueError(f"{path.name}, line {number}: {len(cells)} cells for {len(names)} columns")
        yield dict(zip(names, cells, strict=False))
