"""What the fonts of our papers can print: a letter that none of them has would come out as an empty box."""

import re
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_thai", "noto_cjk_sans_otc")
_PLAIN = re.compile("[\x00-\x7e가-힣]*")


def font_folders() -> list[Path]:
    """Where the fonts of our papers lie."""
    folders: list[Path] = []
    for package in FONT_PACKAGES:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise ValueError(f"the fonts of {package} are not installed: pip install {package.replace('_', '-')}")
        folders.append(Path(spec.submodule_search_locations[0]))
    return folders


def can_print(text: str) -> bool:
    """Whether every letter and digit of a text is in our fonts; symbols without a glyph are left out when it is printed.

    >>> can_print("Örnek 시청 กรุงเทพ 東京 🚗"), can_print("بلدية")
    (True, False)
    """
    return bool(_PLAIN.fullmatch(text)) or all(
        _has_glyph(letter) or unicodedata.category(letter)[0] not in "LMN" for letter in text
    )


def printed(text: str) -> str:
    """A text without the characters that no font of ours has."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(letter for letter in text if _has_glyph(letter)).strip()


def _has_glyph(letter: str) -> bool:
    if letter in "\n\t" or unicodedata.category(letter) in ("Cf", "Zs"):
        return True
    starts, ends = _ranges()
    at = bisect_right(starts, ord(letter)) - 1
    return at >= 0 and ord(letter) <= ends[at]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """First and last code points of what any of the fonts has, in order and apart."""
    found: set[tuple[int, int]] = set()
    for folder in font_folders():
        for file in folder.rglob("*.[ot]t[fc]"):
            found.update(_mapped(file.read_bytes()))
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(found):
        if ends and start <= ends[-1] + 1:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _mapped(font: bytes) -> Iterator[tuple[int, int]]:
    """Ranges of code points of a font file's Unicode tables ('cmap', formats 4 and 12, of the OpenType specification)."""
    offset = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", font, offset + 4)[0]
    records = (struct.unpack_from(">4sIII", font, offset + 12 + 16 * number) for number in range(tables))
    cmap = next(start for tag, _, start, _ in records if tag == b"cmap")
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, _, inner = struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)
        table = cmap + inner
        kind = struct.unpack_from(">H", font, table)[0]
        if platform in (0, 3) and kind == 12:
            for group in range(struct.unpack_from(">I", font, table + 12)[0]):
                start, end, _ = struct.unpack_from(">III", font, table + 16 + 12 * group)
                yield start, end
        elif platform in (0, 3) and kind == 4:
            count = struct.unpack_from(">H", font, table + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", font, table + 14)
            starts = struct.unpack_from(f">{count}H", font, table + 16 + 2 * count)
            yield from ((start, end) for start, end in zip(starts, ends, strict=True) if end != 0xFFFF)
