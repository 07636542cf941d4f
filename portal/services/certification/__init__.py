"""Rows → the facts that verdicts are made from, as known now or at an earlier moment."""

from portal.services.certification.describing import Described, describe
from portal.services.certification.loading import facts_from, facts_of, one

__all__ = ["Described", "describe", "facts_from", "facts_of", "one"]
