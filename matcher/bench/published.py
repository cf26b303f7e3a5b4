"""Published figures of public models on the evaluation sets, as read, never measured here.

Source: the MTEB results repository (github.com/embeddings-benchmark/results), snapshot of 2026-08-20. Tatoeba is
accuracy@1 from the foreign language to English; KorSTS is Spearman's rank correlation of cosine on the test part.
Muennighoff et al. (2023), "MTEB: Massive text embedding benchmark", EACL '23.
"""

from types import MappingProxyType
from typing import Final

PUBLISHED: Final = MappingProxyType(
    {
        "LaBSE": {"kor": 92.9, "tur": 98.5, "tha": 97.1, "vie": 97.9, "ind": 95.0, "KorSTS": 70.6},
        "paraphrase-multilingual-MiniLM-L12-v2": {
            "kor": 94.2,
            "tur": 96.2,
            "tha": 97.4,
            "vie": 96.3,
            "ind": 94.2,
            "KorSTS": 74.4,
        },
        "static-similarity-mrl-multilingual-v1": {
            "kor": 68.9,
            "tur": 95.8,
            "tha": 3.3,
            "vie": 73.3,
            "ind": 81.6,
            "KorSTS": 62.7,
        },
        "multilingual-e5-small": {
            "kor": 79.9,
            "tur": 92.6,
            "tha": 91.2,
            "vie": 91.7,
            "ind": 91.5,
            "KorSTS": 77.1,
        },
        "bge-m3": {"kor": 92.1, "tur": 95.8, "tha": 97.4, "vie": 97.1, "ind": 94.8},
    }
)
"""Percent, by model and by Tatoeba language or test set; a missing figure was not published there."""
