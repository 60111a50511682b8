from django.db import models


class Row(models.Model):
    """Some columns of the listings' table."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300)
    url = models.CharField(max_length=200)
    place = models.CharField(max_length=100)
    currency = models.CharField(max_length=3)
    price_low = models.BigIntegerField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rating_count = models.PositiveIntegerField()
    is_live = models.BooleanField()
    published_at = models.DateTimeField(null=True)

    objects: models.Manager["Row"] = models.Manager()

    class Meta:
        managed = False
        db_table = "catalog_listing"

    def __str__(self) -> str:
        return self.title
