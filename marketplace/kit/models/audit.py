from django.db import models


class AuditEntry(models.Model):
    """One line of the audit: what happened, by whom, to what. A trigger refuses to change or delete it.

    `hash` covers the line and the hash of the line before, so a line that is altered, removed or slipped in breaks the
    chain from there on. The actor is kept as an id without a foreign key: the audit outlives the account.
    """

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3, … without a gap
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    by = models.UUIDField(null=True)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["subject", "number"], name="audit_by_subject"),
            models.Index(fields=["by", "number"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.subject}"
