"""Invoices, credit notes and receipts: numbered without a gap, and never changed once they are issued."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from marketplace.kit import private_files
from marketplace.kit.models import Lockable, MoneyIn, Timestamped, UUIDModel


class BillingProfile(Timestamped):
    """What stands on the documents of one party, beyond its public name: a person's or a company's address and numbers.

    name: as in law, where it differs from the public one. vat_number: without spaces, with its country ("DE123456789").
    adds_tax: prices of this party hold value added tax, because it is registered for it. A document keeps what stood
    here when it was issued.
    """

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="billing")
    name = models.CharField(_("name or company on invoices"), max_length=120, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    extra = models.CharField(_("more of the address"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    is_business = models.BooleanField(_("this is a business"), default=False)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    adds_tax = models.BooleanField(_("my prices include value added tax"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(adds_tax=False) | Q(is_business=True) & ~Q(country=""), name="billing_tax_of_a_business"
            ),
        ]

    def __str__(self) -> str:
        return f"billing of {self.party_id}"


class Sort(models.TextChoices):
    """Sorts of documents; each issuer numbers each sort by itself."""

    RECEIPT = "RC", pgettext_lazy("document", "Receipt")
    INVOICE = "IN", pgettext_lazy("document", "Invoice")
    CREDIT_NOTE = "CN", pgettext_lazy("document", "Credit note")


class NumberSeries(models.Model):
    """The running number of one issuer's documents of one sort in one year: 1, 2, 3, … and none is left out.

    issuer: none is the site itself. Its row is locked from the taking of a number to the commit of the document that
    bears it, so a number is used or was never taken; triggers refuse any other step (migrations/documents.sql).
    """

    issuer = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    sort = models.CharField(max_length=2, choices=Sort)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = Lockable.as_manager()

    class Meta:
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "sort", "year"], name="series_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.year}: {self.last}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> Self:
        """Those that one's own party, or a company that one may bind, has issued or been sent."""
        if not user.is_authenticated:
            return self.none()
        mine = Party.objects.acted_for_by(user).values("pk")
        sees_all = user.is_staff and user.has_perm("payments.view_document")
        return self if sees_all else self.filter(Q(recipient__in=mine) | Q(issuer__in=mine))

    def of(self, party: Party) -> Self:
        """What this party has issued or been sent."""
        return self.filter(Q(recipient=party) | Q(issuer=party))

    def for_source(self, kind: str, pk: Any) -> Self:
        """What was issued because of this payment, release, refund or fee."""
        return self.filter(source_kind=kind, source=pk)


class Document(UUIDModel):
    """An invoice, a credit note or a receipt, as it was issued. Triggers refuse to change or delete it.

    issuer: who owes or is owed the tax: a payee, or the site (none). Where it is a payee, the site writes in their
    name. source: what it was issued for, once: "payment", "release" (the payee's invoice), "fee" (the site's invoice
    for its commission), "line" (what the site sold), "refund", "credit". total = net + tax, in minor units.
    body: everything else that it says, in facts and not in words (`payments.bodies`). file: the PDF, made once, after
    the commit, in the recipient's language.
    """

    Sort = Sort

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="documents")
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    sort = models.CharField(max_length=2, choices=Sort)
    issuer = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="documents_issued")
    recipient = models.ForeignKey(Party, models.PROTECT, related_name="documents_received")
    source_kind = models.CharField(max_length=20)
    source = models.UUIDField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    issued_at = models.DateTimeField()
    language = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    body = models.JSONField()
    file = models.FileField(upload_to="documents/", storage=private_files.store, max_length=200, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)

    net, tax, total = MoneyIn("net_minor"), MoneyIn("tax_minor"), MoneyIn("total_minor")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "place"], name="document_in_its_place"),
            models.UniqueConstraint(fields=["source_kind", "source"], name="document_once"),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor"), net_minor__gte=0, tax_minor__gte=0),
                name="document_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(sort="CN") | Q(corrects__isnull=False), name="document_credit_note_corrects"
            ),
            models.CheckConstraint(
                condition=Q(issuer__isnull=True) | ~Q(issuer=F("recipient")), name="document_to_somebody_else"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-issued_at", "-id"], name="document_by_recipient"),
            models.Index(fields=["issuer", "-issued_at", "-id"], name="document_by_issuer"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_of(self, user: Any) -> bool:
        """Whether this person acts for one of its two sides."""
        sides = [pk for pk in (self.issuer_id, self.recipient_id) if pk]
        return Party.objects.acted_for_by(user).filter(pk__in=sides).exists()

    def get_absolute_url(self) -> str:
        """The page that can be read and printed."""
        return reverse("payments:document", args=[self.pk])
