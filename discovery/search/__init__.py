"""One search over everything that has a listing, behind one interface.

`engine` answers (see interface.py); today it is core Postgres, and another engine could take its place here.
"""

from discovery.search.ask import Ask, Prices
from discovery.search.interface import Correction, Hits, Search, Suggestion, Survey, TopicCount, Total
from discovery.search.postgres import Postgres

engine: Search = Postgres()

__all__ = [
    "Ask",
    "Correction",
    "Hits",
    "Prices",
    "Search",
    "Suggestion",
    "Survey",
    "TopicCount",
    "Total",
    "engine",
]
