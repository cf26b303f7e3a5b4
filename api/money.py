"""The reader of amounts under a short name that scripts can rely on."""

from api.ground.money import Money, read_money

__all__ = ["Money", "read_money"]
