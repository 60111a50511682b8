"""Who may what in the staff admin: the whole of it, in one table.

A row is a table of the admin; beside each group stand the words of what it may do there. `view`, `add` and `change` are
Django's; every other word is the name of an act (see kit.desk) or of a right below. What is not written here a group
may not, and a table without a row fails the tests. Superusers may everything. `manage.py migrate` brings the groups of
the database to what stands here; docs/staff.md is printed from it.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from marketplace.kit.desk import DeskAdmin
from marketplace.kit.desk import acts as deeds

MODERATOR, FINANCE, REVIEWER, ANALYST = GROUPS = ("moderator", "finance", "reviewer", "analyst")

# Rights that are not acts on one row: on what, the word, and what it means.
RIGHTS = {
    ("kit.auditentry", "export"): "Can take the audit out as a file",
    ("kit.auditentry", "verify"): "Can have the chain of the audit verified",
}

TABLE: dict[str, dict[str, str]] = {
    # people
    "accounts.user": {MODERATOR: "view shut_out let_in remove_factors see_as"},
    "accounts.party": {MODERATOR: "view", FINANCE: "view", REVIEWER: "view"},
    "accounts.profile": {MODERATOR: "view hide", REVIEWER: "view"},
    "accounts.certification": {REVIEWER: "view verify reject"},
    "accounts.company": {MODERATOR: "view hide", FINANCE: "view", REVIEWER: "view"},
    "accounts.membership": {MODERATOR: "view"},
    "accounts.invitation": {MODERATOR: "view"},
    "accounts.ownershipoffer": {MODERATOR: "view"},
    "accounts.role": {MODERATOR: "view"},
    "auth.group": {},
    # the rules of the house
    "social.report": {MODERATOR: "view claim release dismiss warn withdraw suspend"},
    "social.decision": {MODERATOR: "view lift"},
    "social.appeal": {MODERATOR: "view keep overturn"},
    # what they show and do
    "catalog.listing": {MODERATOR: "view", REVIEWER: "view", ANALYST: "view"},
    "catalog.topic": {MODERATOR: "view add change", ANALYST: "view"},
    "portfolios.portfolio": {MODERATOR: "view publish withdraw", ANALYST: "view"},
    "portfolios.work": {MODERATOR: "view publish withdraw", ANALYST: "view"},
    "portfolios.credit": {MODERATOR: "view"},
    "portfolios.media": {MODERATOR: "view"},
    "projects.project": {MODERATOR: "view call_off", FINANCE: "view", ANALYST: "view"},
    "projects.proposal": {MODERATOR: "view"},
    "projects.contract": {MODERATOR: "view", FINANCE: "view"},
    "projects.arbiter": {MODERATOR: "view", FINANCE: "view add change"},
    "projects.dispute": {MODERATOR: "view take write propose decide", FINANCE: "view"},
    "fundraising.fundraiser": {
        MODERATOR: "view",
        FINANCE: "view",
        REVIEWER: "view publish withdraw pass_review send_back",
        ANALYST: "view",
    },
    "fundraising.pledge": {FINANCE: "view", REVIEWER: "view"},
    "fundraising.supportpage": {MODERATOR: "view close", FINANCE: "view", ANALYST: "view"},
    "fundraising.support": {FINANCE: "view"},
    "fundraising.settlement": {FINANCE: "view", REVIEWER: "view", ANALYST: "view"},
    "fundraising.disbursement": {FINANCE: "view pay_out give_back", REVIEWER: "view"},
    "fundraising.filing": {FINANCE: "view", REVIEWER: "view"},
    # money
    "payments.ruleset": {FINANCE: "view add change"},
    "payments.account": {FINANCE: "view propose_adjustment", ANALYST: "view"},
    "payments.entry": {FINANCE: "view", ANALYST: "view"},
    "payments.payment": {FINANCE: "view propose_refund"},
    "payments.refund": {FINANCE: "view ask_again set_aside"},
    "payments.hold": {FINANCE: "view"},
    "payments.transfer": {FINANCE: "view"},
    "payments.payout": {FINANCE: "view"},
    "payments.chargeback": {FINANCE: "view"},
    "payments.billchargeback": {FINANCE: "view"},
    "payments.gatewayrequest": {FINANCE: "view try_again give_up"},
    "payments.gatewayevent": {FINANCE: "view work_again"},
    "payments.reconciliation": {FINANCE: "view compare_again compare_now"},
    "payments.difference": {FINANCE: "view explain"},
    "payments.adjustment": {FINANCE: "view approve reject"},
    "payments.staffrefund": {FINANCE: "view approve reject"},
    "payments.paidplan": {FINANCE: "view"},
    "payments.promotion": {FINANCE: "view stop", MODERATOR: "view stop"},
    "payments.document": {FINANCE: "view"},
    # the machine
    "kit.auditentry": {MODERATOR: "view", FINANCE: "view export verify"},
    "kit.move": {MODERATOR: "view"},
    "kit.timer": {},
    "kit.outboxmessage": {},
    "staff.impersonation": {MODERATOR: "view"},
}


def rights_of(group: str) -> set[str]:
    """What the table gives a group, as Django names it: "accounts.shut_out_user"."""
    return {
        f"{label.split('.')[0]}.{word}_{label.split('.')[1]}"
        for label, row in TABLE.items()
        for word in row.get(group, "").split()
    }


@transaction.atomic
def install() -> None:
    """Bring the rights and groups of the database to what the code says. Twice changes nothing."""
    create_permissions(apps.get_app_config("staff"), verbosity=0)  # those of the floors below are there by now
    wanted = [Permission(content_type=_kind(model), codename=word, name=name) for model, word, name in _own_rights()]
    Permission.objects.bulk_create(wanted, ignore_conflicts=True)
    all_rights = Permission.objects.select_related("content_type")
    by_name = {f"{right.content_type.app_label}.{right.codename}": right for right in all_rights}
    for name in GROUPS:
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.set([by_name[right] for right in rights_of(name) if right in by_name])


def _kind(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _own_rights() -> Iterator[tuple[type[Model], str, str]]:
    """The rights that Django does not make by itself: one for each act, and those of RIGHTS."""
    for model, desk in admin.site._registry.items():
        if isinstance(desk, DeskAdmin):
            yield from ((model, act.codename(model), f"Can do: {act.name}") for act in deeds.of(desk))
    for (label, word), name in RIGHTS.items():
        model = apps.get_model(label)
        yield model, f"{word}_{model._meta.model_name}", name


def as_markdown() -> str:
    """The table as docs/staff.md prints it."""
    lines = [f"| table | {' | '.join(GROUPS)} |", "| --- |" + " --- |" * len(GROUPS)]
    lines += [f"| {label} | {' | '.join(row.get(group, '') for group in GROUPS)} |" for label, row in TABLE.items()]
    return "\n".join(lines)
