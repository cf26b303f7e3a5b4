"""What a job says of itself, in the language of whoever reads it."""

from collections.abc import Mapping
from typing import Any

from api.ground.codes import refusal_words
from api.ground.words import Sentence, Spoken, say, spoken_of
from api.jobs.kinds import Kinds
from api.jobs.nouns import Job

SAYS = {
    "outdated": "the event changed meanwhile: starting over",
    "worker-vanished": "started again after its worker vanished",
    "stopped-empty": "stopped; nothing was changed",
    "stopped-before": "stopped before it began",
    "given-up": "given up after {n:attempt|attempts}",
    "broken": "an unexpected error stopped this job ({name}); try again",
    "as-written": "{text}",
}
"""English words of what every job can say, by code; ``as-written`` is what was said before there were codes."""


def words(kinds: Kinds, job: Job, language: str) -> str:
    """The message of a job in a language; its code alone where a newer program said it."""
    code, values = job.message_code, job.message_values
    if code == "refused":
        return refusal_words(language, values["code"], _refusal(values))
    known = kinds[job.kind].says if job.kind in kinds else {}
    english = known.get(code) or SAYS.get(code, code)
    return say(language, english, **values)


def _refusal(values: Mapping[str, Any]) -> Spoken:
    """The refusal of a job; of one that failed before sentences were kept, its English."""
    return spoken_of(values["sentence"]) if "sentence" in values else Sentence(values["text"])
