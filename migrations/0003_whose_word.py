"""Whose word a training from elsewhere is, where that is not who recorded the row."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("outside_training", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_outside_training_said_by_id_person"), "person", ["said_by_id"], ["id"]
        )


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("outside_training", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_outside_training_said_by_id_person"), type_="foreignkey"
        )
        batch_op.drop_column("said_by_id")
