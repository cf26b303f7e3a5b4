"""What is probably wrong in a workbook but must not stop an import."""

from collections.abc import Iterator, Mapping, Sequence

from api.events.workbook.faults import Fault, Message
from api.events.workbook.rows import Row

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def is_business_number(number: str) -> bool:
    """Whether ten digits satisfy the check digit of a Korean business registration number.

    Weights 1,3,7,1,3,7,1,3,5 and, for the ninth digit, the tens of its fivefold.

    >>> is_business_number("1234567891"), is_business_number("1234567890")
    (True, False)
    """
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return False
    digits = [int(digit) for digit in number]
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=False)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


def advice(rows: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    """Warnings: doubtful Korean business numbers, suppliers without a solution, buyers without a need."""
    for row in (*rows["suppliers"], *rows["buyers"]):
        number = row.values.get("business_number", "")
        if row.values.get("country") == "KR" and number and not is_business_number(number):
            yield row.fault("business_number", _doubtful(number))
    solving = {row.values["supplier"] for row in rows["solutions"]}
    needing = {row.values["buyer"] for row in rows["needs"]}
    yield from (row.fault("code", _SILENT_SUPPLIER) for row in rows["suppliers"] if row.values["code"] not in solving)
    yield from (row.fault("code", _SILENT_BUYER) for row in rows["buyers"] if row.values["code"] not in needing)


def _doubtful(number: str) -> Message:
    return Message(
        "doubtful-business-number",
        f"사업자등록번호 {number}의 검증번호가 맞지 않습니다.",
        f"The check digit of the business registration number {number} is wrong.",
        "등록증과 대조해 고치세요. 그대로 두어도 가져오기는 됩니다.",
        "Compare it with the certificate; the import works either way.",
    )


_SILENT_SUPPLIER = Message(
    "no-solution",
    "솔루션이 없어 추천 상대를 찾을 수 없습니다.",
    "It has no solution, so no match can be suggested.",
    "솔루션 시트에 한 줄 이상 적으세요.",
    "Add at least one row to the sheet 솔루션 (Solutions).",
)
_SILENT_BUYER = Message(
    "no-need",
    "수요가 없어 추천 상대를 찾을 수 없습니다.",
    "It has no need, so no match can be suggested.",
    "수요 시트에 한 줄 이상 적으세요.",
    "Add at least one row to the sheet 수요 (Needs).",
)
