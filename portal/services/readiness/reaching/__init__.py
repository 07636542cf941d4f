"""What new facts may bear on, with everything that rests on: asked for at once."""

from portal.services.readiness.reaching.about import about
from portal.services.readiness.reaching.reading import Reached, reach, where

__all__ = ["Reached", "about", "reach", "where"]
