"""How long each step of a dispute has. Pages, help and tests read these; where a figure comes from stands beside it.

Days of people are business days of both countries (kit.business_days); days of money are days.
"""

from datetime import timedelta

ANSWER_DAYS = 5  # business days for the other side; support.upwork.com/hc/en-us/articles/211062068
TALK = timedelta(days=14)  # ours: then a mediator comes by itself, so that money is not frozen for ever
EVIDENCE_DAYS = 5  # ours: business days to show everything; earlier once both say that they have
PROPOSAL = timedelta(days=2)  # the mediator, from the end of the evidence; community.upwork.com …/ba-p/1478163
ACCEPTANCE = timedelta(days=2)  # both, to say yes or no to the proposal; the same page
MEDIATION = timedelta(days=30)  # all of it; articles/211062068
DECISION_DAYS = 5  # ours: business days for a decision of staff
FEE_DAYS = 5  # ours: business days for both halves of the arbiter's fee
AWARD_DAYS = 10  # ours: business days for the arbiter, from the second half
REMINDER = timedelta(days=1)  # before a clock of the two sides ends

# No gateway keeps money for ever (payments.limits): what is left then is returned to the client, whatever the two say.
# So that nobody wins by waiting, each step ends so long before that limit, but lasts at least a day.
SHORTEST = timedelta(days=1)
BEFORE_LIMIT = {
    "answer": timedelta(days=21),
    "talk": timedelta(days=18),
    "evidence": timedelta(days=14),
    "proposal": timedelta(days=12),
    "answers": timedelta(days=10),
    "fees": timedelta(days=30),
    "award": timedelta(days=10),
    "decision": timedelta(days=3),
}

DISPUTE = "dispute_clock"
DISPUTE_REMINDER = "dispute_reminder"
