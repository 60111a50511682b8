from social.models.notice import Notice, NoticeQuerySet

__all__ = ["Notice", "NoticeQuerySet"]
