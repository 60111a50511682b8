"""What the worker does for discovery, by the clock."""

from datetime import timedelta

from celery import shared_task

from discovery import tallies, words
from marketplace.kit import clock

LEARN_EVERY = timedelta(minutes=1)


@shared_task(name="discovery.recount")
def recount() -> None:
    """Count the site."""
    tallies.recount()


@shared_task(name="discovery.learn_words")
def learn_words() -> int:
    """Take in the words of what was published since the last round."""
    return words.learn(since=clock.now() - LEARN_EVERY)


@shared_task(name="discovery.learn_words_anew")
def learn_words_anew() -> int:
    """Take in all words, so that counts are right and what has gone is forgotten."""
    return words.learn_anew()
