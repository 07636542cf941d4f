"""The matrix of people and requirements, for those who answer for counties."""

from portal.services.matrix.reading import Asked, Matrix, Somebody, read
from portal.services.matrix.whom import Work

__all__ = ["Asked", "Matrix", "Somebody", "Work", "read"]
