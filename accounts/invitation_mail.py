"""The mail of an invitation. Written in the inviter's language: nothing is known of who reads it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts import company_news, invitations, naming
from accounts.models import Invitation, User
from marketplace.kit import outbox


@outbox.delivers(invitations.MAIL)
def send(key: str, *, invitation: str, sent: int) -> None:
    """Send it, unless a newer mail replaced it or it was answered. Who owns the address here also gets a notice."""
    found = Invitation.objects.open().with_company().filter(pk=invitation, sent=sent).first()
    if not found:
        return
    by = found.invited_by
    with translation.override((by and by.language) or settings.LANGUAGE_CODE):
        _message(found, key).send()
    for user in _owners_of(found.email):
        company_news.invited(found, user)


def _owners_of(address: str) -> list[User]:
    proved = {"emailaddress__email__iexact": address, "emailaddress__verified": True}
    return list(User.objects.filter(is_active=True, **proved).distinct())


def _message(invitation: Invitation, key: str) -> EmailMultiAlternatives:
    context = _context(invitation)
    message = EmailMultiAlternatives(
        subject=" ".join(render_to_string("accounts/invitations/mail_subject.txt", context).split()),
        body=render_to_string("accounts/invitations/mail.txt", context),
        to=[invitation.email],
        headers={"X-Message-Key": key},
    )
    message.attach_alternative(render_to_string("accounts/invitations/mail.html", context), "text/html")
    return message


def _context(invitation: Invitation) -> dict[str, object]:
    address = reverse("accounts:invitation", args=[invitations.token_of(invitation)])
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "invitation": invitation,
        "company": invitation.company.party.name,
        "by": naming.who(invitation.invited_by, None),
        "act_url": f"{settings.SITE_URL}{address}",
    }
