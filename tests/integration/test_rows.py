"""Rows become dataclasses at the border of the database, and nowhere else."""

from dataclasses import dataclass

from api.events.nouns import Party
from api.ground.db import Connection, fetch
from api.web.shapes import flat


@dataclass(frozen=True, slots=True)
class Written:
    """A row with everything that a row can hold."""

    id: int
    supplier: Party
    buyer: Party | None
    tags: tuple[str, ...]


async def test_a_party_takes_the_columns_that_begin_with_its_name(db: Connection) -> None:
    rows = await fetch(
        db,
        Written,
        """
        select id, 'S0' || id supplier_code, '가' supplier_ko, 'A' supplier_en, '' supplier_local,
            case id when 1 then 'B01' end buyer_code, '나' buyer_ko, 'B' buyer_en, 'Ç' buyer_local, array['x', 'y'] tags
        from generate_series(1, 2) id
        """,
    )
    assert rows == [
        Written(1, Party("S01", "가", "A", ""), Party("B01", "나", "B", "Ç"), ("x", "y")),
        Written(2, Party("S02", "가", "A", ""), None, ("x", "y")),
    ]


async def test_the_api_says_the_parties_of_a_pair_in_flat_fields() -> None:
    said = flat(Written(1, Party("S01", "가", "A", ""), None, ()))
    assert {name: said[name] for name in said if name.startswith(("supplier_", "buyer_"))} == {
        "supplier_code": "S01",
        "supplier_ko": "가",
        "supplier_en": "A",
        "supplier_local": "",
        "buyer_code": None,
        "buyer_ko": None,
        "buyer_en": None,
        "buyer_local": None,
    }
