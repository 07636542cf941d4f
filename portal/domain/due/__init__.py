"""What is due next for a person, riskiest first, each with its reason in words."""

from portal.domain.due.heading import heading
from portal.domain.due.rows import SOON, rows
from portal.domain.due.values import Asked, HeldCredential, Revoked, Risk, Row, UnderWay

__all__ = [
    "SOON",
    "Asked",
    "HeldCredential",
    "Revoked",
    "Risk",
    "Row",
    "UnderWay",
    "heading",
    "rows",
]
