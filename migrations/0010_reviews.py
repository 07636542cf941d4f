"""Reviews: what was done with entries that wait, and decisions about one person's training."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "review_step",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accepted",
                "returned",
                "answered",
                "reopened",
                name="step",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "unreadable",
                "no-document",
                "wrong-document",
                "wrong-person",
                "no-date",
                "differs",
                "too-old",
                "not-equivalent",
                "other",
                name="reason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["outside_training.id"],
            name=op.f("fk_review_step_training_id_outside_training"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_review_step_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("training_id", "number", name=op.f("pk_review_step")),
    )
    op.create_index(op.f("ix_evidence_file_sha256"), "evidence_file", ["sha256"])
    with op.batch_alter_table("equivalency") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_equivalency_person_id_person"), "person", ["person_id"], ["id"]
        )


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("equivalency") as batch:
        batch.drop_constraint(batch.f("fk_equivalency_person_id_person"), type_="foreignkey")
        batch.drop_column("person_id")
    op.drop_index(op.f("ix_evidence_file_sha256"), "evidence_file")
    op.drop_table("review_step")
