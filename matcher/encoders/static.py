"""Read a static sentence-transformers model (a table of one vector a piece) without torch."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load as load_tensors
from scipy import sparse
from tokenizers import Tokenizer

TEXTS_A_BLOCK = 4_096
FILES = ("tokenizer.json", "model.safetensors")


class StaticEncoder:
    """Mean of the vectors of a text's pieces, scaled to unit length.

    Rows may be float32, float16, or int8 with one scale a piece; they are kept as they are, and only the rows
    that a block of texts needs are widened.

    Parameters
    ----------
    languages
        What the model reads, by primary subtag; None where it does not say.
    mute
        Pieces without meaning, see `mute_pieces`: a text of nothing else gives a row of zeros.
    """

    def __init__(
        self,
        name: str,
        tokenizer: Tokenizer,
        rows: NDArray[np.generic],
        scales: NDArray[np.float32] | None,
        *,
        languages: frozenset[str] | None = None,
        mute: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.languages = languages
        self._tokenizer = tokenizer
        self._rows = rows
        self._scales = scales
        self._mute = np.asarray(mute, dtype=np.int64)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._rows.shape[1])

    def encode(self, texts: list[str], *, kind: Literal["text", "need", "solution"] = "text") -> NDArray[np.float32]:
        """Vectors of texts, shape ``(len(texts), dimensions)``; see `matcher.encoder.Encoder.encode`.

        ``kind`` changes nothing: a mean of pieces has no prompts.
        """
        del kind
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_A_BLOCK):
            block = slice(start, start + TEXTS_A_BLOCK)
            vectors[block] = self._sums(texts[block])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def _sums(self, texts: list[str]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        pieces = [encoding.ids for encoding in encodings]
        ends = np.cumsum([0, *map(len, pieces)])
        ids = np.fromiter((piece for text in pieces for piece in text), dtype=np.int64, count=int(ends[-1]))
        used, columns = np.unique(ids, return_inverse=True)
        table = self._rows[used].astype(np.float32)
        if self._scales is not None:
            table *= self._scales[used, None]
        counts = sparse.csr_array((np.ones(len(ids), dtype=np.float32), columns, ends), (len(texts), len(used)))
        saying = counts @ (~np.isin(used, self._mute)).astype(np.float32) > 0
        return cast("NDArray[np.float32]", np.where(saying[:, None], counts @ table, np.float32(0)))


def is_static(folder: Path) -> bool:
    """Whether a folder holds a static model that can be read without torch.

    True if its first module is a ``StaticEmbedding``, no module but a normalization follows, and its weights are
    not in bfloat16, which NumPy cannot hold.
    """
    try:
        types = [str(module["type"]).rsplit(".", 1)[-1] for module in _modules(folder)]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return types[:1] == ["StaticEmbedding"] and set(types[1:]) <= {"Normalize"} and not _bfloat16(folder)


def read_static(folder: Path) -> StaticEncoder:
    """Read a static model from a folder in sentence-transformers' format.

    Raises
    ------
    ValueError
        If a file is missing or damaged, or the table has not one row a piece.
    """
    inner = _inner(folder)
    for file in FILES:
        if not (inner / file).is_file():
            raise ValueError(f"model {str(folder)!r}: {file} is missing")
    contents = [(inner / file).read_bytes() for file in FILES]
    try:
        tokenizer = Tokenizer.from_str(contents[0].decode("utf-8"))
        tensors = load_tensors(contents[1])
    except Exception as error:  # tokenizers raises no narrower kind
        raise ValueError(f"model {str(folder)!r}: its files cannot be read: {error}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows, scales = _table(folder, tensors)
    if len(rows) < tokenizer.get_vocab_size():
        raise ValueError(
            f"model {str(folder)!r}: {len(rows)} vectors for {tokenizer.get_vocab_size()} pieces of the tokenizer"
        )
    digest = hashlib.sha256(b"".join(contents)).hexdigest()[:12]
    name = f"{folder.resolve().name}@{digest}"
    return StaticEncoder(name, tokenizer, rows, scales, languages=_languages(folder), mute=mute_pieces(tokenizer))


def mute_pieces(tokenizer: Tokenizer) -> list[int]:
    """Return the pieces that say nothing alone: the unknown one, those of no text, and bare marks of where a word begins.

    Whatever vector a model gives them, two texts that it cannot read would meet in it. Beside other pieces they stay as
    they were trained: without them the graded set's nDCG@10 by text alone falls from 0.918 to 0.916.
    """
    model = json.loads(tokenizer.to_str())["model"]
    unknown = model.get("unk_id") if model.get("unk_token") is None else tokenizer.token_to_id(model["unk_token"])
    special = {number for number, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    bare = {number for piece, number in tokenizer.get_vocab().items() if not piece.strip("\u2581\u0120# ")}
    return sorted(special | bare | ({unknown} if isinstance(unknown, int) else set[int]()))


def _languages(folder: Path) -> frozenset[str] | None:
    """Return the languages that the model card declares in its head, as hubs write it; None where it does not say."""
    card = folder / "README.md"
    head = re.match(r"---\n(.*?)\n---", card.read_text(encoding="utf-8"), re.DOTALL) if card.is_file() else None
    if head is None or not (
        found := re.search(r"^language:((?:\s*-\s*\S+|\s*\[[^\]]*\]|\s*\w+)+)", head[1], re.MULTILINE)
    ):
        return None
    spoken = frozenset(re.findall(r"[a-z]{2,3}\b", found[1]))
    return None if "multilingual" in found[1] else spoken or None


def _table(
    folder: Path, tensors: dict[str, NDArray[np.generic]]
) -> tuple[NDArray[np.generic], NDArray[np.float32] | None]:
    if "embedding.weight" in tensors:
        return tensors["embedding.weight"], None
    if "embeddings" not in tensors:
        raise ValueError(f"model {str(folder)!r}: no tensor named embedding.weight or embeddings")
    rows = tensors["embeddings"]
    if "mapping" in tensors:
        rows = rows[tensors["mapping"].astype(np.int64)]
    return rows, tensors["weights"].astype(np.float32) if "weights" in tensors else None


def _modules(folder: Path) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", json.loads((folder / "modules.json").read_text(encoding="utf-8")))


def _inner(folder: Path) -> Path:
    return folder / _modules(folder)[0].get("path", "")


def _bfloat16(folder: Path) -> bool:
    path = _inner(folder) / "model.safetensors"
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(int.from_bytes(file.read(8), "little"))
    return b'"BF16"' in header
