"""How long everything in a fundraiser may take, and the names of the timers that keep it. Where a figure comes from
stands beside it."""

from datetime import timedelta

RESERVED = timedelta(minutes=30)  # ours: a reward waits so long for the card of who chose it
PAID_WITHIN = RESERVED + timedelta(hours=2)  # ours: and for its payment at the longest; a page of Stripe lasts an hour
LAST_MINUTES = timedelta(minutes=10)  # a pledge in them extends the end so far (help.gamefound.com/article/285)
RETRIES = (timedelta(0), timedelta(days=2), timedelta(days=4), timedelta(days=6))  # help.kickstarter.com 360034693434
DROPPED_AFTER = timedelta(days=7)  # the same page: then an unpaid pledge is dropped
LOOK_AGAIN = timedelta(minutes=10)  # ours: whether all charges have had their end
LATE_FOR = timedelta(days=60)  # ours: late pledges, where no second round says otherwise
FACE_AFTER = timedelta(seconds=5)  # cards and search follow a pledge within seconds, together with those beside it

FIRST_PAYOUT = timedelta(days=14)  # after the end (features.kickstarter.com: payout on day 14)
VOTE = timedelta(days=7)  # ours: as long as an answer to a request for a refund
OBJECTION = timedelta(days=3)  # ours: where backers have no vote, for somebody to ask staff to look
TIE_WAITS = timedelta(days=1)  # ours: whether the money of a step that is done has come

PLEDGE_LAPSES = "pledge_lapses"
LAUNCH = "fundraiser_launch"
DEADLINE = "fundraiser_deadline"
CHARGE = "pledge_charge"
CHARGES_END = "fundraiser_charges_end"
RELEASED = "pledge_released"  # after a goal that was not reached
GIVE_BACK = "pledge_give_back"  # of a fundraiser that was called off
VOTE_ENDS = "disbursement_vote_ends"
DROP = "pledge_drop"  # a part of one pledge's money, out or back
DROPS_END = "disbursement_drops_end"
NOTHING_LEFT = "fundraiser_nothing_left"  # in escrow, while steps of its plan are open
TIE = "disbursement_tie"
STEP_DUE = "disbursement_due"
LATE_ENDS = "fundraiser_late_ends"
FACE = "fundraiser_face"

REMIND_AFTER = timedelta(days=7)  # ours: whoever has not answered a survey is reminded once by itself
REMIND_APART = timedelta(days=3)  # ours: and by the maker no more often than that
MOST_REMINDERS = 3  # ours, all together
ANSWERS_LAST_CALL = timedelta(days=46)  # ours: two weeks before the end of a survey who has not answered is told
ANSWERS_BY = timedelta(days=60)  # ours: then nothing waits for an answer any more
ASK_ARRIVED = timedelta(days=14)  # after a parcel left its backer is asked (Catarse: reward received reminder)
LAST_CALL = timedelta(days=25)  # ours: and once more, before silence is taken for a yes
ARRIVED = timedelta(days=30)  # ours: who says nothing has it
PROBLEM_FOR = timedelta(days=30)  # ours: so long after it arrived its backer can say that something is wrong
REFUND_ANSWER = timedelta(days=7)  # as for a milestone: then silence grants it

DELIVERIES = "fundraiser_deliveries"  # what its backers paid for becomes parcels
DELIVERY_OF_ONE = "pledge_deliveries"  # the same for a pledge that came late
SURVEY_REMINDS = "survey_reminds"
SURVEY_LAST_CALL = "survey_last_call"
SURVEY_ENDS = "survey_ends"
DELIVERY_DUE = "deliveries_due"
DELIVERY_TELLS = "delivery_tells"
DELIVERY_ASKS = "delivery_asks"
DELIVERY_LAST_CALL = "delivery_last_call"
DELIVERY_ARRIVES = "delivery_arrives"
REWARD_REFUND_SILENCE = "reward_refund_silence"
SHEET_READ = "delivery_sheet_read"
UPDATE_PUBLISHES = "update_publishes"
