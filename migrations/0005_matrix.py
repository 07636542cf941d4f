"""Views of the matrix that people save, and what they do from it in one go."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "matrix_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_matrix_view_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_matrix_view_person_id_name")),
    )
    op.create_table(
        "matrix_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("extension", "waiver", "training", name="act", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_matrix_batch_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matrix_batch")),
        sa.UniqueConstraint(
            "recorded_by_id", "form_key", name=op.f("uq_matrix_batch_recorded_by_id_form_key")
        ),
    )
    op.create_table(
        "matrix_batch_entry",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["matrix_batch.id"],
            name=op.f("fk_matrix_batch_entry_batch_id_matrix_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_matrix_batch_entry_decision_id_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_matrix_batch_entry_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["outside_training.id"],
            name=op.f("fk_matrix_batch_entry_training_id_outside_training"),
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_matrix_batch_entry")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("matrix_batch_entry")
    op.drop_table("matrix_batch")
    op.drop_table("matrix_view")
