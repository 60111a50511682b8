"""Sums as people type them: the ground's own reading (marketplace.kit.amounts)."""

from marketplace.kit.amounts import read as read
