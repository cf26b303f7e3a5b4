"""What a job says of itself, in the language of whoever reads it."""

from api.ground.words import refusal_words, say
from api.jobs.kinds import Kinds
from api.jobs.nouns import Job

SAYS = {
    "outdated": "the event changed meanwhile: starting over",
    "worker-vanished": "started again after its worker vanished",
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
        return refusal_words(language, values["code"], values["text"], values["korean"])
    known = kinds[job.kind].says if job.kind in kinds else {}
    english = known.get(code) or SAYS.get(code, code)
    return say(language, english, **values)
