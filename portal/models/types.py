"""Column types used by several tables."""

from enum import StrEnum

from sqlalchemy import Enum


def stored_enum(kind: type[StrEnum]) -> Enum:
    """An enum kept as its value in a text column, so that a new member needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
