"""A real PostgreSQL beside the application: started on demand, shared by processes, stopped with the last of them."""

from api.ground.postgres.server import database

__all__ = ["database"]
