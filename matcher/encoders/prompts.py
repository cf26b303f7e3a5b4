"""What known families of search models want to be put before a need, a solution or a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TASK = "Given a need of a city or organization, retrieve the product or service that meets it"


@dataclass(frozen=True, slots=True)
class Prompts:
    """Text put before each kind of text; empty where the model wants none."""

    text: str = ""
    need: str = ""
    solution: str = ""


# First match wins. Sources: the model cards of intfloat/multilingual-e5-*, BAAI/bge-*, Qwen/Qwen3-Embedding-*,
# google/embeddinggemma-300m, Snowflake/snowflake-arctic-embed-*, nomic-ai/nomic-embed-text-*.
FAMILIES: tuple[tuple[str, Prompts], ...] = (
    (r"e5-.*instruct|e5-mistral", Prompts(need=f"Instruct: {TASK}\nQuery: ")),
    (r"(^|[/_-])e5-", Prompts(text="query: ", need="query: ", solution="passage: ")),
    (r"qwen3-embedding", Prompts(need=f"Instruct: {TASK}\nQuery:")),
    (
        r"embeddinggemma",
        Prompts(
            text="task: sentence similarity | query: ",
            need="task: search result | query: ",
            solution="title: none | text: ",
        ),
    ),
    (r"bge-(small|base|large)-en", Prompts(need="Represent this sentence for searching relevant passages: ")),
    (r"bge-(small|base|large)-zh", Prompts(need="为这个句子生成表示以用于检索相关文章：")),
    (r"arctic-embed-[a-z]+-v2", Prompts(need="query: ")),
    (r"arctic-embed", Prompts(need="Represent this sentence for searching relevant passages: ")),
    (r"nomic-embed-text", Prompts("clustering: ", "search_query: ", "search_document: ")),
)


def prompts_for(name: str, configured: Mapping[str, str]) -> Prompts:
    """Prompts of a model: those of its own configuration, or else those its family was trained with.

    Parameters
    ----------
    name
        Hub name or folder name of the model.
    configured
        Prompts in the model's own configuration, by sentence-transformers' names
        (``query``, ``document`` or ``passage``, ``STS``).

    Examples
    --------
    >>> prompts_for("intfloat/multilingual-e5-small", {}).solution
    'passage: '
    >>> prompts_for("intfloat/multilingual-e5-small", {"query": "find: "}).need
    'find: '
    >>> prompts_for("BAAI/bge-m3", {})
    Prompts(text='', need='', solution='')
    """
    document = configured.get("document") or configured.get("passage") or ""
    own = Prompts(text=configured.get("STS") or "", need=configured.get("query") or "", solution=document)
    if own.need or own.solution:
        return own
    family = next((prompts for pattern, prompts in FAMILIES if re.search(pattern, name, re.IGNORECASE)), None)
    return family or own
