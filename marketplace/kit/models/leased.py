"""Work that waits in a table until a worker takes it."""

from django.db import models

from marketplace.kit import clock


class Leased(models.Model):
    """A row of work. A worker takes it for a while (`lease`); if it dies, the row is due again at `try_at`.

    Taken, failed and waiting rows differ only in `try_at`, so that one index finds what is due.
    """

    try_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)  # of the last attempt
    lease = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
