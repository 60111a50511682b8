from social.models.choice import Choice, Mute, Rest
from social.models.fan_out import FanOut
from social.models.follow import Follow, Watch
from social.models.notice import Notice, NoticeQuerySet
from social.models.push import PushSubscription

__all__ = ["Choice", "FanOut", "Follow", "Mute", "Notice", "NoticeQuerySet", "PushSubscription", "Rest", "Watch"]
