from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class Word(models.Model):
    """A word that stands in the name of some listing, topic or owner: what a mistyped word may have been meant to be.

    `forms` are the word with one or two letters left out (the symmetric deletion of SymSpell,
    https://github.com/wolfgarbe/SymSpell): two words that differ by a typo share a form, so the words near to any
    other are found by an index, without comparing it with all.
    """

    word = models.CharField(max_length=32, primary_key=True)
    listings = models.PositiveIntegerField(default=0)  # about how many have it; an edited one counts again
    forms = ArrayField(models.CharField(max_length=32))

    class Meta:
        indexes = [
            GinIndex(fields=["forms"], name="word_forms"),
            models.Index(OpClass("word", name="varchar_pattern_ops"), name="word_beginning"),
        ]

    def __str__(self) -> str:
        return self.word
