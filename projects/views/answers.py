"""How a view answers an act that may be refused: as on every floor."""

from accounts.views.answers import REFUSALS as REFUSALS
from accounts.views.answers import after as after
