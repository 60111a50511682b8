"""The custodian of a one-machine run, which keeps books of its own and moves no real money."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from marketplace.kit.money import Money, currency
from marketplace.local import custodian
from payments.gateways.custody import Custody, InCustody
from payments.gateways.port import Answer, BadSignature, Call, Heard, Rejected, Words
from payments.models import CustodyInstruction

_MOVES = {
    "instructions.cancel": custodian.CANCELLED,
    "instructions.collect": custodian.COLLECTED,
    "instructions.return": custodian.RETURNED,
}


class LocalCustodian:
    """The custodian's port, spoken to `marketplace.local.custodian`."""

    name = "custodian"
    title: Words = gettext_lazy("Bank transfer to the custodian")
    keys_last = timedelta(days=36_500)

    def is_on(self) -> bool:
        return bool(settings.EMBEDDED or settings.DEBUG)

    def is_live(self) -> bool:
        return False

    def instructing(self, instruction: CustodyInstruction, marks: Mapping[str, str], *, return_url: str) -> Call:
        said = {"investor": instruction.investor.name, "issuer": instruction.issuer.name, "return_url": return_url}
        amount = {"amount": str(instruction.amount.amount), "currency": instruction.currency}
        return Call("instructions.create", {**said, **amount, "metadata": dict(marks)})

    def withdrawing(self, instruction: CustodyInstruction) -> Call:
        return Call("instructions.cancel", {"id": instruction.reference})

    def collecting(self, instruction: CustodyInstruction) -> Call:
        return Call("instructions.collect", {"id": instruction.reference})

    def returning(self, instruction: CustodyInstruction) -> Call:
        return Call("instructions.return", {"id": instruction.reference})

    def told_in(self, answer: Answer) -> InCustody:
        amount = Money(Decimal(answer["amount"]), currency(answer["currency"]))
        page = f"{settings.SITE_URL}{reverse('local:custodian', args=[answer['reference']])}"
        return InCustody(Custody(answer["state"]), answer["reference"], amount, page)

    def takes_marks(self, call: str) -> bool:
        return call == "instructions.create"

    def send(self, call: str, body: Mapping[str, Any], *, key: str, on_behalf_of: str = "") -> Answer:
        try:
            if call == "instructions.create":
                return custodian.instruct(key, **body)
            return custodian.move(str(body["id"]), _MOVES[call])
        except custodian.Impossible as refusal:
            raise Rejected("impossible", str(refusal)) from refusal

    def look_up(
        self, call: str, body: Mapping[str, Any], *, key: str, since: datetime, on_behalf_of: str = ""
    ) -> Answer | None:
        return custodian.find(key=key) if call == "instructions.create" else self.read("instruction", str(body["id"]))

    def read(self, what: str, reference: str, *, on_behalf_of: str = "") -> Answer | None:
        return custodian.find(reference=reference)

    def heard(self, payload: bytes, headers: Mapping[str, str], *, door: str) -> Heard:
        raise BadSignature("this custodian sends nothing: it is asked")

    def again(self, payload: Answer) -> Heard:
        return Heard(
            reference=f"told_{payload['reference']}_{payload['state']}",
            type="instruction.moved",
            is_live=False,
            payload=payload,
            made_at=datetime.fromtimestamp(payload["at"], UTC),
        )

    def subject_of(self, heard: Heard) -> Answer:
        return self.read("instruction", heard.payload["reference"]) or {}

    def told(self, *, since: datetime, account: str = "") -> Iterator[Heard]:
        return (self.again(event) for event in custodian.told(since.timestamp()))
