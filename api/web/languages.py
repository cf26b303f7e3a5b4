"""The language in which an operation speaks: the one that its address names, else that of ``Accept-Language``."""

from typing import cast, get_args

from fastapi import Request

from api.events.nouns import Language
from api.ground.words import preferred


def speaking(request: Request, chosen: Language | None, *, otherwise: Language) -> tuple[Language, dict[str, str]]:
    """The language of an answer, and the headers that tell it."""
    accepted = request.headers.get("accept-language", "")
    language = cast("Language", preferred(chosen, accepted, among=get_args(Language), otherwise=otherwise))
    return language, {"Content-Language": language, "Vary": "Accept-Language"}
