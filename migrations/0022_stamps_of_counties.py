"""Another stamp of a county after every change of what pages show of it.

What is kept is never the truth: counties are forgotten, and kept again by the next build.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KEPT = ("kept_county_gap", "kept_gap", "kept_county", "kept_team", "kept_person", "kept_under")


def upgrade() -> None:
    """Upgrade schema."""
    _exchange("areas", sa.Column("stamp", sa.String(), nullable=False))


def downgrade() -> None:
    """Downgrade schema."""
    _exchange("stamp", sa.Column("areas", sa.Integer(), nullable=False))


def _exchange(gone: str, new: sa.Column) -> None:
    for table in _KEPT:
        op.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
    with op.batch_alter_table("kept_county") as table:
        table.drop_column(gone)
        table.add_column(new)
