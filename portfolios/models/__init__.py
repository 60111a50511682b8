from portfolios.models.credit import Credit
from portfolios.models.media import Media
from portfolios.models.portfolio import Portfolio
from portfolios.models.work import Work

__all__ = ["Credit", "Media", "Portfolio", "Work"]
