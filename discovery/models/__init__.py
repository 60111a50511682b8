from discovery.models.pick import Pick
from discovery.models.tally import Figure, Tally
from discovery.models.word import Word

__all__ = ["Figure", "Pick", "Tally", "Word"]
