"""Loading a model from anywhere gives the vectors sentence-transformers gives, and says what went wrong."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from matcher.encoder import ENGLISH, load_encoder
from matcher.encoders.prompts import TASK, Prompts, prompts_for
from matcher.encoders.static import StaticEncoder, is_static
from matcher.encoders.transformer import TransformerEncoder

KNOWN = ["smart parking sensor", "홍수 sensor", "Akilli otopark"]
TEXTS = [*KNOWN, "nothing known here", ""]


def reference(folder: Path, texts: list[str], prompt: str = "") -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    return model.encode(texts, prompt=prompt, normalize_embeddings=True)


def test_the_static_reader_gives_the_vectors_of_sentence_transformers(static_folder: Path) -> None:
    encoder = load_encoder(str(static_folder))
    assert isinstance(encoder, StaticEncoder)
    np.testing.assert_allclose(encoder.encode(KNOWN), reference(static_folder, KNOWN), atol=1e-6)


def test_rows_of_one_byte_with_scales_give_the_vectors_of_sentence_transformers(
    static_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(static_folder, tmp_path / "small")
    rows = load_file(folder / "model.safetensors")["embedding.weight"]
    scales = np.abs(rows).max(axis=1) / 127
    small = np.rint(rows / scales[:, None]).astype(np.int8)
    save_file({"embeddings": small, "weights": scales.astype(np.float32)}, folder / "model.safetensors")
    encoder = load_encoder(str(folder))
    np.testing.assert_allclose(encoder.encode(KNOWN), reference(folder, KNOWN), atol=1e-6)
    np.testing.assert_allclose(encoder.encode(KNOWN), reference(static_folder, KNOWN), atol=0.02)


def test_a_static_model_is_read_without_torch(static_folder: Path) -> None:
    code = (
        "import sys; from matcher.encoder import load_encoder; "
        f"load_encoder({str(static_folder)!r}).encode(['smart']); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_rows_have_unit_length_and_a_text_without_known_pieces_is_zero(static_folder: Path) -> None:
    lengths = np.linalg.norm(load_encoder(str(static_folder)).encode(TEXTS), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 1, 0, 0], atol=1e-6)


def test_many_texts_in_blocks_equal_the_same_texts_one_by_one(
    static_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder(str(static_folder))
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    monkeypatch.setattr("matcher.encoders.static.TEXTS_A_BLOCK", 2)
    np.testing.assert_allclose(encoder.encode(TEXTS), alone, atol=1e-6)


@pytest.mark.parametrize("fixture", ["static_folder", "e5_folder"])
def test_no_texts_give_no_rows(fixture: str, request: pytest.FixtureRequest) -> None:
    encoder = load_encoder(str(request.getfixturevalue(fixture)))
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_the_name_follows_the_content(static_folder: Path, tmp_path: Path) -> None:
    same = shutil.copytree(static_folder, tmp_path / "tiny-static")
    assert load_encoder(str(same)).name == load_encoder(str(static_folder)).name
    rows = load_file(same / "model.safetensors")["embedding.weight"]
    rows[3, 3] += 1
    save_file({"embedding.weight": rows}, same / "model.safetensors")
    assert load_encoder(str(same)).name != load_encoder(str(static_folder)).name


@pytest.mark.parametrize(("kind", "prompt"), [("text", "query: "), ("need", "query: "), ("solution", "passage: ")])
def test_e5_gets_its_prefixes(e5_folder: Path, kind: str, prompt: str) -> None:
    encoder = load_encoder(str(e5_folder))
    assert isinstance(encoder, TransformerEncoder)
    vectors = encoder.encode(TEXTS[:3], kind=kind)  # type: ignore[arg-type]
    np.testing.assert_allclose(vectors, reference(e5_folder, TEXTS[:3], prompt), atol=1e-5)
    assert not np.allclose(vectors, reference(e5_folder, TEXTS[:3]), atol=1e-3)


@pytest.mark.parametrize(("kind", "prompt"), [("text", "sensor "), ("need", "smart "), ("solution", "flood ")])
def test_prompts_in_a_models_own_configuration_are_used(prompted_folder: Path, kind: str, prompt: str) -> None:
    vectors = load_encoder(str(prompted_folder)).encode(TEXTS[:3], kind=kind)  # type: ignore[arg-type]
    np.testing.assert_allclose(vectors, reference(prompted_folder, TEXTS[:3], prompt), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("intfloat/multilingual-e5-large", Prompts("query: ", "query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", Prompts(need=f"Instruct: {TASK}\nQuery: ")),
        ("Qwen/Qwen3-Embedding-0.6B", Prompts(need=f"Instruct: {TASK}\nQuery:")),
        ("BAAI/bge-m3", Prompts()),
        ("BAAI/bge-base-en-v1.5", Prompts(need="Represent this sentence for searching relevant passages: ")),
        ("nlpai-lab/KURE-v1", Prompts()),
        (
            "google/embeddinggemma-300m",
            Prompts("task: sentence similarity | query: ", "task: search result | query: ", "title: none | text: "),
        ),
    ],
)
def test_each_family_gets_the_prompts_of_its_model_card(name: str, prompts: Prompts) -> None:
    assert prompts_for(name, {}) == prompts


def test_a_model_that_brings_prompts_of_its_own_is_given_those() -> None:
    own = prompts_for("intfloat/multilingual-e5-large", {"query": "find: ", "passage": "about: "})
    assert own == Prompts(need="find: ", solution="about: ")
    assert prompts_for("intfloat/multilingual-e5-large", {"query": "", "document": ""}).solution == "passage: "


def test_needs_are_queries_and_solutions_documents_to_a_model_with_two_towers() -> None:
    class Towers:
        def __init__(self) -> None:
            self.asked: list[tuple[str, str]] = []

        def _way(self, name: str):  # type: ignore[no-untyped-def]
            def encode(texts: list[str], *, prompt: str, **_: object) -> np.ndarray:
                self.asked.append((name, prompt))
                return np.ones((len(texts), 1), np.float32)

            return encode

        def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
            return self._way(name)

    encoder = object.__new__(TransformerEncoder)
    encoder._model = Towers()  # type: ignore[assignment]
    encoder.prompts = Prompts("t", "n", "s")
    for kind in ("need", "solution", "text"):
        encoder.encode(["x"], kind=kind)
    assert encoder._model.asked == [("encode_query", "n"), ("encode_document", "s"), ("encode", "t")]  # type: ignore[union-attr]


def test_the_english_model_comes_from_its_package() -> None:
    encoder = load_encoder(ENGLISH)
    vectors = encoder.encode(["a flood sensor", "a sensor for floods", "a cake"])
    assert encoder.dimensions == 384
    assert vectors[0] @ vectors[1] > 0.9 > vectors[0] @ vectors[2]


def test_an_unknown_name_offline_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ValueError, match="HF_HUB_OFFLINE is set and the model is not in the local cache"):
        load_encoder("nobody/no-such-model")


@pytest.mark.parametrize("model", ["./no/such/folder", "/no/such/folder", "a/b/c", ""])
def test_a_folder_that_is_not_there_is_refused(model: str) -> None:
    with pytest.raises(ValueError, match="there is no such folder"):
        load_encoder(model)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be loaded"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json is missing"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"xx"), "cannot be read"),
        (
            lambda folder: save_file({"embedding.weight": np.zeros((3, 8), np.float32)}, folder / "model.safetensors"),
            "3 vectors for 16 pieces",
        ),
        (
            lambda folder: save_file({"other": np.zeros((16, 8), np.float32)}, folder / "model.safetensors"),
            "no tensor named",
        ),
    ],
)
def test_a_damaged_static_model_is_refused_with_the_place(  # type: ignore[no-untyped-def]
    static_folder: Path, tmp_path: Path, damage, message: str
) -> None:
    folder = shutil.copytree(static_folder, tmp_path / "damaged")
    damage(folder)
    with pytest.raises(ValueError, match=message):
        load_encoder(str(folder))


def test_a_static_model_with_a_further_layer_is_left_to_sentence_transformers(
    static_folder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(static_folder, tmp_path / "deeper")
    modules = json.loads((folder / "modules.json").read_text())
    modules.append({"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(modules))
    assert (is_static(static_folder), is_static(folder)) == (True, False)
