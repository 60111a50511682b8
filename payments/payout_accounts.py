"""Where a payee is paid out: their own account at the gateway, which asks them who they are and alone knows their bank.

    account = payout_accounts.begin(cleo.party, country="DE", by=cleo)
    payout_accounts.lead(account, by=cleo, back_to=…, again_at=…)     # the gateway's page, where they go on

When another bank is named nothing is paid out for two days, and everybody behind the payee is told at once: whoever
broke in cannot empty the wallet before its owner has read their mail.
"""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from accounts.models import Party, User
from marketplace.kit import clock
from marketplace.kit.ids import uuid7
from marketplace.kit.refusals import NotAllowed, Refused
from payments import gateways, inbox, outgoing, payee_news, payees, retries, transfers
from payments.gateways.payees import AccountTold, Bank
from payments.gateways.port import Answer, NotOurs, Rejected, Unclear
from payments.models import GatewayEvent, GatewayRequest, PayoutAccount

REST = timedelta(hours=48)
_SILENT = _t("The payment service does not answer at the moment. Nothing is lost: try again in a minute.")


class NoAnswer(Refused):
    """The gateway did not answer, or will not open an account."""


@retries.atomic
def begin(party: Party, *, country: str, by: User, gateway: str = "stripe") -> PayoutAccount:
    """Ask for an account in this country (ISO code), where the payee must have a bank. One that is there is returned.

    The caller makes the call afterwards, by `lead`. Raises NotAllowed.
    """
    permit(party, by)
    payees.lock(party)
    account, _is_new = PayoutAccount.objects.get_or_create(party=party, gateway=gateway, defaults={"country": country})
    if not account.reference and account.country != country and outgoing.of("payout_account", account.pk) is None:
        account.country = country
        account.save(update_fields=["country"])
    if not account.reference:
        _ask_for_it(account, by)
    return account


def lead(account: PayoutAccount, *, by: User, back_to: str, again_at: str) -> str:
    """The address at the gateway where the payee says who they are and names their bank; good once, for minutes.

    back_to, again_at: addresses of ours, for when they are done and for when it has run out.
    Raises NotAllowed, NoAnswer.
    """
    permit(account.party, by)
    if not account.reference:
        _send(outgoing.of("payout_account", account.pk))
        account.refresh_from_db()
    call = gateways.payees_of(account.gateway).leading(account, back_to=back_to, again_at=again_at)
    kind, key = "payout_account_link", f"payout_account_link:{account.pk}:{uuid7()}"
    request = outgoing.prepare(kind, account.pk, call.name, call.body, key=key, gateway=account.gateway, at_once=True)
    return gateways.payees_of(account.gateway).address_in(_send(request).answer or {})


def look(account: PayoutAccount) -> PayoutAccount:
    """Ask the gateway how the account stands, and note it. Raises Unclear where it does not answer."""
    answer = gateways.of(account.gateway).read("account", account.reference) if account.reference else None
    return note(account.pk, answer) if answer else account


def look_before_paying(account: PayoutAccount) -> PayoutAccount:
    """The same, before money leaves: another bank may have been named a moment ago, and the news of it be late or
    lost. Raises NoAnswer."""
    if not gateways.of(account.gateway).is_on():
        return account
    try:
        return look(account)
    except Unclear as error:
        raise NoAnswer(_SILENT) from error


@retries.atomic
def note(pk: UUID, answer: Answer) -> PayoutAccount:
    """Do what follows from what the gateway says about the account. Twice changes nothing."""
    account = _locked(pk)
    told = gateways.payees_of(account.gateway).account_in(answer)
    was_ready, was_wanted = account.can_pay_out, account.wanted
    account.reference, account.country = told.reference, told.country or account.country
    account.can_receive, account.can_pay_out = told.can_receive, told.can_pay_out
    account.wanted = list(told.wanted)
    _note_bank(account, told.bank)
    account.updated_at = clock.now()
    account.save()
    if account.can_receive:
        transfers.send_waiting(account)
    _tell(account, told, was_ready=was_ready, was_wanted=was_wanted)
    return account


def permit(party: Party, by: User) -> None:
    """Only who may bind the party touches its money. Raises NotAllowed."""
    if not Party.objects.acted_for_by(by).filter(pk=party.pk).exists():
        raise NotAllowed(_("You may not do this for %(party)s.") % {"party": party.name})


@outgoing.settles("payout_account")
def opened(pk: UUID, answer: Answer, request: GatewayRequest) -> None:
    """The gateway has made the account."""
    note(pk, answer)


@outgoing.refused("payout_account")
def not_opened(pk: UUID, rejected: Rejected, request: GatewayRequest) -> None:
    """It will not: the payee reads why, and may choose another country."""


@outgoing.settles("payout_account_link")
def linked(pk: UUID, answer: Answer, request: GatewayRequest) -> None:
    """Nothing follows: whoever asked for the address is led there."""


@inbox.hears("account.updated")
def changed(thing: Answer, event: GatewayEvent) -> None:
    """The gateway has looked at a payee's papers, or wants more of them, or their bank is another."""
    note(_of(thing["id"], event).pk, thing)


@inbox.hears("account.external_account.created", "account.external_account.updated")
@retries.atomic
def bank_changed(thing: Answer, event: GatewayEvent) -> None:
    """A bank account was named. The gateway also says so in the account itself; the earlier news counts."""
    account = _locked(_of(event.account, event).pk)
    if bank := gateways.payees_of(account.gateway).bank_in(thing):
        _note_bank(account, bank)
        account.save()


def _ask_for_it(account: PayoutAccount, by: User) -> None:
    """Once; after a refusal anew, with another key."""
    last = outgoing.of("payout_account", account.pk)
    if last is not None and last.status != GatewayRequest.Status.REFUSED:
        return
    attempt = GatewayRequest.objects.filter(kind="payout_account", subject=account.pk).count() + 1
    email = "" if account.party.is_company else by.email
    call = gateways.payees_of(account.gateway).opening(account, email=email, is_company=account.party.is_company)
    key = f"payout_account:{account.pk}:{attempt}"
    outgoing.prepare("payout_account", account.pk, call.name, call.body, key=key, gateway=account.gateway, at_once=True)


def _send(request: GatewayRequest | None) -> GatewayRequest:
    done = outgoing.send_now(request) if request else None
    if done is None or done.status in outgoing.OPEN:
        raise NoAnswer(_SILENT)
    if done.status != GatewayRequest.Status.DONE:
        words = (done.refusal or {}).get("words", "")
        raise NoAnswer(_("The payment service refused this: %(words)s") % {"words": words})
    return done


def _note_bank(account: PayoutAccount, bank: Bank | None) -> None:
    if bank is None or bank.fingerprint == account.bank_fingerprint:
        return
    is_another = bool(account.bank_fingerprint)
    account.bank_name, account.bank_last4 = bank.name[:80], bank.last4[:4]
    account.bank_fingerprint = bank.fingerprint[:64]
    if is_another:
        account.rests_until = clock.now() + REST
    payee_news.bank_named(account, is_another=is_another)


def _tell(account: PayoutAccount, told: AccountTold, *, was_ready: bool, was_wanted: list[str]) -> None:
    if account.can_pay_out and not was_ready:
        payee_news.payouts_ready(account)
    elif told.wanted and list(told.wanted) != was_wanted and was_ready:
        payee_news.payouts_want(account)


def _of(reference: str, event: GatewayEvent) -> PayoutAccount:
    account = PayoutAccount.objects.filter(gateway=event.gateway, reference=reference).first()
    if account is None:
        raise NotOurs(f"{reference} is no account of a payee here")
    return account


def _locked(pk: UUID) -> PayoutAccount:
    payees.lock(Party.objects.get(payout_accounts=pk))
    return PayoutAccount.objects.select_related("party").locked().get(pk=pk)
