"""Views of the matrix that people save."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("matrix_view")
