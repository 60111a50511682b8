from social.models.block import Block
from social.models.choice import Choice, Mute, Rest
from social.models.decision import Appeal, Decision
from social.models.fan_out import FanOut
from social.models.follow import Follow, Watch
from social.models.notice import Notice, NoticeQuerySet
from social.models.push import PushSubscription
from social.models.report import Category, Report
from social.models.thread import Attachment, Message, Reader, Thread, Wording

__all__ = [
    "Appeal",
    "Attachment",
    "Block",
    "Category",
    "Choice",
    "Decision",
    "FanOut",
    "Follow",
    "Message",
    "Mute",
    "Notice",
    "NoticeQuerySet",
    "PushSubscription",
    "Reader",
    "Report",
    "Rest",
    "Thread",
    "Watch",
    "Wording",
]
