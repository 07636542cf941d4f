"""Reviewing what people enter about trainings taken elsewhere."""

from portal.views.reviews import deciding, items, lists
from portal.views.reviews.blueprint import blueprint

__all__ = ["blueprint", "deciding", "items", "lists"]
