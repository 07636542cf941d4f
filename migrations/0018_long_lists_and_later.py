"""Long lists are taken in beside the page; visitors ask for a link to register with."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("import_batch") as batch:
        batch.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("asked_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("looked_at_rows", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_import_batch_asked_by_id_person"), "person", ["asked_by_id"], ["id"]
        )
    op.create_table(
        "event_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_request_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_event_request_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_request")),
        sa.UniqueConstraint("form_key", name=op.f("uq_event_request_form_key")),
    )
    op.create_index("ix_event_request_at", "event_request", ["recorded_at"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("event_request")
    with op.batch_alter_table("import_batch") as batch:
        batch.drop_constraint(batch.f("fk_import_batch_asked_by_id_person"), type_="foreignkey")
        batch.drop_column("looked_at_rows")
        batch.drop_column("asked_by_id")
        batch.drop_column("asked_at")
