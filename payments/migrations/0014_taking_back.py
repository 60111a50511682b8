import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import marketplace.kit.clock
import marketplace.kit.ids

PROTECT = django.db.models.deletion.PROTECT


def id_field() -> tuple[str, models.Field]:
    return ("id", models.UUIDField(default=marketplace.kit.ids.uuid7, editable=False, primary_key=True, serialize=False))


def times() -> list[tuple[str, models.Field]]:
    now = {"default": marketplace.kit.clock.now, "editable": False}
    return [("created_at", models.DateTimeField(**now)), ("updated_at", models.DateTimeField(**now))]


def to(model: str, name: str, *, null: bool = False, on_delete=PROTECT) -> models.Field:
    more = {"blank": True, "null": True} if null else {}
    return models.ForeignKey(on_delete=on_delete, related_name=name, to=model, **more)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_suspensions"), ("payments", "0013_plans_at_the_gateway")]

    operations = [
        migrations.CreateModel(
            name="ChargebackFreeze",
            fields=[
                id_field(),
                ("chargeback", to("payments.chargeback", "freezes", on_delete=django.db.models.deletion.CASCADE)),
                ("hold", to("payments.hold", "+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("chargeback", "hold"), name="chargeback_freezes_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HoldRenewal",
            fields=[
                id_field(),
                *times(),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for the payee"),
                            ("agreed", "Waits for the payment"),
                            ("done", "Held longer"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="asked",
                        max_length=6,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("before", to("payments.payment", "+")),
                ("hold", to("payments.hold", "renewals")),
                ("payment", to("payments.payment", "+", null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(amount_minor__gt=0), name="renewal_of_something"),
                    models.UniqueConstraint(
                        fields=["hold"], condition=Q(status__in=["asked", "agreed"]), name="renewal_lives_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(status__in=["asked", "lapsed"]) | Q(agreed_at__isnull=False),
                        name="renewal_agreed_by_payee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                id_field(),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("hold", "From escrow"),
                            ("clearing", "From what was clearing"),
                            ("wallet", "From the wallet"),
                            ("owed", "Owed by the payee"),
                            ("commission", "From our commission"),
                            ("tax", "From the tax on it"),
                            ("earned", "From what the site had earned"),
                            ("loss", "Borne by the site"),
                        ],
                        max_length=10,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("given_back_at", models.DateTimeField(blank=True, null=True)),
                ("chargeback", to("payments.chargeback", "recoveries")),
                ("line", to("payments.checkoutline", "recoveries", null=True)),
                ("hold", to("payments.hold", "recoveries", null=True)),
                ("part", to("payments.holdpart", "recoveries", null=True)),
                ("clearing", to("payments.clearing", "recoveries", null=True)),
                ("payee", to("accounts.party", "+", null=True)),
            ],
            options={
                "verbose_name_plural": "recoveries",
                "constraints": [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="recovery_of_something")],
            },
        ),
        migrations.CreateModel(
            name="TransferReversal",
            fields=[
                id_field(),
                *times(),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for its transfer"),
                            ("never_sent", "Not needed, nothing was sent"),
                            ("requested", "On its way back"),
                            ("done", "Back"),
                            ("failed", "Refused, to be tried again"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("reference", models.CharField(blank=True, max_length=255)),
                ("failure_words", models.CharField(blank=True, max_length=300)),
                ("transfer", to("payments.transfer", "reversals")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(amount_minor__gt=0), name="reversal_of_something"),
                    models.UniqueConstraint(fields=("transfer", "key"), name="reversal_once"),
                    models.UniqueConstraint(
                        fields=("reference",), condition=~Q(reference=""), name="reversal_of_one_object"
                    ),
                ],
            },
        ),
        migrations.AddField("chargeback", "reinstated_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("payoutaccount", "reference", models.CharField(blank=True, max_length=255, null=True)),
    ]
