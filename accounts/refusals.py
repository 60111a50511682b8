"""The refusals of kit under the name by which the apps know them."""

from marketplace.kit.refusals import NotAllowed as NotAllowed
from marketplace.kit.refusals import Refused as Refused
