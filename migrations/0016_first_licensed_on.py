"""The day on which a license was issued for the first time."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("credential") as batch:
        batch.add_column(sa.Column("first_licensed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("credential") as batch:
        batch.drop_column("first_licensed_on")
