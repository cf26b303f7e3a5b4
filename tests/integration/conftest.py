"""What the tests of the whole application share."""

from tests.integration.world import world

__all__ = ["world"]
