"""What verifying a requirement would change, worked out beside the page."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "rule_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(), nullable=False),
        sa.Column("version", sa.Date(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=True),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counties", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("refused", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_rule_preview_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["verification_id"],
            ["rule_verification.id"],
            name=op.f("fk_rule_preview_verification_id_rule_verification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_preview")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("rule_preview")
