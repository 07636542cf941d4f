"""A long list is undone beside the page, too."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("import_batch") as batch:
        batch.add_column(sa.Column("undo_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("undo_asked_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_import_batch_undo_asked_by_id_person"),
            "person",
            ["undo_asked_by_id"],
            ["id"],
        )


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("import_batch") as batch:
        batch.drop_constraint(
            batch.f("fk_import_batch_undo_asked_by_id_person"), type_="foreignkey"
        )
        batch.drop_column("undo_asked_by_id")
        batch.drop_column("undo_asked_at")
