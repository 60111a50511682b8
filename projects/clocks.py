"""How long the two sides of a contract have, and the names of the timers that keep it.

The days for an answer to a submission are the contract's own (3 to 30, 14 if nothing else is agreed); see
projects/models/contract.py. Where a figure comes from stands beside it.
"""

from datetime import timedelta

from projects.models.contract import LEAST_REVIEW_DAYS

SIGNING = timedelta(days=14)  # ours: an offer or an amendment that nobody signs lapses
REFUND_ANSWER = timedelta(days=7)  # support.upwork.com/hc/en-us/articles/211068528
REVIEW_REMINDERS = (timedelta(days=7), timedelta(days=3), timedelta(days=1))  # before a release by itself
SILENCE = timedelta(days=14)  # ours: who has waited so long for the other may close without a mark
LONGEST_PAUSE = timedelta(days=90)

# Dormancy: days without a sign of life, and for how long each is then asked (support.upwork.com, 360000990208).
DORMANCY_NOTICES = (timedelta(days=76), timedelta(days=83))
DORMANT_AFTER = timedelta(days=90)
DORMANT_ANSWER = timedelta(days=7)  # the client first, then the freelancer

# Money that the gateway gives back is released by itself a day before, if its work was submitted.
BEFORE_IT_GOES_BACK = timedelta(days=1)
LEAST_REVIEW = timedelta(days=LEAST_REVIEW_DAYS)

# Hours. The days of a week are projects/hours/weeks.py.
LONGEST_TIMER = timedelta(hours=12)  # ours: whoever forgets it corrects half a day, not a week
QUESTION_AFTER_REVIEW = timedelta(days=7)  # after Friday: for what is questioned, the next word comes by then
LEAST_ANSWER = timedelta(days=3)  # nobody is left with less for a question
LOOK_AGAIN = timedelta(minutes=5)

OFFER_LAPSES = "contract_offer_lapses"
AMENDMENT_LAPSES = "contract_amendment_lapses"
RELEASE = "milestone_release"
RELEASE_REMINDER = "milestone_release_reminder"
REFUND = "refund_request_lapses"
RESUMPTION = "contract_resumption"
DORMANCY = "contract_dormancy"
TIMER_STOPS = "hours_timer_stops"
WEEK_LOCKS = "work_week_locks"
WEEK_REVIEWED = "work_week_reviewed"
WEEK_CLEARS = "work_week_clears"
QUESTION_ENDS = "hours_question_ends"
WEEKLY_CHARGE = "hours_weekly_charge"
