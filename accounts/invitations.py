"""How people come to a company: an invitation by mail, and what its reader answers.

The link in the mail is the proof: signed by us, good for a week, for one answer, and only as long as no newer one was
sent. It may be opened from any account, also from one made for it, so nobody has to be known here to be invited. What
the inviter is told never depends on whether the address has an account; what waits for an account that has proved to
own the address also stands on that person's own page.

Locks: the company's row, then the invitation's.
"""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts import companies, company_news, rights
from accounts.models import Company, Invitation, Membership, User
from accounts.models.invitation import STANDS
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, outbox, timers

MAIL = "company_invitation"
EXPIRY = "company_invitation_expiry"
SALT = "accounts.invitations"
DAY = timedelta(days=1)

SENT_AT_MOST = 3  # mails for one invitation
RESENT_AFTER = timedelta(minutes=10)
INVITED_A_DAY = 50  # by one person, over all their companies
TO_ONE_ADDRESS_A_DAY = 5  # mails, from everybody: no mailbox is filled from here
WAITING_AT_MOST = 100  # for one company

Status = Invitation.Status


class TooMany(Refused):
    """More mails than anybody needs to write."""


@transaction.atomic
def invite(company: Company, *, email: str, rank: str = rights.MEMBER, note: str = "", by: User) -> Invitation:
    """Write to an address and ask whoever reads it to join in this rank (member or manager).

    Raises NotAllowed, TooMany, and Refused where one to this address waits already.
    """
    company = companies.locked(company)
    if rank not in {rights.MANAGER, rights.MEMBER}:
        raise Refused(_("Ownership is offered to somebody who belongs to the company already."))
    rights.permit(by, rights.to_invite(rank), company)
    address = email.strip().lower()
    _is_new(company, address)
    _within_limits(company, address, by)
    now = clock.now()
    invitation = Invitation.objects.create(
        company=company, email=address, rank=rank, note=note, invited_by=by, sent_at=now, expires_at=now + STANDS
    )
    _send(invitation, by)
    companies.note("company_invited", company, by=by, invitation=str(invitation.pk), rank=rank)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """Write once more, with a new link that stands for another week; the link before it opens nothing any more.

    Raises NotAllowed, TooMany, and Refused once it was answered.
    """
    invitation = _locked(invitation)
    rights.permit(by, rights.to_invite(invitation.rank), invitation.company)
    _is_waiting(invitation)
    now = clock.now()
    if invitation.sent >= SENT_AT_MOST:
        raise TooMany(_("It was sent %(n)d times. Take it back and ask them another way.") % {"n": SENT_AT_MOST})
    if now < invitation.sent_at + RESENT_AFTER:
        raise TooMany(_("It was sent a moment ago. Give the mail ten minutes."))
    _within_limits(invitation.company, invitation.email, by)
    invitation.sent, invitation.sent_at, invitation.expires_at = invitation.sent + 1, now, now + STANDS
    invitation.invited_by, invitation.updated_at = by, now
    invitation.save()
    _send(invitation, by)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> Invitation:
    """Take it back: its link opens nothing any more. Raises NotAllowed, IllegalMove once it was answered."""
    invitation = _locked(invitation)
    rights.permit(by, rights.to_invite(invitation.rank), invitation.company)
    invitation.move_to(Status.REVOKED, by=by, party=invitation.company.party)
    timers.cancel(EXPIRY, invitation.pk)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, sent: int | None = None, by: User) -> Membership:
    """Join the company in the rank of the invitation. Its people who look after people are told.

    sent: which mail the link was from; None for somebody who has proved to own the address.
    Raises NotAllowed for who may not answer it, Refused once it was answered, taken back or ran out, and for members.
    """
    invitation = _locked(invitation)
    _may_answer(invitation, sent, by)
    company = invitation.company
    if company.memberships.filter(user=by).exists():
        raise Refused(_("You belong to %(company)s already.") % {"company": company.party.name})
    invitation.accepted_by, invitation.updated_at = by, clock.now()
    invitation.save(update_fields=["accepted_by", "updated_at"])
    invitation.move_to(Status.ACCEPTED, by=by)
    held = Membership.objects.create(company=company, user=by, rank=invitation.rank)
    timers.cancel(EXPIRY, invitation.pk)
    company_news.joined(held)
    companies.note("company_joined", company, by=by, invitation=str(invitation.pk), rank=held.rank)
    return held


@transaction.atomic
def decline(invitation: Invitation, *, sent: int | None = None, by: User | None) -> Invitation:
    """Say no. Who invited is told. by: None for a reader of the mail who has no account.

    Raises NotAllowed for who may not answer it, Refused once it was answered, taken back or ran out.
    """
    invitation = _locked(invitation)
    _may_answer(invitation, sent, by)
    invitation.move_to(Status.DECLINED, by=by)
    timers.cancel(EXPIRY, invitation.pk)
    company_news.invitation_declined(invitation)
    return invitation


@transaction.atomic
def expire(pk: UUID | str) -> None:
    """Close an invitation that nobody answered within its week. Running early, late or twice does no harm."""
    invitation = Invitation.objects.locked().filter(pk=pk, status=Status.OPEN, expires_at__lte=clock.now()).first()
    if invitation:
        invitation.move_to(Status.EXPIRED, why="a week without an answer")


def token_of(invitation: Invitation) -> str:
    """What the link of the newest mail holds. Nothing of it is stored: it can be made and read with our key alone."""
    return signing.dumps([invitation.pk.hex, invitation.sent], salt=SALT)


def read(token: str) -> tuple[Invitation, int] | None:
    """The invitation of a link, whatever became of it, and which mail the link was from; None for no link of ours."""
    try:
        pk, sent = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Invitation.objects.with_company().filter(pk=pk).first()
    return (found, int(sent)) if found else None


def waiting_for(user: User) -> "QuerySet[Invitation]":
    """What waits for this person's answer, by the addresses that they have proved to own."""
    return Invitation.objects.open().to(user).with_company().order_by("-sent_at")


def _locked(invitation: Invitation) -> Invitation:
    company = companies.locked(invitation.company)
    invitation = Invitation.objects.select_related("invited_by").locked().get(pk=invitation.pk)
    invitation.company = company
    return invitation


def _is_waiting(invitation: Invitation) -> None:
    if invitation.status == Status.OPEN and invitation.expires_at <= clock.now():
        raise Refused(_("This invitation ran out. Ask for a new one."))
    if invitation.status != Status.OPEN:
        raise Refused(_WHY_NOT[Status(invitation.status)]())


_WHY_NOT = {
    Status.ACCEPTED: lambda: _("This invitation was accepted already. Each works once."),
    Status.DECLINED: lambda: _("This invitation was declined."),
    Status.REVOKED: lambda: _("This invitation was taken back."),
    Status.EXPIRED: lambda: _("This invitation ran out. Ask for a new one."),
}


def _may_answer(invitation: Invitation, sent: int | None, by: User | None) -> None:
    if sent is None and not (by and Invitation.objects.to(by).filter(pk=invitation.pk).exists()):
        raise NotAllowed(_("Open the link in the invitation's mail."))
    _is_waiting(invitation)
    if sent is not None and sent != invitation.sent:
        raise Refused(_("A newer mail was sent for this invitation. Open the link in that one."))


def _is_new(company: Company, address: str) -> None:
    before = Invitation.objects.filter(company=company, email=address, status=Status.OPEN).locked().first()
    if before and before.expires_at <= clock.now():
        before.move_to(Status.EXPIRED)  # the clock comes a moment later
    elif before:
        raise Refused(_("An invitation to this address waits for its answer already."))


def _within_limits(company: Company, address: str, by: User) -> None:
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two at once would each see room for one more
    lately = Invitation.objects.filter(sent_at__gt=clock.now() - DAY)
    if company.invitations.filter(status=Status.OPEN).count() >= WAITING_AT_MOST:
        raise TooMany(_("%(n)d invitations wait for an answer. Take some back first.") % {"n": WAITING_AT_MOST})
    if lately.filter(invited_by=by).count() >= INVITED_A_DAY:
        raise TooMany(_("You have invited %(n)d people within a day. Go on tomorrow.") % {"n": INVITED_A_DAY})
    mails = lately.filter(email=address).aggregate(sent=Sum("sent"))["sent"] or 0
    if mails >= TO_ONE_ADDRESS_A_DAY:
        raise TooMany(_("This address has been written to often enough today. Try again tomorrow."))


def _send(invitation: Invitation, by: User) -> None:
    timers.set(EXPIRY, invitation.pk, invitation.expires_at, by=by)
    outbox.put(MAIL, f"{invitation.pk}:{invitation.sent}", invitation=str(invitation.pk), sent=invitation.sent)
