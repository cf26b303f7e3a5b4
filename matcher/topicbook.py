"""The topic book: concrete problems of cities, how they are told and what solves them, in six languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "ko", "tr", "th", "vi", "id")
COLUMNS = ("topic", "side", *LANGUAGES)
SIDES = ("label", "need", "solution")
FOLDER = Path(__file__).parent / "data" / "topicbook"


@dataclass(frozen=True, slots=True)
class BookTopic:
    """A problem of the topic book and the family of products that solves it.

    Parameters
    ----------
    sector, key
        Key of one of the twelve sectors (the name of the file), and a name that is unique within it.
    label
        What people call it, by language.
    needs, solutions
        Sentences, each by language: how a city tells the problem without naming a product, and how vendors describe
        what solves it.
    """

    sector: str
    key: str
    label: dict[str, str]
    needs: tuple[dict[str, str], ...]
    solutions: tuple[dict[str, str], ...]

    def sentences(self, side: str, language: str) -> list[str]:
        """Return the label and the sentences of a side, ``"need"`` or ``"solution"``, in one of the six languages."""
        return [self.label[language], *(one[language] for one in (self.needs if side == "need" else self.solutions))]


@lru_cache(maxsize=1)
def topic_book() -> tuple[BookTopic, ...]:
    """Return the shipped topics, by sector; written for this project, not taken from any event."""
    return read_topic_book(FOLDER)


def read_topic_book(folder: Path) -> tuple[BookTopic, ...]:
    """Return the topics of every ``SECTOR.tsv`` in a folder, in the order of the files' names and lines.

    Raises
    ------
    ValueError
        When a line has not the columns of ``COLUMNS``, a cell is empty, or a topic lacks a side.
    """
    return tuple(topic for path in sorted(folder.glob("*.tsv")) for topic in _topics(path))


def _topics(path: Path) -> Iterator[BookTopic]:
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"{path.name}, line 1: the columns must be {', '.join(COLUMNS)}")
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(COLUMNS) or not all(cells) or cells[1] not in SIDES:
            raise ValueError(
                f"{path.name}, line {number}: {len(COLUMNS)} filled cells with a side of {SIDES} are needed"
            )
        found.setdefault(cells[0], {}).setdefault(cells[1], []).append(dict(zip(LANGUAGES, cells[2:], strict=True)))
    for key, sides in found.items():
        if set(sides) != set(SIDES) or len(sides["label"]) != 1:
            raise ValueError(f"{path.name}: topic {key} needs one label, and sentences of a need and of a solution")
        yield BookTopic(
            path.stem.replace("_", " "), key, sides["label"][0], tuple(sides["need"]), tuple(sides["solution"])
        )
