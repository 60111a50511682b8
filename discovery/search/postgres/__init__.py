from discovery.search.postgres.engine import Postgres

__all__ = ["Postgres"]
