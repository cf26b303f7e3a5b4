"""Small models built on the spot, saved by sentence-transformers itself."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

WORDS = (
    *("smart", "parking", "flood", "sensor", "query", "passage"),
    *("스마트", "주차", "홍수", "akilli", "otopark", "sel"),
)


def word_tokenizer() -> Tokenizer:
    vocabulary = {word: number for number, word in enumerate(("[UNK]", "[PAD]", "[CLS]", "[SEP]", *WORDS))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A static model of 16 pieces and 8 dimensions with a normalization after it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    rows = np.random.default_rng(1).normal(size=(16, 8)).astype(np.float32)
    folder = tmp_path_factory.mktemp("models") / "tiny-static"
    module = StaticEmbedding(word_tokenizer(), embedding_weights=rows)
    SentenceTransformer(modules=[module, Normalize()], device="cpu").save_pretrained(str(folder))
    return folder


def save_transformer(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """A BERT of one layer and 16 dimensions with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(1)
    inner = folder.with_name(folder.name + "-inner")
    config = BertConfig(vocab_size=16, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(config).save_pretrained(inner)
    PreTrainedTokenizerFast(
        tokenizer_object=word_tokenizer(),
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=32,
    ).save_pretrained(inner)
    transformer = Transformer(str(inner))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], prompts=prompts, device="cpu")
    model.save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="session")
def e5_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_transformer(tmp_path_factory.mktemp("models") / "multilingual-e5-tiny")


@pytest.fixture(scope="session")
def prompted_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prompts = {"query": "smart ", "document": "flood ", "STS": "sensor "}
    return save_transformer(tmp_path_factory.mktemp("models") / "of-ours", prompts)
