"""An index of what people say themselves, so that what waits is counted without reading all."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWN = sa.text("person_id = coalesce(said_by_id, recorded_by_id)")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_index(
        "ix_outside_training_own",
        "outside_training",
        ["person_id"],
        sqlite_where=OWN,
        postgresql_where=OWN,
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_outside_training_own", "outside_training")
