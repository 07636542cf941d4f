"""Two rows that are one person: who was brought together, and what was moved."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_person_merged_into_id_person"), "person", ["merged_into_id"], ["id"]
        )
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], ["person.id"], name=op.f(f"fk_person_merge_{column}_person")
            )
            for column in ("kept_id", "gone_id", "undone_by_id", "recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_kept_id"), "person_merge", ["kept_id"])
    op.create_index(op.f("ix_person_merge_gone_id"), "person_merge", ["gone_id"])
    op.create_table(
        "merged_row",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["person_merge.id"], name=op.f("fk_merged_row_merge_id_person_merge")
        ),
        sa.PrimaryKeyConstraint("merge_id", "number", name=op.f("pk_merged_row")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("merged_row")
    op.drop_table("person_merge")
    with op.batch_alter_table("person") as batch:
        batch.drop_constraint(batch.f("fk_person_merged_into_id_person"), type_="foreignkey")
        batch.drop_column("merged_into_id")
