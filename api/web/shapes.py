"""What the API is told and says: what the shapes of all nouns share. Each noun's own stand in its route module."""

from collections.abc import Collection
from dataclasses import asdict, fields, is_dataclass
from decimal import Decimal
from typing import Annotated, Any, Generic, Optional, TypeVar, get_args, get_type_hints

from fastapi import Body as ParameterBody
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    create_model,
    model_validator,
)

from api.events.nouns import Party
from api.ground.lengths import Prose
from api.ground.words import Name, Sentence

Item = TypeVar("Item")


def _digits(number: Decimal) -> str:
    return f"{number:f}"


Number = Annotated[Decimal, PlainSerializer(_digits, return_type=str)]
"""A number that keeps all its digits: sent as text, without an exponent."""

Plain = Annotated[dict[str, Any], BeforeValidator(asdict)]
"""A noun whose every field is said."""

WhyNot = Annotated[Prose, ParameterBody(embed=True, min_length=1, examples=["Nobody of them was there that day."])]
"""The reason of an organizer's no, alone in a body."""

_EXACT: dict[Any, Any] = {Decimal: Number, Decimal | None: Optional[Number]}  # noqa: UP045


class Body(BaseModel):
    """The body of a write; a field that nobody knows is a mistake that is told, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Shape(BaseModel):
    """A noun as the API says it: some of its fields, those of a pair's parties flat."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: object) -> object:
        return flat(given) if is_dataclass(given) else given


def flat(noun: Any) -> dict[str, Any]:
    """The fields of a noun; a pair's party comes as ``supplier_code``, ``supplier_ko`` and so on, None without one.

    What is said in words comes in Korean and English, as ``sentence_ko`` and ``sentence_en``.
    """
    values = {field.name: getattr(noun, field.name) for field in fields(noun)}
    for name, value in list(values.items()):
        if isinstance(value, Sentence | Name):
            values |= {f"{name}_{language}": value.said(language) for language in ("ko", "en")}
    for side in ("supplier", "buyer"):
        party = values.get(side)
        if party is None or isinstance(party, Party):
            values |= {f"{side}_{field.name}": getattr(party, field.name, None) for field in fields(Party)}
    return values


def said(noun: type[Any], description: str, *, without: Collection[str] = ()) -> type[Shape]:
    """A shape with the fields of a noun, of a pair's parties the codes."""
    types: dict[str, Any] = {}
    hints = get_type_hints(noun)
    for field in fields(noun):
        kind = hints[field.name]
        if field.name in without:
            continue
        if Party in (kind, *get_args(kind)):
            types[f"{field.name}_code"] = (str if kind is Party else str | None, ...)
        else:
            types[field.name] = (_EXACT.get(kind, kind), ...)
    return create_model(noun.__name__, __base__=Shape, __doc__=description, **types)


class Page(BaseModel, Generic[Item]):
    """A portion of a list in a stable order."""

    items: list[Item]
    next: str | None = Field(None, description="The cursor of the portion after it; null at the end.")


class FoundFault(BaseModel):
    """One thing that is wrong: where (pointer, cell or pair), what, how to mend it."""

    pointer: str | None = None
    cell: str | None = Field(None, examples=["기업!D17"])
    where: str | None = None
    detail: str
    detail_ko: str | None = None
    mend: str | None = None
    mend_ko: str | None = None
    code: str | None = None


class Problem(BaseModel):
    """RFC 9457, with a code for programs and a list of faults."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(examples=["forbidden-pair"])
    errors: list[FoundFault] | None = None
