from social.models.block import Block
from social.models.call import Call, CallStay
from social.models.choice import Choice, Mute, Rest
from social.models.comment import Comment
from social.models.deal import Deal, Fact, Side
from social.models.decision import Appeal, Decision
from social.models.fan_out import FanOut
from social.models.follow import Follow, Watch
from social.models.notice import Notice, NoticeQuerySet
from social.models.push import PushSubscription
from social.models.report import Category, Report
from social.models.review import Review
from social.models.score import Badge, Outcome, Score, ScoreLine
from social.models.thread import Attachment, Message, Reader, Thread, Wording

__all__ = [
    "Appeal",
    "Attachment",
    "Badge",
    "Block",
    "Call",
    "CallStay",
    "Category",
    "Choice",
    "Comment",
    "Deal",
    "Decision",
    "Fact",
    "FanOut",
    "Follow",
    "Message",
    "Mute",
    "Notice",
    "NoticeQuerySet",
    "Outcome",
    "PushSubscription",
    "Reader",
    "Report",
    "Rest",
    "Review",
    "Score",
    "ScoreLine",
    "Side",
    "Thread",
    "Watch",
    "Wording",
]
