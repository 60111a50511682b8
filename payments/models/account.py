"""The books, part one: what has a balance."""

from django.db import models
from django.db.models import F, Q

from payments.chart import HOUSE, MIRRORS, may_overdraw


class Account(models.Model):
    """A place where money can be: an account of somebody (`owner`), for one purpose (`code`), in one currency.

    Money is never made and never lost: it moves from account to account (Posting). So the balances of a currency sum
    to zero. What is outside, such as cash at the gateway, is mirrored by an account that goes below zero by what lies
    there: the gateway's cash is minus the balance of `gateway:stripe`. Only mirrors and claims may go below zero.

    Accounts come into being when something is first posted to them; see `payments.chart` for their names. Nothing here
    is written but by the database function `ledger_post`.
    """

    code = models.CharField(max_length=40)
    owner = models.UUIDField(default=HOUSE)  # a party, a hold, a payout; HOUSE: the site itself
    currency = models.CharField(max_length=3)
    may_overdraw = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "owner", "currency"], name="account_once"),
            # For the composite key of its balance.
            models.UniqueConstraint(fields=["id", "currency", "may_overdraw"], name="account_of_a_kind"),
            models.CheckConstraint(
                condition=Q(may_overdraw=Q(code__regex=MIRRORS)), name="account_only_mirrors_overdraw"
            ),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="account_currency_is_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.currency}"

    def clean(self) -> None:
        super().clean()
        self.may_overdraw = may_overdraw(self.code)


class AccountBalance(models.Model):
    """What is on an account now, in minor units. Its row is the lock that puts spenders in line.

    `currency` and `may_overdraw` are the account's, held to it by a composite key, which is all the reference needed.
    """

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="kept", db_constraint=False)
    currency = models.CharField(max_length=3)
    may_overdraw = models.BooleanField()
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(may_overdraw=True) | Q(balance__gte=0), name="balance_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.balance}"


class Entry(models.Model):
    """One business event in the books. `ref` names the event, so that it is written once whoever tells of it.

    hash: SHA-256 of what the entry says (`ledger.body_hash`); the same ref with another body is refused, and the seals
    of the audit are made of it. size: how many postings belong to it; they are numbered 1 … size, so that none can be
    added later. reverses: the entry that this one takes back: the only correction there is.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    ref = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)
    size = models.PositiveSmallIntegerField()
    reverses = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    by = models.UUIDField(null=True, blank=True)  # a user's id without a foreign key: the books outlive the account
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="entry_moves_something"),
            models.UniqueConstraint(fields=["ref"], name="entry_once"),  # `unique=True` would keep a second index
            # Of the few that reverse: an index of all would be written to for every entry.
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reversed_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "at"], name="entry_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Posting(models.Model):
    """A positive amount, in minor units, that moves from one account to another. Postings of an entry go in order.

    `source_after` and `destination_after` are the balances after it: the running balance of a statement. No foreign key
    is checked (decision 043): the trigger that moves the money finds the entry, and both balances in the currency of
    the posting, or refuses it; and neither entries nor accounts can ever be deleted.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", db_index=False, db_constraint=False)
    place = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    destination = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    source_after = models.BigIntegerField(editable=False)
    destination_after = models.BigIntegerField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "place"], name="posting_in_its_place"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="posting_amount_positive"),
            models.CheckConstraint(condition=~Q(source=F("destination")), name="posting_moves"),
        ]
        indexes = [
            models.Index(fields=["source", "id"], name="posting_by_source"),
            models.Index(fields=["destination", "id"], name="posting_by_destination"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.destination_id}: {self.amount} {self.currency}"
