"""Closed lists: codes with their labels, and how a typed word finds its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.ground.nearness import letters_of, near
from api.ground.texts import folded
from api.ground.typed import Message, Unreadable, shown


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list: code to labels, the Korean one first, then the English one, then other spellings."""

    name_ko: str
    name_en: str
    labels: Mapping[str, tuple[str, ...]]
    _spellings: Mapping[str, str] = field(init=False, repr=False)
    _letters: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spellings: dict[str, str] = {}
        for code, words in self.labels.items():
            for word in (code, *words):
                spellings.setdefault(folded(word), code)
        object.__setattr__(self, "_spellings", spellings)
        object.__setattr__(self, "_letters", tuple(letters_of(word) for word in spellings))

    def known(self, text: str) -> str | None:
        """The code that a typed code or label stands for, or None."""
        return self._spellings.get(folded(text))

    def find(self, text: str) -> str:
        """The code that a typed code or label stands for; else an `Unreadable` that suggests what is near."""
        found = self.known(text)
        if found is None:
            raise Unreadable(self.unknown(text))
        return found

    def nearest(self, text: str) -> str | None:
        """The one code whose spelling a mistyped text can have meant, or None."""
        spellings = list(self._spellings.values())
        meant = {spellings[position] for position in near(text, self._letters)}
        return meant.pop() if len(meant) == 1 else None

    def unknown(self, text: str) -> Message:
        """The message for a text that is on no line of the list."""
        text = shown(text)
        meant = self.nearest(text)
        if meant is not None:
            ko, en, *_ = self.labels[meant]
            mend_ko = f"'{meant}'({ko})을(를) 뜻했다면 그렇게 적으세요. 나머지는 코드표 시트에 있습니다."
            mend_en = f"If you meant '{meant}' ({en}), type that. The sheet 코드표 lists the others."
        elif len(self.labels) <= 12:
            choices = ", ".join(f"{code}({words[0]})" for code, words in self.labels.items())
            mend_ko, mend_en = f"다음 중에서 고르세요: {choices}.", f"Choose one of: {', '.join(self.labels)}."
        else:
            mend_ko, mend_en = "코드표 시트에서 골라 적으세요.", "Choose one from the sheet 코드표."
        return Message(
            f"unknown-{self.name_en.replace(' ', '-')}",
            f"'{text}'은(는) {self.name_ko} 목록에 없습니다.",
            f"'{text}' is not a known {self.name_en}.",
            mend_ko,
            mend_en,
        )
